"""The DCC schema as a table: what each version wants, and what it lets be."""

from typing import Any

import pytest

from kiosk.codes.dcc.errors import DccBadSchema
from kiosk.codes.dcc.schema import check_content
from kiosk.core.certificate import CertificateKind
from tests.codes.dcc.scene import (
    DOSE,
    PERSON,
    RECOVERED,
    RECOVERY,
    SAMPLE,
    TESTED,
    VACCINATED,
    claims,
    content,
    refusal,
    text,
    verified,
)

LONG, TOO_LONG = "x" * 80, "x" * 81


def without(fields: dict[str, Any], *names: str, **changes: Any) -> dict[str, Any]:
    return {k: v for k, v in (fields | changes).items() if k not in names}


def wrong_at(health: dict[str, Any]) -> str:
    with pytest.raises(DccBadSchema) as refused:
        check_content(health)
    assert refused.value.part in str(refused.value)
    return refused.value.part


def test_the_three_kinds_are_told_apart() -> None:
    assert check_content(VACCINATED).kind is CertificateKind.VACCINATION
    assert check_content(TESTED).kind is CertificateKind.TEST
    assert check_content(RECOVERED).kind is CertificateKind.RECOVERY


def test_a_bad_field_is_refused_though_well_signed() -> None:
    assert refusal(text(claims(without(VACCINATED, "dob")))) == "dcc-bad-schema"


@pytest.mark.parametrize(
    ("health", "where"),
    [
        ({}, "ver"),
        (without(VACCINATED, "ver"), "ver"),
        (without(VACCINATED, "dob"), "dob"),
        (without(VACCINATED, "nam"), "nam"),
        (without(VACCINATED, nam=["Zhang"]), "nam"),
        (without(VACCINATED, nam={}), "nam/fnt"),
        (without(VACCINATED, nam={1.5: "Zhang", "fnt": "ZHANG"}), "nam"),
        (without(VACCINATED, "v"), "v, t or r"),
        (VACCINATED | TESTED, "v, t or r"),
        (VACCINATED | {"t": None}, "v, t or r"),
        (without(VACCINATED, v=None), "v"),
        (without(VACCINATED, v=[]), "v"),
        (without(VACCINATED, v=[DOSE, DOSE]), "v"),
        (without(VACCINATED, v=[[DOSE]]), "v"),
        (without(VACCINATED, v=DOSE), "v"),
    ],
)
def test_the_frame_is_one_entry_of_one_kind(health: dict[str, Any], where: str) -> None:
    assert wrong_at(health) == where


@pytest.mark.parametrize("ver", [1, None, "", "1.3", "1x3x0", "1.3.0 ", "9" * 5000])
def test_the_version_must_be_one(ver: object) -> None:
    assert wrong_at(without(VACCINATED, ver=ver)) == "ver"


@pytest.mark.parametrize(
    ("group", "entry", "missing"),
    [
        *(("v", DOSE, name) for name in DOSE),
        *(("t", SAMPLE, name) for name in SAMPLE if name not in {"nm", "tc"}),
        *(("r", RECOVERY, name) for name in RECOVERY),
    ],
)
def test_every_required_field_is_missed(
    group: str, entry: dict[str, Any], missing: str
) -> None:
    assert wrong_at(content(group, without(entry, missing))) == f"{group}/0/{missing}"


