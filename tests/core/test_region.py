import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.region import (
    OVERSEAS,
    is_beyond_the_border,
    is_region_code,
    is_same_prefecture,
    lies_in,
    stem,
    touches,
)

CODES = st.from_regex(r"[1-9][0-9]{5}([0-9]{3}([0-9]{3})?)?", fullmatch=True)


@pytest.mark.parametrize(
    ("code", "digits"),
    [
        ("620000", "62"),
        ("620100", "6201"),
        ("620102", "620102"),
        ("620102008", "620102008"),
        ("620102100", "620102100"),
        ("620102000", "620102"),
        ("620102008000", "620102008"),
        ("620100000000", "6201"),
        (OVERSEAS, "99"),
    ],
)
def test_trailing_zeros_stand_for_all_of_it(code: str, digits: str) -> None:
    assert stem(code) == digits


def test_a_county_lies_in_its_city_and_province_and_in_no_other() -> None:
    assert lies_in("620102", "620100")
    assert lies_in("620102008001", "620000")
    assert not lies_in("620100", "620102")
    assert not lies_in("620102", "620103")
    assert touches("620100", "620102")


def test_one_prefecture_is_no_journey_and_a_whole_province_is() -> None:
    assert is_same_prefecture("620103", "620102001001")
    assert not is_same_prefecture("620000", "620102001001")
    assert not is_same_prefecture("620200", "620102001001")


@pytest.mark.parametrize(
    "code", ["", "62010", "6201020", "000000", "62010a", "６２０１０２"]
)
def test_what_is_no_code_is_none(code: str) -> None:
    assert not is_region_code(code)


def test_beyond_the_border_is_abroad_and_hong_kong_macau_taiwan() -> None:
    beyond = ["710000", "810000", "820000", OVERSEAS]
    assert [c for c in [*beyond, "620102"] if is_beyond_the_border(c)] == beyond


@given(CODES, CODES)
def test_every_region_lies_in_itself_and_touching_is_mutual(a: str, b: str) -> None:
    assert lies_in(a, a)
    assert touches(a, b) == touches(b, a)
