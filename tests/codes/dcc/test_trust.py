"""The whole way of a certificate, signed by issuers of our own."""

from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta

import cbor2
import pytest

from kiosk.codes.dcc.trust import DccTrust
from kiosk.core.certificate import CertificateKind, HealthCertificate
from tests.codes.dcc.scene import (
    DAY,
    ES256,
    ISSUER,
    NOW,
    NOW_S,
    P384,
    PS256,
    RECOVERED,
    STRANGER,
    TESTED,
    TRUST,
    claims,
    cose,
    ec_key,
    envelope,
    issuer,
    refusal,
    rsa_key,
    text,
    text_of,
    trust,
    verified,
)

GOOD = HealthCertificate(
    kind=CertificateKind.VACCINATION,
    country="AT",
    masked_name="Z** E**",
    expires=NOW + timedelta(days=1),
    issued_at=NOW - timedelta(days=1),
    dose=2,
    doses=2,
    vaccinated_on=date(2026, 5, 1),
)


def test_a_vaccination_gives_dose_series_and_day() -> None:
    assert verified(text()) == GOOD


def test_a_test_gives_result_method_and_time_of_the_sample() -> None:
    found = verified(text(claims(TESTED)))

    assert found.kind is CertificateKind.TEST
    assert (found.result, found.method) == ("negative", "naat")
    assert found.sampled_at == datetime(2026, 11, 20, 4, 30, tzinfo=UTC)
    assert found.dose is None


def test_a_recovery_gives_its_first_and_last_day() -> None:
    found = verified(text(claims(RECOVERED)))

    assert found.kind is CertificateKind.RECOVERY
    assert (found.valid_from, found.valid_until) == (
        date(2026, 9, 12),
        date(2027, 2, 28),
    )


def test_nothing_personal_but_the_masked_name_is_kept() -> None:
    kept = asdict(verified(text()))

    assert "Zhang" not in str(kept)
    assert "1970" not in str(kept)
    assert "UVCI" not in str(kept)
    assert "Z**" not in repr(verified(text()))


@pytest.mark.parametrize(
    "key", [ec_key(), ec_key(curve=P384), rsa_key()], ids=["ES256", "P-384", "PS256"]
)
def test_every_allowed_algorithm_verifies(key: object) -> None:
    by = issuer(key)  # type: ignore[arg-type]

    assert verified(text(by=by), by=trust(by)) == GOOD
    assert refusal(text(by=by)) == "dcc-unknown-issuer"


def test_the_envelope_may_be_untagged_or_within_one_tag_61() -> None:
    parts = envelope(cbor2.dumps(claims()))
    bare = cbor2.dumps(parts)
    once = cbor2.dumps(cbor2.CBORTag(61, cbor2.CBORTag(18, parts)))
    twice = cbor2.dumps(cbor2.CBORTag(61, cbor2.CBORTag(61, cbor2.CBORTag(18, parts))))
    turned = cbor2.dumps(cbor2.CBORTag(18, cbor2.CBORTag(61, parts)))

    assert verified(text_of(bare)) == GOOD
    assert verified(text_of(once)) == GOOD
    assert refusal(text_of(twice)) == "dcc-malformed"
    assert refusal(text_of(turned)) == "dcc-malformed"


def test_indefinite_lengths_and_long_forms_are_read() -> None:
    inner = b"\xbf" + cbor2.dumps(claims())[1:] + b"\xff"  # a map without a length
    assert verified(text(inner)) == GOOD


@pytest.mark.parametrize(
    ("protected", "unprotected"),
    [
        ({1: ES256, 4: ISSUER.kid}, {}),
        ({1: ES256}, {4: ISSUER.kid}),
        ({4: ISSUER.kid}, {1: ES256}),
        ({1: ES256, 4: ISSUER.kid}, {1: PS256, 4: b"other"}),  # protected wins
        (b"", {1: ES256, 4: ISSUER.kid}),
    ],
)
def test_headers_are_found_in_either_place(
    protected: object, unprotected: object
) -> None:
    assert verified(text(protected=protected, unprotected=unprotected)) == GOOD


def test_a_wrong_key_id_in_the_protected_part_is_not_mended_by_the_other() -> None:
    code = text(protected={1: ES256, 4: b"wrong"}, unprotected={4: ISSUER.kid})
    assert refusal(code) == "dcc-unknown-issuer"


def test_signers_who_share_a_key_id_are_all_tried() -> None:
    (ours,), (other,) = TRUST.signers, trust(STRANGER).signers
    namesake = replace(other, kid=ours.kid)

    assert verified(text(), by=DccTrust((namesake, ours))) == GOOD
    assert refusal(text(), by=DccTrust((namesake,))) == "dcc-forged"


