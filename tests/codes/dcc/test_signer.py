"""Whom a certificate lets sign what, read from certificates of our own."""

import datetime
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import (
    CertificateBuilder,
    Name,
    ObjectIdentifier,
    UnrecognizedExtension,
)

from kiosk.codes.dcc.key_usage import named_kinds
from kiosk.codes.dcc.signer import UnusableSigner, read_signer
from kiosk.core.certificate import CertificateKind
from tests.codes.dcc.scene import (
    ISSUER,
    RECOVERED,
    TESTED,
    VACCINATED,
    Issuer,
    claims,
    ec_key,
    issuer,
    refusal,
    rsa_key,
    text,
    trust,
    verified,
)

ARC, EARLY_ARC = "1.3.6.1.4.1.1847.2021.1", "1.3.6.1.4.1.0.1847.2021.1"
KINDS = {
    CertificateKind.TEST: (1, TESTED),
    CertificateKind.VACCINATION: (2, VACCINATED),
    CertificateKind.RECOVERY: (3, RECOVERED),
}


@pytest.mark.parametrize("arc", [ARC, EARLY_ARC])
@pytest.mark.parametrize("allowed", KINDS)
@pytest.mark.parametrize("shown", KINDS)
def test_a_signer_restricted_to_one_kind_signs_no_other(
    arc: str, allowed: CertificateKind, shown: CertificateKind
) -> None:
    by = issuer(ec_key(), f"{arc}.{KINDS[allowed][0]}")
    code = text(claims(KINDS[shown][1]), by=by)

    if allowed is shown:
        assert verified(code, by=trust(by)).kind is shown
    else:
        assert refusal(code, by=trust(by)) == "dcc-wrong-key-usage"


@pytest.mark.parametrize(
    ("oids", "kinds"),
    [
        ([], set(CertificateKind)),
        (["1.3.6.1.5.5.7.3.2"], set(CertificateKind)),  # says nothing of certificates
        ([f"{ARC}.4"], set(CertificateKind)),
        ([f"{ARC}.1", f"{EARLY_ARC}.3"], {CertificateKind.TEST, "recovery"}),
        (["1.3.6.1.5.5.7.3.2", f"{ARC}.2"], {CertificateKind.VACCINATION}),
    ],
)
def test_only_the_standards_own_usages_restrict(
    oids: list[str], kinds: set[CertificateKind]
) -> None:
    assert read_signer(issuer(ec_key(), *oids).der).kinds == kinds


def extended(oid: str, value: bytes) -> bytes:
    """A certificate with one extension of any content."""
    key, name = ec_key(), Name([])
    day = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)
    builder = CertificateBuilder(name, name, key.public_key(), 1, day, day)
    odd = UnrecognizedExtension(ObjectIdentifier(oid), value)
    whole = builder.add_extension(odd, critical=True)
    return whole.sign(key, SHA256()).public_bytes(Encoding.DER)


EXTENDED_KEY_USAGE = "2.5.29.37"


def test_an_empty_list_of_usages_restricts_nothing() -> None:
    signer = read_signer(extended(EXTENDED_KEY_USAGE, b"\x30\x00"))
    assert signer.kinds == set(CertificateKind)


def test_an_extension_nobody_can_read_does_not_matter() -> None:
    signer = read_signer(extended("2.5.29.17", b"\xff\xff"))
    assert signer.kinds == set(CertificateKind)


@pytest.mark.parametrize(
    "value", [b"\x30\x05\x06", b"\x30\x84\xff\xff\xff\xff", b"\x30"]
)
def test_a_list_of_usages_that_is_cut_short_makes_the_signer_unusable(
    value: bytes,
) -> None:
    with pytest.raises(UnusableSigner, match="readable"):
        read_signer(extended(EXTENDED_KEY_USAGE, value))


def test_any_bytes_name_kinds_or_are_no_der() -> None:
    assert named_kinds(b"") == frozenset()
    assert named_kinds(b"\x02\x01\x05") == frozenset()
    with pytest.raises(ValueError, match="cut short"):
        named_kinds(b"\x30\x05\x00")


def ed25519_issuer() -> Issuer:
    key = ed25519.Ed25519PrivateKey.generate()
    name, day = Name([]), datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)
    builder = CertificateBuilder(name, name, key.public_key(), 1, day, day)
    return Issuer(ec_key(), builder.sign(key, None).public_bytes(Encoding.DER))


@pytest.mark.parametrize(
    "make",
    [
        lambda: issuer(ec_key(curve=ec.SECP521R1())),
        lambda: issuer(ec_key(curve=ec.SECP256K1())),
        lambda: issuer(rsa_key(1024)),
        ed25519_issuer,
    ],
    ids=["P-521", "secp256k1", "RSA-1024", "Ed25519"],
)
def test_a_key_of_another_kind_or_size_is_unusable(make: Callable[[], Issuer]) -> None:
    with pytest.raises(UnusableSigner, match="P-256"):
        read_signer(make().der)


@pytest.mark.parametrize(
    "der", [b"", b"hello", ISSUER.der[:-1], ISSUER.der + b"\0", ISSUER.der[4:]]
)
def test_what_is_no_certificate_is_unusable(der: bytes) -> None:
    with pytest.raises(UnusableSigner, match="DER"):
        read_signer(der)


def test_the_key_id_is_computed_and_no_key_is_shown() -> None:
    signer = read_signer(ISSUER.der)
    assert signer.kid == ISSUER.kid
    assert "EllipticCurve" not in repr(signer)
