"""The incidents page: open ones with their cards, and a count on every screen."""

import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from kiosk.core.incident import Incident, Result, Tick
from kiosk.core.verdict import Verdict
from kiosk.web.offices import Offices
from tests.fakes import NOON
from tests.web.clients import LOCAL, client_of
from tests.web.fakes import FakeIncidents

HELD = Incident(
    passage="p-1",
    seq=7,
    at=NOON,
    lane="1",
    verdict=Verdict.HOLD,
    reasons=("fever",),
    actions=("isolate-on-spot",),
    ticks=(Tick(step="isolate-on-spot", at=NOON, by=""),),
)
ENDED = replace(HELD, passage="p-0", closed_at=NOON, result=Result.HOSPITAL)


@pytest.fixture
def office() -> FakeIncidents:
    return FakeIncidents([HELD, ENDED])


def client(office: FakeIncidents, host: str = LOCAL) -> TestClient:
    return client_of(Offices(incidents=office), host)


def test_a_card_says_what_to_do_whom_to_call_and_what_to_say(
    office: FakeIncidents,
) -> None:
    page = client(office).get("/incidents").text

    assert "11-21 12:00" in page  # Chinese time
    assert "定点医院" in page
    assert "请对本人说" in page
    assert re.search(r'aria-pressed="true" disabled', page)
    assert page.count("<details") == 1  # the ended one is a line
    assert "已送医院" in page


def test_every_screen_counts_what_is_open(office: FakeIncidents) -> None:
    screen = client(office).get("/").text
    assert 'href="/incidents"' in screen
    assert "处置 1" in screen

    office.found.clear()
    assert 'href="/incidents"' not in client(office).get("/").text


def test_a_step_is_ticked_and_an_incident_closed(office: FakeIncidents) -> None:
    web = client(office)

    ticked = web.post("/incidents/p-1/steps", data={"step": "report-community"})
    ended = web.post("/incidents/p-1/close", data={"result": "hospital", "note": "x"})

    assert (ticked.status_code, ended.status_code) == (200, 200)
    assert "<details" in ticked.text
    assert office.done == [
        ("tick", "p-1", "report-community", "0 本机"),
        ("close", "p-1", "hospital", "0 本机", "x"),
    ]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("steps", {}),
        ("steps", {"step": "x" * 49}),
        ("close", {"result": ""}),
        ("close", {"result": "hospital", "note": "x" * 301}),
        ("close", {"result": "hospital", "more": "x"}),
    ],
)
def test_what_does_not_fit_changes_nothing(
    office: FakeIncidents, path: str, data: dict[str, str]
) -> None:
    answer = client(office).post(f"/incidents/p-1/{path}", data=data)

    assert answer.status_code == 422
    assert office.done == []


def test_unreadable_records_are_said_so(office: FakeIncidents) -> None:
    office.readable = False
    web = client(office)

    assert "读不出" in web.get("/incidents").text
    assert web.post("/incidents/p-1/steps", data={"step": "x"}).status_code == 422


def test_other_machines_see_nothing(office: FakeIncidents) -> None:
    assert client(office, "192.168.1.20").get("/incidents").status_code == 403