def test_a_stranger_is_unknown_and_a_strangers_hand_is_a_forgery() -> None:
    assert refusal(text(by=STRANGER)) == "dcc-unknown-issuer"
    assert refusal(text(), by=DccTrust(())) == "dcc-unknown-issuer"
    forged = text(by=STRANGER, protected={1: ES256, 4: ISSUER.kid})
    assert refusal(forged) == "dcc-forged"


@pytest.mark.parametrize("size", [0, 3, 63, 65, 96])
def test_a_signature_of_another_size_is_forged(size: int) -> None:
    assert refusal(text(signature=bytes(size))) == "dcc-forged"


def test_an_algorithm_that_is_not_the_keys_is_forged() -> None:
    assert refusal(text(protected={1: PS256, 4: ISSUER.kid})) == "dcc-forged"


@pytest.mark.parametrize("algorithm", [-8, -19, -35, -36, 5, None, "ES256", True, -7.0])
def test_another_algorithm_is_unsupported(algorithm: object) -> None:
    code = text(protected={1: algorithm, 4: ISSUER.kid})
    assert refusal(code) == "dcc-unsupported-algorithm"


def test_every_single_bit_flip_of_the_signed_bytes_is_refused() -> None:
    good = cose()
    for bit in range(len(good) * 8):
        flipped = bytearray(good)
        flipped[bit // 8] ^= 1 << bit % 8
        assert refusal(text_of(bytes(flipped))).startswith("dcc-"), bit


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"exp": NOW_S - 61}, "dcc-expired"),
        ({"exp": NOW_S - 60.5}, "dcc-expired"),
        ({"iat": NOW_S + 61}, "dcc-not-yet-valid"),
        ({"iat": NOW_S + 60.5}, "dcc-not-yet-valid"),
        ({"nbf": NOW_S + 61}, "dcc-not-yet-valid"),
        ({"exp": ...}, "dcc-malformed"),
        ({"exp": None}, "dcc-malformed"),
        ({"exp": True}, "dcc-malformed"),
        ({"exp": float("nan")}, "dcc-malformed"),
        ({"exp": float("inf")}, "dcc-malformed"),
        ({"exp": str(NOW_S + DAY)}, "dcc-malformed"),
        ({"exp": -1}, "dcc-malformed"),
        ({"exp": 1000 * NOW_S}, "dcc-malformed"),  # milliseconds
        ({"exp": 2**64 - 1}, "dcc-malformed"),
        ({"exp": cbor2.CBORTag(1, NOW_S + DAY)}, "dcc-malformed"),
        ({"iat": True}, "dcc-malformed"),
        ({"iat": float("-inf")}, "dcc-malformed"),
        ({"nbf": "now"}, "dcc-malformed"),
    ],
)
def test_times_are_judged_and_must_be_numbers(
    changes: dict[str, object], expected: str
) -> None:
    assert refusal(text(claims(**changes))) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": NOW_S - 60},
        {"exp": NOW_S + 0.5},
        {"iat": NOW_S + 60},
        {"iat": NOW_S - 0.25},
        {"iat": ...},
        {"nbf": NOW_S + 60},
    ],
)
def test_a_minute_of_tolerance_and_parts_of_a_second_are_granted(
    changes: dict[str, object],
) -> None:
    assert verified(text(claims(**changes))).kind is CertificateKind.VACCINATION


def test_with_an_unsure_clock_only_what_needs_none_is_judged() -> None:
    late = text(claims(exp=NOW_S - DAY))
    wrong = text(claims({**TESTED, "dob": 1970}))

    assert refusal(text(), clock="unsure") == "dcc-unverified"
    assert refusal(late, clock="unsure") == "dcc-unverified"
    assert refusal(wrong, clock="unsure") == "dcc-bad-schema"
    assert refusal(text(by=STRANGER), clock="unsure") == "dcc-unknown-issuer"


@pytest.mark.parametrize(
    ("iss", "co", "country"),
    [
        ("CH", "AT", "CH"),
        ("Nowhere", "AT", "AT"),
        (..., "UNHCR", "UNHCR"),
        (7, "AT", "AT"),
    ],
)
def test_the_country_is_the_issuers_or_else_the_entrys(
    iss: object, co: str, country: str
) -> None:
    entry = {**TESTED["t"][0], "co": co}
    assert verified(text(claims({**TESTED, "t": [entry]}, iss=iss))).country == country
