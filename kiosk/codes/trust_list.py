"""The trust list as it travels: signed by an offline root.

A COSE_Sign1 (own ``external_aad``, so that no pass can serve as a list) over
``{"seq", "issued", "next_update", "keys": [[kid, pub, iss, classes, nbf, exp,
max_ttl]]}`` in canonical order; times are Unix seconds.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from kiosk.codes import cbor, cose
from kiosk.codes.trust import (
    KID_SIZE,
    PUBLIC_KEY_SIZE,
    TrustedKey,
    TrustList,
    is_community_code,
)
from kiosk.core.errors import ConfigError

TRUST_AAD: Final = b"KP1-TRUST"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)
_LONGEST_LIFE: Final = timedelta(days=3660)  # a pass beyond ten years is a mistake
_FIELDS: Final = {"seq", "issued", "next_update", "keys"}


class TrustListForged(ConfigError):
    """The root did not sign this list."""

    slug = "trust-list-forged"

    def __init__(self, source: str) -> None:
        super().__init__(
            f"{source} is not signed by this kiosk's root key; "
            "restore it and root.pub from the same backup"
        )


class TrustListMalformed(ConfigError):
    """Not a trust list of this format."""

    slug = "trust-list-malformed"

    def __init__(self, source: str, part: str) -> None:
        super().__init__(f"{source} is damaged ({part}); restore it from a backup")
        self.part = part


class _BadPart(ValueError):
    """A part of the list is wrong; said in words of the format."""


def sign_trust_list(trust: TrustList, root_seed: bytes) -> bytes:
    """Write and sign a list; fractions of a second are dropped.

    Args:
        trust: The list.
        root_seed: 32-byte Ed25519 seed of the offline root.
    """
    rows = [
        [
            key.kid,
            key.public,
            key.community,
            sorted(key.classes),
            _seconds(key.not_before),
            _seconds(key.expires),
            key.max_ttl // _SECOND,
        ]
        for key in trust.keys
    ]
    payload = {
        "seq": trust.seq,
        "keys": rows,
        "issued": _seconds(trust.issued),
        "next_update": _seconds(trust.next_update),
    }
    return cose.sign(cbor.encode(payload), {}, TRUST_AAD, root_seed)


def read_trust_list(
    data: bytes, root_public: bytes, source: str = "the trust list"
) -> TrustList:
    """Verify and read a signed list.

    Args:
        data: The COSE_Sign1.
        root_public: 32-byte Ed25519 public key of the offline root.
        source: What errors call the list, e.g. its file.

    Raises:
        TrustListForged: Another key signed it, or it was altered.
        TrustListMalformed: It is no trust list.
    """
    try:
        envelope = cose.parse(data)
        signed = envelope.signed_by(root_public, TRUST_AAD)
        trust = _read(envelope) if signed else None
    except (cose.NotSign1, cbor.NotCbor, _BadPart) as exc:
        raise TrustListMalformed(source, str(exc)) from None
    if trust is None:
        raise TrustListForged(source)
    return trust


def _read(envelope: cose.Sign1) -> TrustList:
    content = cbor.decode(envelope.payload)
    if envelope.headers.keys() != {cose.ALGORITHM}:
        raise _BadPart("protected headers")
    if not cbor.is_plain_map(content) or content.keys() != _FIELDS:
        raise _BadPart("content")
    rows = content["keys"]
    if type(rows) is not list or not rows:
        raise _BadPart("keys")
    return TrustList(
        seq=_uint(content["seq"], "seq"),
        issued=_moment(content["issued"], "issued"),
        next_update=_moment(content["next_update"], "next_update"),
        keys=tuple(_read_key(row) for row in rows),
    )


def _read_key(row: object) -> TrustedKey:
    match row:
        case [bytes(kid), bytes(public), str(community), list(classes), nbf, exp, ttl]:
            pass
        case _:
            raise _BadPart("key")
    if len(kid) != KID_SIZE or len(public) != PUBLIC_KEY_SIZE:
        raise _BadPart("key size")
    if not is_community_code(community):
        raise _BadPart("community code")
    life = _uint(ttl, "longest life")
    if life > _LONGEST_LIFE // _SECOND:
        raise _BadPart("longest life")
    return TrustedKey(
        kid=kid,
        public=public,
        community=community,
        classes=frozenset(_uint(number, "classes") for number in classes),
        not_before=_moment(nbf, "key window"),
        expires=_moment(exp, "key window"),
        max_ttl=timedelta(seconds=life),
    )


def _uint(value: Any, part: str) -> int:
    if type(value) is not int or value < 0:
        raise _BadPart(part)
    return value


def _moment(value: Any, part: str) -> datetime:
    try:
        return _EPOCH + timedelta(seconds=_uint(value, part))
    except OverflowError:
        raise _BadPart(part) from None


def _seconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _SECOND
