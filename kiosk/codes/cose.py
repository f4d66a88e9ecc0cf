"""COSE_Sign1 (RFC 9052) with Ed25519: bytes, headers and a signature over them."""

from dataclasses import dataclass
from typing import Any, Final

import cbor2
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from kiosk.codes import cbor

ALGORITHM: Final = 1  # header label
KID: Final = 4  # header label
ED25519: Final = -19  # RFC 9864; the older -8 (EdDSA) names no curve and is refused
_SIGNATURE_SIZE: Final = 64
_PARTS: Final = 4


class NotSign1(ValueError):
    """Not a COSE_Sign1 of the one shape this project writes and reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign1:
    """A parsed COSE_Sign1; nothing in it is verified yet.

    Attributes:
        headers: The protected headers, ``{1: -19}`` and whatever else was given.
        protected: The same as the bytes that were signed.
        payload: The signed content.
        signature: 64 bytes.
    """

    headers: dict[Any, Any]
    protected: bytes
    payload: bytes
    signature: bytes

    def signed_by(self, public: bytes, aad: bytes) -> bool:
        """True when the 32-byte Ed25519 key ``public`` signed this for ``aad``."""
        signed = signed_bytes(self.protected, aad, self.payload)
        try:
            VerifyKey(public).verify(signed, self.signature)
        except BadSignatureError:
            return False
        return True


def sign(payload: bytes, headers: dict[int, object], aad: bytes, seed: bytes) -> bytes:
    """Sign ``payload`` and return the tagged COSE_Sign1.

    Args:
        payload: Content, already encoded.
        headers: Protected headers beside the algorithm.
        aad: Use of the key; signed, not carried, so that one use cannot pass for
            another.
        seed: 32-byte Ed25519 seed.
    """
    protected = cbor.encode({ALGORITHM: ED25519} | headers)
    signed = SigningKey(seed).sign(signed_bytes(protected, aad, payload))
    parts = [protected, {}, payload, signed.signature]
    return cbor.encode(cbor2.CBORTag(cbor.SIGN1_TAG, parts))


def parse(data: bytes) -> Sign1:
    """Take a COSE_Sign1 apart: tag 18 kept, unprotected headers empty.

    Raises:
        NotSign1: Another structure, type, size or algorithm.
    """
    protected, unprotected, payload, signature = _parts(data)
    if type(unprotected) is not dict or unprotected:
        raise NotSign1("unprotected headers")
    if type(payload) is not bytes:
        raise NotSign1("payload")
    if type(signature) is not bytes or len(signature) != _SIGNATURE_SIZE:
        raise NotSign1("signature size")
    if type(protected) is not bytes:
        raise NotSign1("protected headers")
    headers = _headers(protected)
    return Sign1(
        headers=headers, protected=protected, payload=payload, signature=signature
    )


def _parts(data: bytes) -> list[Any]:
    try:
        item = cbor.decode(data)
    except cbor.NotCbor:
        raise NotSign1("envelope encoding") from None
    # Never an untagged array or a bare map: reading those as signed is the trap
    # into which general CWT libraries fall.
    if type(item) is not cbor2.CBORTag or type(item.value) is not list:
        raise NotSign1("not a tagged signed envelope")
    if len(item.value) != _PARTS:
        raise NotSign1("number of envelope parts")
    return item.value


def _headers(protected: bytes) -> dict[Any, Any]:
    try:
        headers = cbor.decode(protected)
    except cbor.NotCbor:
        raise NotSign1("protected headers encoding") from None
    if not cbor.is_plain_map(headers):
        raise NotSign1("protected headers")
    algorithm = headers.get(ALGORITHM)
    if type(algorithm) is not int or algorithm != ED25519:
        raise NotSign1("signature algorithm")
    plain: dict[Any, Any] = headers
    return plain


def signed_bytes(protected: bytes, aad: bytes, payload: bytes) -> bytes:
    """The Sig_structure of RFC 9052 §4.4: what is really signed."""
    return cbor.encode(["Signature1", protected, aad, payload])
