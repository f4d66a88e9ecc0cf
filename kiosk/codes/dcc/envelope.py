"""The COSE_Sign1 of a certificate: exact types, one algorithm, one key id."""

from dataclasses import dataclass, field
from typing import Any, Final

import cbor2

from kiosk.codes import cbor, cose
from kiosk.codes.dcc.errors import DccMalformed, DccUnsupportedAlgorithm

ES256: Final = -7  # ECDSA with SHA-256, RFC 9053
PS256: Final = -37  # RSASSA-PSS with SHA-256, RFC 8230
_ALLOWED: Final = frozenset({ES256, PS256})
_CRITICAL: Final = 2  # header label
_PARTS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A parsed envelope; nothing in it is verified yet.

    Attributes:
        algorithm: ``ES256`` or ``PS256``.
        kid: Key id, any bytes: it is only a hint which keys to try.
        signed: The bytes that were signed (Sig_structure, RFC 9052 §4.4).
        payload: The CWT claims, encoded.
        signature: As given.
    """

    algorithm: int
    kid: bytes
    signed: bytes = field(repr=False)
    payload: bytes = field(repr=False)
    signature: bytes = field(repr=False)


def open_envelope(data: bytes) -> Envelope:
    """Take an envelope apart.

    Issuers tag it as COSE_Sign1, or as CWT around that, or not at all; all are meant.
    A header in the protected part beats the same one in the unprotected part.

    Raises:
        DccMalformed: Another structure or another type.
        DccUnsupportedAlgorithm: Not signed by ES256 or PS256.
    """
    protected, unprotected, payload, signature = _parts(data)
    if type(protected) is not bytes:
        raise DccMalformed("protected headers")
    if type(payload) is not bytes:
        raise DccMalformed("payload")
    if type(signature) is not bytes:
        raise DccMalformed("signature")
    headers = plain_map(unprotected, "unprotected headers") | _protected(protected)
    return Envelope(
        algorithm=_algorithm(headers),
        kid=_kid(headers),
        signed=cose.signed_bytes(protected, b"", payload),
        payload=payload,
        signature=signature,
    )


def _parts(data: bytes) -> list[Any]:
    try:
        item = cbor.decode_foreign(data)
    except cbor.NotCbor:
        raise DccMalformed("envelope encoding") from None
    for tag in (cbor.CWT_TAG, cbor.SIGN1_TAG):
        if type(item) is cbor2.CBORTag and item.tag == tag:
            item = item.value
    if type(item) is not list or len(item) != _PARTS:
        raise DccMalformed("not a signed envelope")
    return item


def _protected(protected: bytes) -> dict[Any, Any]:
    if not protected:
        return {}  # RFC 9052 §3: no headers are zero bytes
    try:
        headers = plain_map(cbor.decode_foreign(protected), "protected headers")
    except cbor.NotCbor:
        raise DccMalformed("protected headers encoding") from None
    if _CRITICAL in headers:
        raise DccMalformed("a critical header nobody knows")
    return headers


def plain_map(value: Any, part: str) -> dict[Any, Any]:
    """``value`` as a map whose keys are ints and texts.

    Raises:
        DccMalformed: It is none; ``part`` says what it should have been.
    """
    if not cbor.is_plain_map(value):
        raise DccMalformed(part)
    plain: dict[Any, Any] = value
    return plain


def _algorithm(headers: dict[Any, Any]) -> int:
    algorithm = headers.get(cose.ALGORITHM)
    if type(algorithm) is not int or algorithm not in _ALLOWED:
        raise DccUnsupportedAlgorithm
    return algorithm


def _kid(headers: dict[Any, Any]) -> bytes:
    kid = headers.get(cose.KID)
    if type(kid) is not bytes:
        raise DccMalformed("key id")
    return kid
