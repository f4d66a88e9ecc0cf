"""What is typed of a vehicle: everything wrong is said at once, and no value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.errors import FormRefused
from kiosk.core.vehicle import emergency_entry, mask_plate, vehicle_entry

GOOD = {"plate": "甘A·12345", "vehicle": "outside", "occupants": "3"}


def faults(fields: dict[str, str]) -> list[tuple[str, str]]:
    with pytest.raises(FormRefused) as refused:
        vehicle_entry(fields)
    return [(problem.field, problem.slug) for problem in refused.value.problems]


def test_a_vehicle_is_its_plate_its_kind_and_the_people_in_it() -> None:
    entry = vehicle_entry(GOOD)

    assert (entry.plate, entry.kind, entry.occupants) == ("甘A12345", "outside", 3)
    assert "12345" not in repr(entry)


def test_everything_missing_is_said_at_once() -> None:
    assert faults({}) == [
        ("plate", "missing"),
        ("vehicle", "missing"),
        ("occupants", "missing"),
    ]


def test_everything_wrong_is_said_at_once() -> None:
    wrong = {"plate": "甘A1", "vehicle": "emergency", "occupants": "0"}

    assert faults(wrong) == [
        ("plate", "not-a-plate"),
        ("vehicle", "not-offered"),
        ("occupants", "not-a-count"),
    ]


@pytest.mark.parametrize("count", ["81", "-1", "3.5", "三", "٣", "007"])
def test_what_is_no_count_of_people_is_refused(count: str) -> None:
    assert faults({**GOOD, "occupants": count}) == [("occupants", "not-a-count")]


def test_a_field_that_is_not_asked_is_refused() -> None:
    assert faults({**GOOD, "name": "测试甲"}) == [("form", "unknown-field")]


@pytest.mark.parametrize(
    ("typed", "shown"), [("其他·临1234567", "其他******67"), ("无牌", "无牌")]
)
def test_no_vehicle_goes_unrecorded(typed: str, shown: str) -> None:
    entry = vehicle_entry({**GOOD, "plate": typed})

    assert mask_plate(entry.plate) == shown


def test_no_fault_repeats_what_was_typed() -> None:
    with pytest.raises(FormRefused) as refused:
        vehicle_entry({**GOOD, "plate": "甘A99999X"})

    assert "99999" not in str(refused.value)


def test_a_vehicle_that_is_here_keeps_its_plate() -> None:
    typed = {"vehicle": "resident", "occupants": "2"}

    assert vehicle_entry(typed, "甘A12345").plate == "甘A12345"


@pytest.mark.parametrize(
    "fields",
    [{"service": "fire"}, {"plate": "甘X1234应急"}, {"occupants": "6"}],
)
def test_one_word_of_an_emergency_vehicle_is_enough(fields: dict[str, str]) -> None:
    entry = emergency_entry(fields)

    said = [entry.service, entry.plate, entry.crew]
    assert sum(value is not None for value in said) == 1


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({}, ("service", "missing")),
        ({"service": "taxi"}, ("service", "not-offered")),
        ({"plate": "X"}, ("plate", "not-a-plate")),
        ({"occupants": "many"}, ("occupants", "not-a-count")),
    ],
)
def test_a_wrong_word_of_an_emergency_vehicle_is_named(
    fields: dict[str, str], fault: tuple[str, str]
) -> None:
    with pytest.raises(FormRefused) as refused:
        emergency_entry(fields)

    assert (refused.value.field, refused.value.slug) == fault


@given(st.text(max_size=12))
def test_a_masked_plate_never_shows_more_than_its_ends(plate: str) -> None:
    masked = mask_plate(plate)

    assert "*" in masked
    assert len(masked.replace("*", "")) <= 4 or "*" in plate
    assert len(plate) < 5 or masked != plate or "*" in plate
