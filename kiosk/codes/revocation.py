"""Revocation 作废: the list of passes withdrawn before their end, signed by the root.

``{"seq", "issued", "next_update", "revoked": [[kid, cti, until, reason]]}``; see
``kiosk.codes.listing``. An entry may be dropped once ``until``, the pass's own end, is
over: 20,000 entries take some 500 KB.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from kiosk.codes.claims import PASS_ID_SIZE
from kiosk.codes.listing import BadPart, moment, open_list, seconds, sign_list, uint
from kiosk.codes.trust import KID_SIZE
from kiosk.core.errors import ConfigError

REVOKED_AAD: Final = b"KP1-REVOKED"
REASONS: Final = ("lost", "stolen", "moved", "misused", "returned", "other")
"""Words the command offers; ``returned`` voids a pass after a journey (practice)."""
_REASON: Final = re.compile(r"[a-z][a-z-]{0,31}")
_FIELDS: Final = frozenset({"seq", "issued", "next_update", "revoked"})


class RevocationsForged(ConfigError):
    """The root did not sign this list."""

    slug = "revocations-forged"

    def __init__(self, source: str) -> None:
        super().__init__(
            f"{source} is not signed by this kiosk's root key; "
            "copy it from the supervisor's machine again"
        )


class RevocationsMalformed(ConfigError):
    """Not a revocation list of this format."""

    slug = "revocations-malformed"

    def __init__(self, source: str, part: str) -> None:
        super().__init__(
            f"{source} is damaged ({part}); copy it from the supervisor's machine again"
        )
        self.part = part


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """One withdrawn pass.

    Attributes:
        kid: Key id of its issuer, 2 bytes.
        pass_id: 6 bytes.
        until: When the pass would have ended by itself, aware.
        reason: A word, a-z and hyphens; nothing personal.
    """

    kid: bytes
    pass_id: bytes
    until: datetime
    reason: str = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationList:
    """A verified revocation list.

    Attributes:
        seq: From 1, grows with every list.
        issued: When it was signed, aware.
        next_update: From when on it is stale; stale is shown, not refused.
        entries: Every withdrawn pass.
        by_kid: Their ids by key id, as ``kiosk.codes.kp1.verify`` wants them.
    """

    seq: int
    issued: datetime
    next_update: datetime
    entries: tuple[Revocation, ...]
    by_kid: Mapping[bytes, frozenset[bytes]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        table: dict[bytes, set[bytes]] = {}
        for entry in self.entries:
            table.setdefault(entry.kid, set()).add(entry.pass_id)
        frozen = {kid: frozenset(ids) for kid, ids in table.items()}
        object.__setattr__(self, "by_kid", MappingProxyType(frozen))


def next_list(
    before: RevocationList | None,
    added: Iterable[Revocation],
    now: datetime,
    update: timedelta,
) -> RevocationList:
    """The list after ``before``: entries added, those whose pass ended dropped.

    Args:
        before: The list in force, or None.
        added: Passes withdrawn now; one that is in the list already changes nothing.
        now: Wall time, aware.
        update: How soon the list after this one is due.
    """
    kept = before.entries if before is not None else ()
    table = {(entry.kid, entry.pass_id): entry for entry in kept if entry.until >= now}
    for entry in added:
        table.setdefault((entry.kid, entry.pass_id), entry)
    return RevocationList(
        seq=1 + (before.seq if before is not None else 0),
        issued=now,
        next_update=now + update,
        entries=tuple(table.values()),
    )


def sign_revocations(revocations: RevocationList, root_seed: bytes) -> bytes:
    """Write and sign a list; fractions of a second are dropped.

    Args:
        revocations: The list.
        root_seed: 32-byte Ed25519 seed of the offline root.
    """
    content = {
        "seq": revocations.seq,
        "issued": seconds(revocations.issued),
        "revoked": [
            [entry.kid, entry.pass_id, seconds(entry.until), entry.reason]
            for entry in revocations.entries
        ],
        "next_update": seconds(revocations.next_update),
    }
    return sign_list(content, REVOKED_AAD, root_seed)


def read_revocations(
    data: bytes, root_public: bytes, source: str = "the revocation list"
) -> RevocationList:
    """Verify and read a signed list.

    Args:
        data: The COSE_Sign1.
        root_public: 32-byte Ed25519 public key of the offline root.
        source: What errors call the list, e.g. its file.

    Raises:
        RevocationsForged: Another key signed it, or it was altered.
        RevocationsMalformed: It is no revocation list.
    """
    try:
        content = open_list(data, root_public, REVOKED_AAD, _FIELDS)
        found = None if content is None else _read(content)
    except BadPart as exc:
        raise RevocationsMalformed(source, str(exc)) from None
    if found is None:
        raise RevocationsForged(source)
    return found


def _read(content: dict[str, Any]) -> RevocationList:
    rows = content["revoked"]
    if type(rows) is not list:
        raise BadPart("revoked")
    return RevocationList(
        seq=uint(content["seq"], "seq"),
        issued=moment(content["issued"], "issued"),
        next_update=moment(content["next_update"], "next_update"),
        entries=tuple(_read_entry(row) for row in rows),
    )


def _read_entry(row: object) -> Revocation:
    match row:
        case [bytes(kid), bytes(pass_id), until, str(reason)]:
            pass
        case _:
            raise BadPart("entry")
    if len(kid) != KID_SIZE or len(pass_id) != PASS_ID_SIZE:
        raise BadPart("entry size")
    if not _REASON.fullmatch(reason):
        raise BadPart("reason")
    end = moment(until, "end")
    return Revocation(kid=kid, pass_id=pass_id, until=end, reason=reason)
