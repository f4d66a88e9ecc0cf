"""The volunteer's touches reach the desk, or are refused in words."""

from dataclasses import replace
from itertools import product

import pytest

from tests.web import scenes
from tests.web.conftest import Web

FORM = {"name": "测试甲", "phone": "13800138000", "purpose": "visit"}


@pytest.mark.parametrize(
    ("path", "data", "touch"),
    [
        ("mask", {"worn": "yes"}, ("mask", True)),
        ("mask", {"worn": "no"}, ("mask", False)),
        ("temperature", {"celsius": "36.5"}, ("temperature", 36.5)),
        ("next", {}, ("next", "p1")),
        ("shown", {}, ("shown", "p1")),
        ("register", FORM, ("register", FORM)),
        (
            "say",
            {"words": "pass.validity=none,person.kind=visitor"},
            (
                "state",
                {"pass": {"validity": "none"}, "person": {"kind": "visitor"}},
            ),
        ),
    ],
)
def test_a_touch_reaches_the_desk(
    web: Web, path: str, data: dict[str, str], touch: tuple[str, object]
) -> None:
    web.desk.show(scenes.NEEDS_MASK)

    answer = web.client.post(f"/lane/1/{path}", data={"passage": "p1", **data})

    assert (answer.status_code, answer.text) == (204, "")
    assert web.desk.touches == [touch]


def test_before_anybody_came_there_is_no_passage(web: Web) -> None:
    answer = web.client.post("/lane/1/mask", data={"passage": "", "worn": "yes"})

    assert answer.status_code == 204
    assert web.desk.touches == [("mask", True)]


def test_a_touch_meant_for_the_person_before_changes_nothing(web: Web) -> None:
    web.desk.show(replace(scenes.NEEDS_MASK, passage="p2"))

    answer = web.client.post("/lane/1/mask", data={"passage": "p1", "worn": "yes"})

    assert answer.status_code == 409
    assert "这一位已经结束" in answer.text
    assert web.desk.touches == []


def test_a_refusal_goes_where_the_page_keeps_its_messages(web: Web) -> None:
    answer = web.client.post("/lane/1/temperature", data={"celsius": "52.0"})

    assert answer.status_code == 422
    assert answer.headers["hx-retarget"] == "#message"
    assert answer.headers["hx-reswap"] == "innerHTML"
    assert "30.0 到 45.0" in answer.text


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("temperature", {"celsius": "warm"}),
        ("temperature", {"celsius": "NaN"}),
        ("temperature", {"celsius": "inf"}),
        ("temperature", {}),
        ("mask", {"worn": "maybe"}),
        ("mask", {}),
        ("mask", {"worn": "yes", "passage": "x" * 65}),
        ("register", {**FORM, "name": "甲" * 121}),
        ("say", {}),
        ("say", {"words": "x" * 201}),
        ("register", {**FORM, "admin": "1"}),
        ("shown", {}),
    ],
)
def test_nonsense_is_refused_in_words(
    web: Web, path: str, data: dict[str, str]
) -> None:
    answer = web.client.post(f"/lane/1/{path}", data=data)

    assert answer.status_code == 422
    assert "请检查" in answer.text
    assert web.desk.touches == []


def test_a_missing_field_is_named_in_the_screens_language(web: Web) -> None:
    web.client.cookies.set("language", "en")

    answer = web.client.post("/lane/1/register", data={"phone": "13800138000"})

    assert answer.status_code == 422
    assert "Please fill in: Name" in answer.text


def test_a_refusal_never_repeats_what_was_typed(web: Web) -> None:
    for data in ({"celsius": "<img src=x>"}, {"celsius": "99.9"}):
        answer = web.client.post("/lane/1/temperature", data=data)
        assert data["celsius"] not in answer.text


def test_a_form_may_not_bring_a_file(web: Web) -> None:
    answer = web.client.post("/lane/1/mask", files={"worn": ("worn", b"yes")})

    assert answer.status_code == 422
    assert web.desk.touches == []


def test_an_unknown_lane_takes_no_touch(web: Web) -> None:
    assert web.client.post("/lane/9/mask", data={"worn": "yes"}).status_code == 404
    assert web.client.get("/lane/1/mask").status_code == 405


def test_hostile_values_are_shown_as_text(web: Web) -> None:
    hostile = """<script>alert("x")</script>'"><img src=x onerror=alert(1)>"""
    views = [
        replace(scenes.HELD, reasons=(hostile,), actions=(hostile,)),
        replace(scenes.UNRECORDED, fault=hostile, fault_advice=hostile),
        replace(scenes.REGISTERING, passage=hostile, masked_name=hostile),
        replace(scenes.ALLOWED, pass_class=hostile, code_error=hostile),
    ]

    for view, path in product(views, ("/", "/lane/1/events")):
        web.desk.show(view)
        page = web.client.get(path).text
        assert "&lt;script&gt;" in page or "\\u003cscript" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page
