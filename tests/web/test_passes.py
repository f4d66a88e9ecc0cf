"""The leader's page: a pass made at the gate, for the kiosk's own screen only."""

import re

import pytest
from fastapi.testclient import TestClient

from kiosk.core.errors import FormError
from kiosk.web.offices import Offices
from tests.web.clients import LOCAL, REMOTE, client_of
from tests.web.fakes import FakeOffice

FORM = {"class": "temporary", "hours": "4", "purpose": "visit", "name": "测试甲"}


@pytest.fixture
def office() -> FakeOffice:
    return FakeOffice()


def client(office: FakeOffice | None, host: str = LOCAL) -> TestClient:
    return client_of(Offices(passes=office), host)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_form_offers_what_can_be_issued(office: FakeOffice, language: str) -> None:
    page = client(office).get(f"/passes?lang={language}")

    assert page.status_code == 200
    assert re.findall(r'name="class" value="(\w+)"', page.text) == [
        "temporary",
        "delivery",
    ]
    assert not re.search(r"<style|\sstyle=|\son\w+=|hx-on", page.text)


def test_a_sent_form_shows_the_card_and_what_was_left_out_is_not_asked(
    office: FakeOffice,
) -> None:
    answer = client(office).post("/passes", data={**FORM, "household": ""})

    assert answer.status_code == 200
    assert office.asked == [FORM]
    assert 'viewBox="0 0 53 53"' in answer.text
    assert "&lt;b&gt;3-2-501" in answer.text
    assert "11-21 16:00" in answer.text  # Chinese time
    assert 'data-colour="1"' in answer.text
    assert "data-print" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(r"<style|\sstyle=|\son\w+=", answer.text)


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("cannot-issue", "本机不能办证"),
        ("not-recorded", "没能记录"),
        ("clock-unsure", "时间不准"),
        ("missing", "有效时间"),
    ],
)
def test_a_refusal_is_said_in_the_page(
    office: FakeOffice, slug: str, said: str
) -> None:
    office.refusal = FormError("hours", slug, "")

    answer = client(office).post("/passes", data=FORM)

    assert answer.status_code == 422
    assert said in answer.text
    assert answer.headers["hx-retarget"] == "#message"


@pytest.mark.parametrize(
    "changes", [{"hours": "x" * 9}, {"name": "测" * 41}, {"more": "1"}]
)
def test_an_overlong_or_foreign_field_never_reaches_the_office(
    office: FakeOffice, changes: dict[str, str]
) -> None:
    assert client(office).post("/passes", data=FORM | changes).status_code == 422
    assert office.asked == []


def test_other_machines_and_other_sites_get_nothing(office: FakeOffice) -> None:
    for web, headers in (
        (client(office, REMOTE), {}),
        (client(office, "not-an-address"), {}),
        (client(office), {"x-forwarded-for": REMOTE}),
        (client(office), {"forwarded": f"for={REMOTE}"}),
        (client(office), {"origin": "http://evil.example"}),
    ):
        assert web.post("/passes", data=FORM, headers=headers).status_code == 403
    assert client(office, REMOTE).get("/passes").status_code == 403
    assert office.asked == []


def test_the_way_to_the_page_is_shown_where_it_leads_somewhere(
    office: FakeOffice,
) -> None:
    assert 'href="/passes"' in client(office).get("/status").text
    assert 'href="/passes"' in client(office, "::1").get("/status").text
    assert 'href="/passes"' not in client(office, REMOTE).get("/status").text
    assert 'href="/passes"' not in client(None).get("/status").text
    assert client(None).get("/passes").status_code == 404
