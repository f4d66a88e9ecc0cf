"""Signed lists: what the trust list and the revocation list have in common.

Each is a COSE_Sign1 by the offline root with an ``external_aad`` of its own, so that
neither can pass for the other or for a pass, over one plain map of known members:
``seq``, ``issued``, ``next_update`` and its own. Times are Unix seconds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final, Generic, TypeVar

from kiosk.codes import cbor, cose
from kiosk.core.errors import ConfigError

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HEAD: Final = frozenset({"seq", "issued", "next_update"})
SECOND: Final = timedelta(seconds=1)


class BadPart(ValueError):
    """A part of the list is wrong; said in words of the format."""


class ListForged(ConfigError):
    """The root did not sign this list."""

    slug = "list-forged"
    advice: ClassVar[str]

    def __init__(self, source: str) -> None:
        super().__init__(
            f"{source} is not signed by this kiosk's root key; {self.advice}"
        )


class ListMalformed(ConfigError):
    """Not a list of this format."""

    slug = "list-malformed"
    advice: ClassVar[str]

    def __init__(self, source: str, part: str) -> None:
        super().__init__(f"{source} is damaged ({part}); {self.advice}")
        self.part = part


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedList:
    """A verified list; what it lists is for its kind to say.

    Attributes:
        seq: From 1, grows with every list.
        issued: When it was signed, aware.
        next_update: From when on it is stale; stale is shown, not refused.
    """

    seq: int
    issued: datetime
    next_update: datetime


L = TypeVar("L", bound=SignedList)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFormat(Generic[L]):
    """One kind of signed list.

    Attributes:
        aad: Use of the root's key; signed, not carried.
        members: Members of the map beside those of every list.
        optional: Members that may be left out.
        write: Those members of a list, as plain values.
        read: A list from its map; raises ``BadPart``. The map has all ``members``.
        forged: Raised when another key signed it, or it was altered.
        malformed: Raised when it is no such list.
    """

    aad: bytes
    members: frozenset[str]
    optional: frozenset[str] = frozenset()
    write: Callable[[L], Mapping[str, object]]
    read: Callable[[Mapping[str, Any]], L]
    forged: type[ListForged]
    malformed: type[ListMalformed]

    def sign(self, listed: L, root_seed: bytes) -> bytes:
        """Write and sign a list; fractions of a second are dropped.

        Args:
            listed: The list.
            root_seed: 32-byte Ed25519 seed of the offline root.
        """
        content = {
            "seq": listed.seq,
            "issued": seconds(listed.issued),
            "next_update": seconds(listed.next_update),
            **self.write(listed),
        }
        canonical = dict(sorted(content.items(), key=lambda m: (len(m[0]), m[0])))
        return cose.sign(cbor.encode(canonical), {}, self.aad, root_seed)

    def open(self, data: bytes, root_public: bytes, source: str = "the list") -> L:
        """Verify and read a signed list.

        Args:
            data: The COSE_Sign1.
            root_public: 32-byte Ed25519 public key of the root.
            source: What errors call the list, e.g. its file.

        Raises:
            ListForged: Another key signed it, or it was altered.
            ListMalformed: It is no list of this format.
        """
        try:
            envelope = cose.parse(data)
            if not envelope.signed_by(root_public, self.aad):
                raise self.forged(source)
            return self.read(self._members(envelope))
        except (cose.NotSign1, cbor.NotCbor, BadPart) as exc:
            raise self.malformed(source, str(exc)) from None

    def _members(self, envelope: cose.Sign1) -> dict[str, Any]:
        content = cbor.decode(envelope.payload)
        if envelope.headers.keys() != {cose.ALGORITHM}:
            raise BadPart("protected headers")
        known = _HEAD | self.members
        if not cbor.is_plain_map(content) or content.keys() - self.optional != known:
            raise BadPart("content")
        plain: dict[str, Any] = content
        return plain


def head(content: Mapping[str, Any]) -> dict[str, Any]:
    """What every list has, as arguments of its class; else ``BadPart``."""
    return {
        "seq": uint(content["seq"], "seq"),
        "issued": moment(content["issued"], "issued"),
        "next_update": moment(content["next_update"], "next_update"),
    }


def uint(value: object, part: str) -> int:
    """An int that is no bool and not negative; else ``BadPart``."""
    if type(value) is not int or value < 0:
        raise BadPart(part)
    return value


def moment(value: object, part: str) -> datetime:
    """Unix seconds as an aware moment; else ``BadPart``."""
    try:
        return _EPOCH + timedelta(seconds=uint(value, part))
    except OverflowError:
        raise BadPart(part) from None


def seconds(moment: datetime) -> int:
    """An aware moment as Unix seconds; fractions are dropped."""
    return (moment - _EPOCH) // SECOND
