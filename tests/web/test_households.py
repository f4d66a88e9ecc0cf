"""The leader's page of households, and the tap that takes a crossing back."""

import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from kiosk.core.errors import FormError
from kiosk.core.household import REASONS, HouseholdMatch
from kiosk.web.offices import Offices
from kiosk.web.texts import Texts
from tests.web import scenes
from tests.web.clients import LOCAL, REMOTE, client_of
from tests.web.conftest import Web
from tests.web.households import HOUSE, FakeHouseholdOffice


@pytest.fixture
def office() -> FakeHouseholdOffice:
    return FakeHouseholdOffice()


def client(office: FakeHouseholdOffice | None, host: str = LOCAL) -> TestClient:
    return client_of(Offices(households=office), host)


def test_who_is_out_is_shown_with_who_should_be_back(
    office: FakeHouseholdOffice,
) -> None:
    page = client(office).get("/households").text

    assert re.findall(r'class="exit"( data-late)?', page) == [
        " data-late",
        " data-late",
        "",
    ]
    assert "外出中 3 人" in page
    assert "超时 2 人" in page
    assert "超时 24 小时 30 分" in page
    assert "超时 1 小时 20 分" in page
    assert "应于 14:00 返回" in page
    assert "11-20 08:30 出门（时间不准）" in page.replace(" （", "（")
    assert "&lt;b&gt;" in page
    assert not re.search(r"<style|\sstyle=|\son\w+=|hx-on", page)


def test_nobody_out_and_unreadable_records_are_two_things(
    office: FakeHouseholdOffice,
) -> None:
    office.people = ()
    assert "没有人外出" in client(office).get("/households").text

    office.refusal = FormError("household", "household-unreadable", "")
    assert "读不出记录" in client(office).get("/households").text


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_found_household_shows_its_exits_and_what_can_be_done(
    office: FakeHouseholdOffice, language: str
) -> None:
    answer = client(office).post(
        f"/households/find?lang={language}", data={"household": "3-2-501"}
    )

    assert office.asked == ["3-2-501"]
    assert re.findall(r'hx-post="/households/(\w+)', answer.text) == [
        "relief",
        "returned",
        "void",
    ]
    assert 'data-void="no"' in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_word_is_written_by_whoever_says_it_and_shown_at_once(
    office: FakeHouseholdOffice,
) -> None:
    web = client(office)
    said = {"household": HOUSE, "reason": "returnee", "note": ""}

    answer = web.post("/households/void", data=said)

    assert office.told == [("void", said, "0 本机")]
    assert "已停用：家中有外地返回人员，12:00 起" in answer.text
    assert "/households/restore" in answer.text
    assert "/households/void" not in answer.text


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("household-unrecorded", "没有生效"),
        ("household-clock", "时间不准"),
        ("not-a-pass", "请输入户号"),
        ("nobody-out", "没有人在外"),
    ],
)
def test_a_refusal_is_said_in_the_page(
    office: FakeHouseholdOffice, slug: str, words: str
) -> None:
    office.refusal = FormError("household", slug, "")

    answer = client(office).post("/households/relief", data={"household": HOUSE})

    assert answer.status_code == 422
    assert words in answer.text
    assert answer.headers["hx-retarget"] == "#message"


def test_other_machines_and_other_sites_get_nothing(
    office: FakeHouseholdOffice,
) -> None:
    for web, headers in (
        (client(office, REMOTE), {}),
        (client(office), {"x-forwarded-for": REMOTE}),
        (client(office), {"origin": "http://evil.example"}),
    ):
        for path in ("find", "relief"):
            answer = web.post(f"/households/{path}", data={}, headers=headers)
            assert answer.status_code == 403
    assert client(office, REMOTE).get("/households").status_code == 403
    assert (office.asked, office.told) == ([], [])
    assert client(None).get("/households").status_code == 404


def test_every_word_and_reason_has_a_text(texts: Texts) -> None:
    for event, reasons in REASONS.items():
        assert texts.has(f"household-event.{event}")
        assert all(texts.has(f"household-reason.{reason}") for reason in reasons)


def test_the_screen_offers_to_take_back_what_may_be_taken_back(web: Web) -> None:
    web.desk.show(replace(scenes.ALLOWED, undoable="p1"))
    assert 'hx-post="/lane/1/take-back"' in web.client.get("/").text

    assert web.client.post("/lane/1/take-back", data={"passage": "p1"}).is_success
    assert web.desk.touches == [("take-back", "p1")]

    web.desk.show(scenes.ALLOWED)
    assert "take-back" not in web.client.get("/").text
    late = web.client.post("/lane/1/take-back", data={"passage": "p1"})
    assert late.status_code == 409


def test_several_that_fit_are_listed_and_one_is_shown_at_once(
    office: FakeHouseholdOffice,
) -> None:
    one = HouseholdMatch(household=HOUSE, number="3-2-501", names=("测**", "试**"))
    office.matches = (one, replace(one, household="b" * 12, number=None))
    web = client(office)

    listed = web.post("/households/find", data={"household": "3-2"}).text
    office.matches = (one,)
    web.post("/households/find", data={"household": "3-2"})

    assert "2 户" in listed
    assert "3-2-501" in listed
    assert "测**、试**" in listed
    assert listed.count('class="exit"') == 2
    assert office.asked == [HOUSE]
