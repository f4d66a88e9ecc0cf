import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.registration.plate import (
    PROVINCES,
    PlateKind,
    plate_kind,
    plate_shapes,
    tidy_plate,
)

SERIAL = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


@pytest.mark.parametrize(
    ("plate", "kind"),
    [
        ("甘A12345", PlateKind.ORDINARY),
        ("甘A·1B2C3", PlateKind.ORDINARY),
        ("京 a-12345", PlateKind.ORDINARY),
        ("甘ＡＤ12345", PlateKind.NEW_ENERGY),
        ("甘AF12345", PlateKind.NEW_ENERGY),
        ("甘ADB1234", PlateKind.NEW_ENERGY),
        ("甘A12345D", PlateKind.NEW_ENERGY),
        ("甘A12345F", PlateKind.NEW_ENERGY),
        ("甘AK12345", PlateKind.NEW_ENERGY),
        ("甘A1234警", PlateKind.POLICE),
        ("甘A1234挂", PlateKind.TRAILER),
        ("甘A1234学", PlateKind.LEARNER),
        ("粤Z1234港", PlateKind.HK_MACAU),
        ("粤Z12A4澳", PlateKind.HK_MACAU),
        ("使014578", PlateKind.EMBASSY),
        ("224578使", PlateKind.EMBASSY),
        ("沪A0023领", PlateKind.CONSULATE),
        ("鲁B0012领", PlateKind.CONSULATE),
        ("WJ0123X", PlateKind.ARMED_POLICE),
        ("甘X0001应急", PlateKind.RESCUE),
        ("WJ甘1234X", PlateKind.ARMED_POLICE),
        ("KA12345", PlateKind.MILITARY),
        ("民航A1234", PlateKind.CIVIL_AVIATION),
        ("其他 甘01·12345", PlateKind.OTHER),
        ("其他УБА1234", PlateKind.OTHER),
        ("无牌", PlateKind.NONE),
    ],
)
def test_a_plate_tells_whose_it_is(plate: str, kind: PlateKind) -> None:
    assert plate_kind(tidy_plate(plate)) is kind


@pytest.mark.parametrize(
    "plate",
    [
        "",
        "甘A1234",
        "甘A123I5",  # I is too like 1
        "甘AO2345",  # O is too like 0
        "甘I12345",
        "某A12345",
        "甘A123456",  # six characters, but no drive
        "甘AL12345",
        "甘A12345L",
        "京Z1234港",  # only 粤Z crosses
        "甘A12345警",
        "12345",
        "其他",  # and nothing copied
        "其他1234567890123",
    ],
)
def test_what_no_plate_looks_like_is_none(plate: str) -> None:
    assert plate_kind(tidy_plate(plate)) is None


@given(
    st.sampled_from(PROVINCES),
    st.sampled_from("ABCDEFGHJKLMNPQRSTUVWXYZ"),
    st.text(SERIAL, min_size=5, max_size=5),
)
def test_every_ordinary_plate_is_one(province: str, letter: str, serial: str) -> None:
    assert plate_kind(province + letter + serial) is PlateKind.ORDINARY


@given(
    st.sampled_from(PROVINCES),
    st.sampled_from("ABCDEFGHJK"),
    st.sampled_from(SERIAL),
    st.integers(0, 9999),
)
def test_every_small_new_energy_plate_is_one(
    province: str, drive: str, second: str, number: int
) -> None:
    assert plate_kind(f"{province}A{drive}{second}{number:04}") is PlateKind.NEW_ENERGY


@given(st.text(max_size=12))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    tidy = tidy_plate(text)

    assert tidy_plate(tidy) == tidy
    assert plate_kind(tidy) in {None, *PlateKind}


def test_a_screen_is_given_the_shapes_the_kiosk_checks_by() -> None:
    shapes = plate_shapes()

    assert set(shapes) == {kind.value for kind in PlateKind}
    assert re.fullmatch(shapes["new-energy"], "甘AD12345")
    assert not any("(?P" in shape for shape in shapes.values())  # as browsers read it
