"""The leader's override: asked from who signed in as a leader, for one person."""

import pytest
from fastapi.testclient import TestClient

from kiosk.core.override import Override
from kiosk.core.staff import Role, Staff
from kiosk.core.verdict import Verdict
from kiosk.core.view import LaneState, LaneView
from kiosk.web.app import build_app
from kiosk.web.offices import Offices
from kiosk.web.options import WebOptions
from tests.fakes import FakeClock
from tests.web.fakes import FakeDesk, FakePreview, FakeSignIn, FakeStatus

LEADER = Staff(id="2", name="测试乙", role=Role.LEADER)
HELD = LaneView(
    lane="1",
    state=LaneState.STOPPED,
    passage="p-1",
    verdict=Verdict.HOLD,
    reasons=("fever",),
    seq=7,
)
FORM = {"passage": "p-1", "reason": "medical", "note": " x "}


@pytest.fixture
def desk() -> FakeDesk:
    desk = FakeDesk()
    desk.show(HELD)
    return desk


def client(desk: FakeDesk) -> TestClient:
    app = build_app(
        [desk],
        FakePreview(),
        FakeStatus(),
        clock=FakeClock(),
        options=WebOptions(),
        offices=Offices(sign_in=FakeSignIn([LEADER])),
    )
    return TestClient(
        app,
        base_url="http://localhost",
        client=("127.0.0.1", 50_000),
        follow_redirects=False,
    )


def test_a_leader_gives_a_reason_and_the_person_passes(desk: FakeDesk) -> None:
    web = client(desk)
    assert 'href="/lane/1/override"' in web.get("/").text
    assert web.get("/lane/1/override").status_code == 303
    assert web.post("/lane/1/override", data=FORM).status_code == 303
    web.post("/sign-in", data={"number": "2", "pin": "493027"})

    page = web.get("/lane/1/override").text
    done = web.post("/lane/1/override", data=FORM)

    assert "就医" in page
    assert done.headers["hx-redirect"] == "/lane/1"
    assert desk.touches == [
        ("overrule", Override(reason="medical", note="x", by="2 测试乙"))
    ]


def test_it_is_too_late_once_the_person_is_gone(desk: FakeDesk) -> None:
    web = client(desk)
    web.post("/sign-in", data={"number": "2", "pin": "493027"})
    desk.show(LaneView(lane="1"))

    assert "已经结束" in web.get("/lane/1/override").text
    assert web.post("/lane/1/override", data=FORM).status_code == 409
    assert desk.touches == []
