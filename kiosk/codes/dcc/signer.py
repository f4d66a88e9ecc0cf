"""A signer: one document signer certificate (DSC) and what it may sign.

The certificate's own validity is not judged: by the specification being on the list is
what makes a signer trusted, and leaving the list is what ends it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_der_x509_certificate

from kiosk.codes.dcc.envelope import ES256, PS256, Envelope
from kiosk.codes.dcc.key_usage import named_kinds
from kiosk.core.certificate import CertificateKind

KID_SIZE: Final = 8
_SMALLEST_RSA: Final = 2048  # bits
_COORDINATE_SIZES: Final = {"secp256r1": 32, "secp384r1": 48}  # bytes of r and of s
_EVERYTHING: Final = frozenset(CertificateKind)
_Check = Callable[[bytes, bytes], None]


class UnusableSigner(ValueError):
    """A certificate that can sign nothing; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """One trusted signer.

    Attributes:
        kid: Key id, the first 8 bytes of the SHA-256 of the certificate.
        algorithm: What its key signs with, ``ES256`` or ``PS256``.
        kinds: What it may sign; everything unless the certificate names some.
    """

    kid: bytes
    algorithm: int
    kinds: frozenset[CertificateKind]
    _check: _Check = field(repr=False, compare=False)

    def signed(self, envelope: Envelope) -> bool:
        """True when this signer's key signed ``envelope``."""
        if envelope.algorithm != self.algorithm:
            return False
        try:
            self._check(envelope.signature, envelope.signed)
        except InvalidSignature:
            return False
        return True


def read_signer(der: bytes) -> Signer:
    """Read a certificate.

    Raises:
        UnusableSigner: It is no X.509 certificate, or its key can sign nothing here.
    """
    try:
        certificate = load_der_x509_certificate(der)
        key = certificate.public_key()
        kinds = named_kinds(certificate.tbs_certificate_bytes)
    except (ValueError, UnsupportedAlgorithm):
        raise UnusableSigner("is no readable X.509 certificate (DER)") from None
    algorithm, check = _checker(key)
    return Signer(
        kid=sha256(der).digest()[:KID_SIZE],
        algorithm=algorithm,
        kinds=kinds or _EVERYTHING,
        _check=check,
    )


def _checker(key: object) -> tuple[int, _Check]:
    match key:
        case ec.EllipticCurvePublicKey() if key.curve.name in _COORDINATE_SIZES:
            return ES256, _ecdsa(key, _COORDINATE_SIZES[key.curve.name])
        case rsa.RSAPublicKey() if key.key_size >= _SMALLEST_RSA:
            return PS256, _pss(key)
    raise UnusableSigner(
        f"its key is none of P-256, P-384 and RSA of {_SMALLEST_RSA} bits or more"
    )


def _ecdsa(key: ec.EllipticCurvePublicKey, size: int) -> _Check:
    """ES256 takes SHA-256 whatever the curve (RFC 9053 §2.1); r and s are raw."""

    def check(signature: bytes, signed: bytes) -> None:
        if len(signature) != 2 * size:
            raise InvalidSignature
        r, s = (int.from_bytes(half) for half in (signature[:size], signature[size:]))
        key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))

    return check


def _pss(key: rsa.RSAPublicKey) -> _Check:
    """PS256 salts with as many bytes as the hash has (RFC 8230 §2)."""
    salted = padding.PSS(mgf=padding.MGF1(SHA256()), salt_length=SHA256.digest_size)

    def check(signature: bytes, signed: bytes) -> None:
        key.verify(signature, signed, salted, SHA256())

    return check
