import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kiosk.rules
from kiosk.core.errors import FormRefused
from kiosk.core.registration.asked import _BY_REASON, CHOICES, ORDER, asked_of
from kiosk.core.registration.check import LONGEST, check_form
from kiosk.core.registration.tidy import mask_name
from kiosk.core.visit import PersonFacts

TODAY = date(2026, 11, 21)
SIGNED = "700.300*10.20.200.40.300.90"
WHOLE = {
    "name": "测试甲",
    "id_number": "11010519491231002X",
    "phone": "13800138000",
    "domicile": "测试省测试县",
    "residence": "测试路 1 号",
    "purpose": "visit",
    "household": "3-2-501",
    "contact": "no",
    "signature": SIGNED,
}
VISITOR = asked_of("visitor")


def faults(fields: Mapping[str, str], kind: str = "visitor") -> list[tuple[str, str]]:
    with pytest.raises(FormRefused) as caught:
        check_form(fields, asked_of(kind), TODAY)
    for value in fields.values():
        assert len(value) < 3 or value not in str(caught.value)
    return [(problem.field, problem.slug) for problem in caught.value.problems]


def test_a_whole_form_is_kept_with_its_document() -> None:
    assert check_form(WHOLE, VISITOR, TODAY) == {**WHOLE, "document": "id-card"}


def test_a_form_is_tidied() -> None:
    typed = {
        "name": " 测试甲 ",
        "id_number": " 110105 19491231 002x ",
        "phone": "+86 138-0013-8000",
        "plate": "甘a·12345",
        "residence": "测试路\n１号",
        "firm": "   ",
    }
    clean = check_form(WHOLE | typed, VISITOR, TODAY)

    assert clean["id_number"] == "11010519491231002X"
    assert clean["phone"] == "13800138000"
    assert clean["plate"] == "甘A12345"
    assert clean["residence"] == "测试路 1号"
    assert clean["name"] == "测试甲"
    assert "firm" not in clean


def test_every_wrong_field_is_told_at_once_in_the_order_of_the_form() -> None:
    typed = {**WHOLE, "phone": "12345", "id_number": "11010519491231002", "plate": "?"}
    del typed["domicile"], typed["contact"]

    assert faults(typed | {"surprise": "x"}) == [
        ("form", "unknown-field"),
        ("id_number", "id-length"),
        ("phone", "not-a-phone"),
        ("domicile", "missing"),
        ("plate", "not-a-plate"),
        ("contact", "missing"),
    ]


@pytest.mark.parametrize(
    ("field", "value", "slug"),
    [
        ("name", "12345", "not-a-name"),
        ("name", "测" * 41, "too-long"),
        ("name", "　", "missing"),
        ("document", "library-card", "not-offered"),
        ("id_number", "110105194912310021", "id-check"),
        ("host_phone", "call me", "not-a-phone"),
        ("purpose", "sightseeing", "not-offered"),
        ("contact", "maybe", "not-offered"),
        ("household", "长" * 41, "too-long"),
        ("signature", "{}", "not-a-signature"),
        ("residence", "\u200b", "missing"),
    ],
)
def test_a_wrong_field_is_named_with_what_is_wrong(
    field: str, value: str, slug: str
) -> None:
    assert faults(WHOLE | {field: value}) == [(field, slug)]


def test_a_name_may_have_dots_and_spaces() -> None:
    for name in ("买买提·艾力", "Zhang Test", "O'Neill-Test", "𠮷测试"):
        assert check_form(WHOLE | {"name": name}, VISITOR, TODAY)["name"] == name


def test_without_a_document_there_is_no_number_and_it_is_on_the_record() -> None:
    clean = check_form(WHOLE | {"document": "none"}, VISITOR, TODAY)

    assert clean["document"] == "none"
    assert "id_number" not in clean


def test_a_passport_has_a_shape_of_its_own() -> None:
    passport = {"document": "passport", "id_number": "e 0000 0000"}

    assert check_form(WHOLE | passport, VISITOR, TODAY)["id_number"] == "E00000000"
    assert faults(WHOLE | passport | {"id_number": "E"}) == [
        ("id_number", "document-shape")
    ]


def test_a_document_without_a_number_is_not_kept() -> None:
    courier = {"name": "测试乙", "phone": "13800138000", "firm": "测试快递"}
    courier |= {"contact": "no", "signature": SIGNED}
    clean = check_form(courier | {"document": "passport"}, asked_of("delivery"), TODAY)

    assert clean == courier


def test_who_cannot_sign_says_so_instead() -> None:
    unsigned = {k: v for k, v in WHOLE.items() if k != "signature"}

    assert faults(unsigned) == [("signature", "missing")]
    clean = check_form(unsigned | {"unsigned": "cannot-write"}, VISITOR, TODAY)
    assert clean["unsigned"] == "cannot-write"


def test_every_kind_of_person_is_asked_something_of_its_own() -> None:
    annotation = PersonFacts.model_fields["kind"].annotation
    kinds = [word for part in get_args(annotation) for word in get_args(part)]

    assert len({asked_of(kind).required for kind in kinds}) == len(kinds)
    for kind in [*kinds, None]:
        asked = asked_of(kind)
        assert asked.required <= set(asked.offered) <= set(ORDER)
        assert list(asked.offered) == [f for f in ORDER if f in asked.offered]


def test_a_reason_asks_for_more() -> None:
    few, many = (
        asked_of("resident"),
        asked_of("resident", ("nat-missing", "unheard-of")),
    )

    assert "domicile" not in few.required
    assert many.required > few.required | {"domicile", "id_number"}


def test_every_reason_that_asks_for_more_is_given_by_a_shipped_policy() -> None:
    rules = Path(kiosk.rules.__file__).parent
    shipped = "".join(part.read_text("utf-8") for part in rules.rglob("*.toml"))

    reasons = set(re.findall(r'^reason\s*= "(.+)"', shipped, re.MULTILINE))
    assert _BY_REASON.keys() <= reasons


def test_every_field_is_typed_chosen_or_read() -> None:
    special = {"document", "id_number", "phone", "host_phone", "plate", "signature"}

    assert set(ORDER) == set(LONGEST) | set(CHOICES) | special


FIELDS = st.dictionaries(st.sampled_from([*ORDER, "x"]), st.text(max_size=20))


@given(FIELDS)
def test_any_form_is_kept_or_refused_and_what_is_kept_is_kept_again(
    fields: dict[str, str],
) -> None:
    with suppress(FormRefused):
        clean = check_form(WHOLE | fields, VISITOR, TODAY)
        assert check_form(clean, VISITOR, TODAY) == clean


def test_a_masked_name_keeps_one_character() -> None:
    assert [mask_name("测试甲"), mask_name("")] == ["测**", ""]
