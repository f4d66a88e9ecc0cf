from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.registration.id_number import (
    PROVINCES,
    check_character,
    foreign_number_fault,
    id_number_fault,
    numbered_fault,
    permit_number_fault,
)

TODAY = date(2026, 11, 21)
# The worked example printed in GB 11643-1999.
EXAMPLE = "11010519491231002X"


def number(region: str, born: str, sequence: str = "001") -> str:
    first17 = region + born + sequence
    return first17 + check_character(first17)


def test_the_standards_own_example_is_right() -> None:
    assert id_number_fault(EXAMPLE, TODAY) is None


@given(st.integers(0, 17), st.integers(1, 9))
def test_any_changed_digit_is_noticed(place: int, step: int) -> None:
    old = EXAMPLE[place]
    new = str((int(old) + step) % 10) if old != "X" else str(step)
    changed = EXAMPLE[:place] + new + EXAMPLE[place + 1 :]

    assert id_number_fault(changed, TODAY) == "id-check"


@given(st.integers(0, 16))
def test_any_two_swapped_neighbours_are_noticed(place: int) -> None:
    a, b = EXAMPLE[place], EXAMPLE[place + 1]
    swapped = EXAMPLE[:place] + b + a + EXAMPLE[place + 2 :]

    assert (a == b) == (id_number_fault(swapped, TODAY) is None)


@given(
    st.sampled_from(sorted(PROVINCES)),
    st.integers(0, 9999),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)
def test_every_number_an_office_can_give_is_right(
    province: str, place: int, born: date, sequence: int
) -> None:
    text = number(f"{province}{place:04}", f"{born:%Y%m%d}", f"{sequence:03}")

    assert id_number_fault(text, TODAY) is None


@given(st.text(max_size=20))
def test_any_text_is_right_or_has_a_fault(text: str) -> None:
    faults = {None, "id-length", "id-check", "id-region", "id-birth"}

    assert id_number_fault(text, TODAY) in faults
    assert permit_number_fault(text, TODAY) in faults


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("11010519491231002", "id-length"),
        ("11010519491231002x", "id-length"),  # tidied before
        ("１１０１０５19491231002X", "id-length"),  # full-width: tidied before
        (number("110105", "19490231"), "id-birth"),
        (number("110105", "18491231"), "id-birth"),
        (number("110105", f"{TODAY + timedelta(days=1):%Y%m%d}"), "id-birth"),
        (number("990105", "19491231"), "id-region"),
        (number("110105", f"{TODAY:%Y%m%d}"), None),  # born today
    ],
)
def test_what_is_wrong_is_told_apart(text: str, fault: str | None) -> None:
    assert id_number_fault(text, TODAY) == fault


def test_kindred_numbers_have_regions_of_their_own() -> None:
    hong_kong = number("810000", "19900101")
    foreign = number("911156", "19900101")

    assert permit_number_fault(hong_kong, TODAY) is None
    assert permit_number_fault(EXAMPLE, TODAY) == "id-region"
    assert permit_number_fault("8", TODAY) == "id-length"
    assert foreign_number_fault(foreign, TODAY) is None
    assert foreign_number_fault(EXAMPLE, TODAY) == "id-region"
    assert id_number_fault(foreign, TODAY) == "id-region"
    assert numbered_fault(foreign, TODAY) is None
