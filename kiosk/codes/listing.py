"""Signed lists: what the trust list and the revocation list have in common.

Each is a COSE_Sign1 by the offline root with an ``external_aad`` of its own, so that
neither can pass for the other or for a pass, over one plain map of known fields.
Times are Unix seconds.
"""

from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from kiosk.codes import cbor, cose

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
SECOND: Final = timedelta(seconds=1)


class BadPart(ValueError):
    """A part of the list is wrong; said in words of the format."""


def sign_list(content: dict[str, object], aad: bytes, root_seed: bytes) -> bytes:
    """Write and sign the map of a list with the 32-byte seed of the root."""
    return cose.sign(cbor.encode(content), {}, aad, root_seed)


def open_list(
    data: bytes, root_public: bytes, aad: bytes, fields: AbstractSet[str]
) -> dict[str, Any] | None:
    """Verify a list and return its map, or None when the root did not sign it.

    Raises:
        BadPart: It is no list of these fields.
    """
    try:
        envelope = cose.parse(data)
        if not envelope.signed_by(root_public, aad):
            return None
        content = cbor.decode(envelope.payload)
    except (cose.NotSign1, cbor.NotCbor) as exc:
        raise BadPart(str(exc)) from None
    if envelope.headers.keys() != {cose.ALGORITHM}:
        raise BadPart("protected headers")
    if not cbor.is_plain_map(content) or content.keys() != fields:
        raise BadPart("content")
    plain: dict[str, Any] = content
    return plain


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
