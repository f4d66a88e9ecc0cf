from dataclasses import replace
from datetime import timedelta

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from kiosk.codes import kp1
from kiosk.codes.errors import PassMalformed
from kiosk.core.errors import FormError
from kiosk.core.evidence import PassClaims
from tests.codes.scene import (
    COMMUNITY,
    COMMUNITY_KEY,
    NOW,
    RESIDENT,
    RESIDENT_KEY,
    RESIDENT_KID,
    RESIDENT_SEED,
    TRUST,
    bytes_of,
    issued,
    trust_of,
    with_claims,
)


def test_an_issued_pass_is_verified_to_the_same_claims() -> None:
    assert kp1.verify(issued(), TRUST, NOW, "synced") == RESIDENT


@st.composite
def any_claims(draw: DrawFn) -> PassClaims:
    begin = NOW - timedelta(seconds=draw(st.integers(0, 40 * 86_400)))
    rest = 366 * 86_400 - int((NOW - begin).total_seconds())
    return PassClaims(
        pass_id=draw(st.binary(min_size=6, max_size=6)).hex(),
        pass_class=draw(st.sampled_from(["resident", "vehicle", "commuter"])),
        community=COMMUNITY,
        household=draw(st.none() | st.binary(min_size=6, max_size=6).map(bytes.hex)),
        member=draw(st.integers(0, 15)),
        not_before=begin,
        expires=NOW + timedelta(seconds=draw(st.integers(1, rest))),
        plate=draw(
            st.none() | st.text(min_size=1, max_size=16).filter(str.isprintable)
        ),
        zones=draw(st.none() | st.integers(0, 2**64 - 1)),
    )


@given(any_claims())
def test_any_claims_an_issuer_may_make_come_back(claims: PassClaims) -> None:
    text = kp1.issue(claims, kid=RESIDENT_KID, seed=RESIDENT_SEED)

    assert kp1.verify(text, TRUST, NOW, "rtc") == claims


def test_a_resident_pass_has_the_size_of_the_reference() -> None:
    text = issued()
    symbol = segno.make(text, error="m", boost_error=False, micro=False)

    assert len(bytes_of(text)) == 115
    assert len(text) == 177
    assert symbol.symbol_size(border=0) == (45, 45)
    assert symbol.mode == "alphanumeric"


def test_a_plate_costs_eleven_bytes() -> None:
    text = issued(plate="京AD12345")

    assert (len(bytes_of(text)), len(text)) == (126, 193)


def test_a_pass_that_repeats_its_issuer_is_accepted() -> None:
    text = with_claims({1: COMMUNITY})

    assert (len(bytes_of(text)), len(text)) == (129, 198)
    assert kp1.verify(text, TRUST, NOW, "synced").community == COMMUNITY


def test_claims_of_other_standards_are_ignored() -> None:
    text = with_claims({6: 1, "note": [1, "x"], -70000: {1: 2}})

    assert kp1.verify(text, TRUST, NOW, "synced").member == 1


def test_every_key_that_shares_a_kid_is_tried() -> None:
    other = replace(RESIDENT_KEY, public=bytes(31) + b"\x07", community="0" * 12)

    assert kp1.verify(issued(), trust_of(other, RESIDENT_KEY), NOW, "synced") == (
        RESIDENT
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"member": 16}, "member"),
        ({"member": -1}, "member"),
        ({"pass_class": "guest"}, "class"),
        ({"plate": ""}, "plate"),
        ({"plate": "x" * 17}, "plate"),
        ({"plate": "A\udcff1"}, "plate"),  # a byte that was no UTF-8
        ({"expires": RESIDENT.not_before}, "until"),
    ],
)
def test_what_the_format_cannot_carry_is_not_issued(
    change: dict[str, object], field: str
) -> None:
    with pytest.raises(FormError) as refused:
        issued(**change)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "change", [{"pass_id": "00"}, {"household": "00"}, {"zones": -1}]
)
def test_what_no_kiosk_would_read_is_not_signed(change: dict[str, object]) -> None:
    with pytest.raises(PassMalformed):
        issued(**change)


def test_the_household_hash_is_keyed_and_six_bytes() -> None:
    one = kp1.household_hash(COMMUNITY_KEY, "3-2-501")

    assert len(one) == 6
    assert one == kp1.household_hash(COMMUNITY_KEY, "3-2-501")
    assert one != kp1.household_hash(COMMUNITY_KEY, "3-2-502")
    assert one != kp1.household_hash(bytes(32), "3-2-501")