@pytest.mark.parametrize(
    ("group", "entry", "field", "wrong"),
    [
        ("v", DOSE, "tg", "840539007"),
        ("v", DOSE, "tg", 840539006),
        ("v", DOSE, "vp", "1119349008"),
        ("v", DOSE, "mp", "EU/1/20/9999"),
        ("v", DOSE, "ma", "ORG-99999999"),
        ("v", DOSE, "dn", 0),
        ("v", DOSE, "dn", True),
        ("v", DOSE, "dn", "1"),
        ("v", DOSE, "sd", 1.5),
        ("v", DOSE, "sd", float("nan")),
        ("v", DOSE, "dt", "2026-02-30"),
        ("v", DOSE, "dt", "2026-05"),
        ("v", DOSE, "dt", "01.05.2026"),
        ("v", DOSE, "dt", 20260501),
        ("v", DOSE, "dt", "2026-05-01T25"),
        ("v", DOSE, "co", "XY"),
        ("v", DOSE, "co", "at"),
        ("v", DOSE, "co", "Austria"),
        ("v", DOSE, "co", ["AT"]),
        ("v", DOSE, "is", TOO_LONG),
        ("v", DOSE, "ci", None),
        ("t", SAMPLE, "tt", "LP6464-5"),
        ("t", SAMPLE, "tr", "260415001"),
        ("t", SAMPLE, "tr", ["260415000"]),
        ("t", SAMPLE, "sc", "2026-11-20"),
        ("t", SAMPLE, "sc", "2026-11-20T12:30:00"),
        ("t", SAMPLE, "sc", "2026-11-20T12:30:60Z"),
        ("t", SAMPLE, "sc", "2026-13-20T12:30:00Z"),
        ("t", SAMPLE, "sc", "0001-01-01T00:00:00+10:00"),
        ("t", SAMPLE, "sc", 1795000000),
        ("t", SAMPLE, "nm", TOO_LONG),
        ("t", SAMPLE, "nm", 1),
        ("t", SAMPLE, "tc", TOO_LONG),
        ("t", SAMPLE, "ma", None),
        ("r", RECOVERY, "fr", ""),
        ("r", RECOVERY, "df", "2026-9-1"),
        ("r", RECOVERY, "du", "tomorrow"),
    ],
)
def test_a_wrong_value_is_named_by_its_field(
    group: str, entry: dict[str, Any], field: str, wrong: object
) -> None:
    health = content(group, without(entry, **{field: wrong}))

    assert wrong_at(health) == f"{group}/0/{field}"


RAPID = without(SAMPLE, tt="LP217198-3", ma="1232")


@pytest.mark.parametrize("device", ["9999", "0", "01232", "12320", "Abbott", "12 32"])
def test_a_rapid_test_names_a_device_that_can_be(device: str) -> None:
    assert wrong_at(content("t", without(RAPID, ma=device))) == "t/0/ma"


@pytest.mark.parametrize(
    "entry",
    [
        RAPID,
        without(RAPID, "ma"),
        without(RAPID, ma=""),
        without(SAMPLE, ma="whatever a laboratory writes"),
        without(SAMPLE, "nm", "tc"),
        without(SAMPLE, sc="2026-11-20T12:30:00.123456789Z"),
        without(SAMPLE, sc="2026-11-20t12:30:00z"),
        without(SAMPLE, sc="2026-11-20T12:30:00+0200"),
        without(SAMPLE, sc="2026-11-20T12:30:00+02"),
        without(SAMPLE, co="UNHCR"),
        without(SAMPLE, **{"is": LONG, "tc": LONG, "nm": LONG, "ci": LONG}),
        without(SAMPLE, dr="2026-11-20", extra=[1, {"two": 3}]),
    ],
)
def test_what_the_schema_lets_be_is_let_be(entry: dict[str, Any]) -> None:
    assert check_content(content("t", entry)).kind is CertificateKind.TEST


@pytest.mark.parametrize(
    "day", ["2026-05-01T22:54:00+02:00", "2026-05-01T00:00:00", "2026-05-01T00:00:00Z"]
)
def test_a_day_may_carry_a_time(day: str) -> None:
    found = verified(text(claims(content("v", without(DOSE, dt=day)))))
    assert str(found.vaccinated_on) == "2026-05-01"


def test_a_booster_may_exceed_its_series_and_whole_floats_are_integers() -> None:
    found = verified(text(claims(content("v", without(DOSE, dn=3.0, sd=2)))))
    assert (found.dose, found.doses) == (3, 2)
    assert type(found.dose) is int


