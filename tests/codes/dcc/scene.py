"""Issuers of our own and their certificates, written without the code under test."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import (
    CertificateBuilder,
    ExtendedKeyUsage,
    Name,
    NameAttribute,
    ObjectIdentifier,
)
from cryptography.x509.oid import NameOID

from kiosk.codes import base45
from kiosk.codes.dcc.signer import read_signer
from kiosk.codes.dcc.trust import DccTrust
from kiosk.codes.kp1 import ClockState
from kiosk.core.certificate import HealthCertificate
from kiosk.core.errors import CodeError

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
NOW_S = int(NOW.timestamp())
DAY = 86_400
ES256, PS256 = -7, -37
P256, P384 = ec.SECP256R1(), ec.SECP384R1()
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Issuer:
    """A signing key and its certificate."""

    key: Key
    der: bytes

    @property
    def kid(self) -> bytes:
        return sha256(self.der).digest()[:8]

    def sign(self, data: bytes) -> bytes:
        """ES256 for EC keys whatever the curve, PS256 for RSA."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            salted = padding.PSS(padding.MGF1(SHA256()), salt_length=32)
            return self.key.sign(data, salted, SHA256())
        der = self.key.sign(data, ec.ECDSA(SHA256()))
        size = self.key.key_size // 8
        return b"".join(part.to_bytes(size) for part in decode_dss_signature(der))


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def ec_key(
    number: int = 7, curve: ec.EllipticCurve = P256
) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(number, curve)


def issuer(key: Key, *usage: str) -> Issuer:
    """A self-signed issuer; ``usage`` are OIDs of its extended key usage."""
    name = Name([NameAttribute(NameOID.COMMON_NAME, "Test Issuer 测试")])
    builder = (
        CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=30))
        .not_valid_after(NOW + timedelta(days=30))
    )
    if usage:
        oids = [ObjectIdentifier(oid) for oid in usage]
        builder = builder.add_extension(ExtendedKeyUsage(oids), critical=False)
    return Issuer(key, builder.sign(key, SHA256()).public_bytes(Encoding.DER))


ISSUER = issuer(ec_key())
STRANGER = issuer(ec_key(9))
TRUST = DccTrust((read_signer(ISSUER.der),))

PERSON = {"fn": "Zhang Test", "fnt": "ZHANG<TEST", "gn": "Eins", "gnt": "EINS"}
DOSE = {
    "tg": "840539006",
    "vp": "1119349007",
    "mp": "EU/1/20/1528",
    "ma": "ORG-100030215",
    "dn": 2,
    "sd": 2,
    "dt": "2026-05-01",
    "co": "AT",
    "is": "Test Ministry",
    "ci": "URN:UVCI:01:AT:TEST#1",
}
SAMPLE = {
    "tg": "840539006",
    "tt": "LP6464-4",
    "nm": "Test PCR",
    "tr": "260415000",
    "sc": "2026-11-20T12:30:00+08:00",
    "tc": "Test Centre",
    "co": "AT",
    "is": "Test Ministry",
    "ci": "URN:UVCI:01:AT:TEST#2",
}
RECOVERY = {
    "tg": "840539006",
    "fr": "2026-09-01",
    "df": "2026-09-12",
    "du": "2027-02-28",
    "co": "AT",
    "is": "Test Ministry",
    "ci": "URN:UVCI:01:AT:TEST#3",
}


def content(group: str = "v", entry: Mapping[str, Any] = DOSE) -> dict[str, Any]:
    return {"ver": "1.3.0", "nam": PERSON, "dob": "1970-01-01", group: [dict(entry)]}


VACCINATED, TESTED = content(), content("t", SAMPLE)
RECOVERED = content("r", RECOVERY)


def claims(health: object = VACCINATED, **changes: Any) -> dict[Any, Any]:
    """The CWT claims; ``exp=…, iat=…, nbf=…, iss=…`` change one, ``...`` drops it."""
    labels = {"iss": 1, "exp": 4, "nbf": 5, "iat": 6}
    whole: dict[Any, Any] = {1: "AT", 4: NOW_S + DAY, 6: NOW_S - DAY}
    whole |= {labels[name]: value for name, value in changes.items()}
    whole[-260] = {1: health}
    return {label: value for label, value in whole.items() if value is not ...}


def envelope(payload: bytes, by: Issuer = ISSUER, **parts: Any) -> list[Any]:
    """The four parts, signed; ``protected=…, unprotected=…, signature=…`` replace."""
    algorithm = PS256 if isinstance(by.key, rsa.RSAPrivateKey) else ES256
    headers = parts.get("protected", {1: algorithm, 4: by.kid})
    protected = headers if isinstance(headers, bytes) else cbor2.dumps(headers)
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    signature = parts.get("signature", by.sign(signed))
    return [protected, parts.get("unprotected", {}), payload, signature]


def cose(payload: object = ..., by: Issuer = ISSUER, **parts: Any) -> bytes:
    """The bytes of a tagged envelope; ``payload`` as claims or already encoded."""
    data = claims() if payload is ... else payload
    encoded = data if isinstance(data, bytes) else cbor2.dumps(data)
    return cbor2.dumps(cbor2.CBORTag(18, envelope(encoded, by, **parts)))


def text_of(signed: bytes) -> str:
    return "HC1:" + base45.encode(zlib.compress(signed))


def text(payload: object = ..., by: Issuer = ISSUER, **parts: Any) -> str:
    return text_of(cose(payload, by, **parts))


def trust(*issuers: Issuer) -> DccTrust:
    return DccTrust(tuple(read_signer(each.der) for each in issuers))


def verified(
    code: str,
    *,
    by: DccTrust = TRUST,
    now: datetime = NOW,
    clock: ClockState = "synced",
) -> HealthCertificate:
    return by.verify(code, now, clock)


def refusal(
    code: str,
    *,
    by: DccTrust = TRUST,
    now: datetime = NOW,
    clock: ClockState = "synced",
) -> str:
    """The slug that ``code`` is refused with."""
    with pytest.raises(CodeError) as refused:
        by.verify(code, now, clock)
    assert refused.value.__cause__ is None
    return refused.value.slug
