"""The holds page: put by one of four ways, let go by a button."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from kiosk.core.errors import FormError
from kiosk.core.keeping import Hold, Target
from kiosk.core.staff import Role, Staff
from kiosk.core.why import Why
from kiosk.web.offices import Offices
from tests.web.clients import client_of
from tests.web.fakes import FakeSignIn

SUPERVISOR = Staff(id="3", name="测试丁", role=Role.SUPERVISOR)
WHY = {"reason": "inquiry", "note": ""}
AT = "2026-11-21T04:00:00.000000Z"


@dataclass
class FakeHoldDesk:
    """Holds in memory."""

    found: list[Hold] = field(default_factory=list)
    asked: list[Target] = field(default_factory=list)
    refusal: FormError | None = None

    async def holds(self) -> list[Hold]:
        if self.refusal is not None:
            raise self.refusal
        return self.found

    async def put(self, target: Target, why: Why, by: str) -> None:
        self.asked.append(target)
        ranges = ((4, 4), (7, 9), (12, None))
        self.found.append(Hold(seq=20, at=AT, ranges=ranges, why=why.reason, by=by))

    async def release(self, seq: int, by: str) -> None:
        self.found = [hold for hold in self.found if (hold.seq, hold.by) != (seq, by)]


@pytest.fixture
def desk() -> FakeHoldDesk:
    return FakeHoldDesk()


def screen(desk: FakeHoldDesk) -> TestClient:
    sign_in = FakeSignIn(sessions={"token": SUPERVISOR})
    web = client_of(Offices(holds=desk, sign_in=sign_in))
    web.cookies["staff"] = "token"
    return web


def test_a_hold_is_put_listed_and_let_go(desk: FakeHoldDesk) -> None:
    with screen(desk) as web:
        assert "没有暂缓删除的记录" in web.get("/holds").text
        put = web.post("/holds", data={"first": "4", "last": "9", **WHY})
        gone = web.post("/holds/20/release")

    assert desk.asked == [Target(rows=(4, 9))]
    assert "4, 7–9, 12–" in put.text
    assert "部门调查" in put.text
    assert "2026-11-21 12:00" in put.text
    assert "没有暂缓删除的记录" in gone.text


def test_times_are_chinese_and_empty_fields_do_not_count(desk: FakeHoldDesk) -> None:
    typed = {"first": "", "last": "", "like": "", "person": "", **WHY}
    with screen(desk) as web:
        web.post("/holds", data={**typed, "since": "2026-11-21T12:00", "until": ""})
        web.post("/holds", data={**typed, "person": " 0000000000aa "})
        wrong = web.post("/holds", data={**typed, "since": "yesterday"})
        no_reason = web.post("/holds", data={"first": "4"})

    assert desk.asked == [
        Target(since=datetime(2026, 11, 21, 4, tzinfo=UTC)),
        Target(person="0000000000aa"),
    ]
    assert (wrong.status_code, no_reason.status_code) == (422, 422)


def test_records_that_cannot_be_read_are_said(desk: FakeHoldDesk) -> None:
    desk.refusal = FormError("hold", "records-unreadable", "no")
    with screen(desk) as web:
        assert "现在读不了记录" in web.get("/holds").text