@pytest.mark.parametrize(
    ("version", "health", "where"),
    [
        ("1.0.0", {"dob": "1970"}, "dob"),
        ("1.0.0", {"dob": "1970-02-30"}, "dob"),
        ("1.0.0", {"dob": "1870-01-01"}, "dob"),
        ("1.1.0", {"dob": "1970"}, None),
        ("1.2.1", {"dob": "1970-01"}, None),
        ("1.2.1", {"dob": ""}, "dob"),
        ("1.3.0", {"dob": ""}, None),
        ("1.3.0", {"dob": "1870-01-01"}, "dob"),
        ("1.3.0", {"dob": "2100-01-01"}, "dob"),
        ("1.3.0", {"dob": "1970-01-01T00:00:00"}, "dob"),
        ("1.3.0", {"dob": 1970}, "dob"),
        ("1.3.0", {"nam": without(PERSON, "fnt")}, "nam/fnt"),
        ("1.3.1", {"nam": without(PERSON, "fnt")}, "nam/fnt"),
        ("1.3.2", {"nam": without(PERSON, "fnt")}, None),
        ("1.3.2", {"nam": without(PERSON, "fnt", "gnt")}, "nam/fnt"),
        ("1.3.0", {"nam": without(PERSON, "fn", "gn", "gnt")}, None),
        ("1.3.0", {"nam": without(PERSON, fnt="Zhang")}, "nam/fnt"),
        ("1.3.0", {"nam": without(PERSON, gnt="EINS 2")}, "nam/gnt"),
        ("1.3.0", {"nam": without(PERSON, fn=TOO_LONG)}, "nam/fn"),
        ("1.3.0", {"nam": without(PERSON, fn=LONG)}, None),
        ("1.2.1", {"nam": without(PERSON, fn=LONG)}, "nam/fn"),
        ("1.2.1", {"nam": without(PERSON, gn=None)}, "nam/gn"),
        ("1.2.1", {"v": [without(DOSE, dn=10)]}, "v/0/dn"),
        ("1.3.0", {"v": [without(DOSE, dn=10)]}, None),
        ("2.0.0", {}, None),  # HC1 is what names a version that cannot be read
    ],
)
def test_a_certificate_is_held_to_the_version_it_names(
    version: str, health: dict[str, Any], where: str | None
) -> None:
    whole = VACCINATED | {"ver": version} | health
    if where is None:
        assert check_content(whole).kind is CertificateKind.VACCINATION
    else:
        assert wrong_at(whole) == where


def test_before_1_3_a_group_may_have_several_entries_and_the_last_counts() -> None:
    doses = [without(DOSE, dn=1), DOSE]
    old = VACCINATED | {"ver": "1.2.1", "v": doses}

    assert verified(text(claims(old))).dose == 2
    assert wrong_at(old | {"v": [DOSE, without(DOSE, "dt")]}) == "v/1/dt"
    assert wrong_at(old | {"v": []}) == "v"
    assert wrong_at(old | {"v": doses * 60}) == "v"
    assert wrong_at(old | {"t": TESTED["t"]}) == "v, t or r"
    several = TESTED | {"ver": "1.2.1", "t": [SAMPLE, without(RAPID, ma="9999")]}
    assert wrong_at(several) == "t/1/ma"


def test_tests_before_1_3_name_their_centre_and_any_test() -> None:
    assert wrong_at(content("t", without(SAMPLE, "tc")) | {"ver": "1.2.1"}) == "t/0/tc"
    long_name = content("t", without(SAMPLE, nm=TOO_LONG)) | {"ver": "1.2.1"}
    assert check_content(long_name).kind is CertificateKind.TEST


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        (PERSON, "Z** E**"),
        ({"fnt": "ZHANG<TEST"}, "Z**"),
        ({"fnt": "", "gnt": "EINS"}, "E**"),
        ({"fn": "测试", "fnt": "CESHI", "gn": "甲"}, "测** 甲**"),
        ({"fn": "d'E\u0301", "fnt": "DE"}, "d**"),
        ({"fn": "\u202e\u0007 'Å", "fnt": "A"}, "Å**"),
        ({"fn": "123", "fnt": "<<"}, "**"),
    ],
)
def test_names_are_masked_to_their_first_letters(
    name: dict[str, str], masked: str
) -> None:
    assert verified(text(claims(VACCINATED | {"nam": name}))).masked_name == masked
