"""The pages of shifts: sign-in on post, handover, and the sheet that is printed."""

from dataclasses import dataclass, field, replace

import pytest
from fastapi.testclient import TestClient

from kiosk.web.app import build_app
from kiosk.web.offices import Offices
from kiosk.web.options import WebOptions
from tests.fakes import FakeClock
from tests.web.fakes import FakeDesk, FakePreview, FakeSignIn, FakeStatus
from tests.web.shifts import (
    HERE,
    LEADER,
    LONG_AGO,
    OFFERED,
    OTHER,
    PLAN,
    VOLUNTEER,
    FakeHandovers,
    FakeShifts,
)

PIN = {"pin": "493027"}


@dataclass
class Post:
    """A kiosk with both offices and a sign-in desk."""

    shifts: FakeShifts = field(default_factory=FakeShifts)
    handovers: FakeHandovers = field(default_factory=FakeHandovers)
    desk: FakeSignIn = field(
        default_factory=lambda: FakeSignIn([VOLUNTEER, LEADER, OTHER])
    )

    def web(self, host: str = "127.0.0.1") -> TestClient:
        app = build_app(
            [FakeDesk()],
            FakePreview(),
            FakeStatus(),
            clock=FakeClock(),
            options=WebOptions(),
            offices=Offices(
                shifts=self.shifts, handovers=self.handovers, sign_in=self.desk
            ),
        )
        return TestClient(
            app,
            base_url="http://localhost",
            client=(host, 50_000),
            follow_redirects=False,
        )


@pytest.fixture
def post() -> Post:
    return Post()


def test_the_lane_says_who_is_on_duty_or_that_nobody_is(post: Post) -> None:
    assert "测试甲</span></a>" in post.web().get("/").text

    post.shifts.here = ()
    assert "data-nobody>无人签到" in post.web().get("/").text

    post.shifts.readable = False
    assert 'href="/shift"' not in post.web().get("/").text


def test_the_page_names_the_shift_who_is_here_and_who_forgot(post: Post) -> None:
    post.shifts.here = (LONG_AGO, HERE)

    page = post.web().get("/shift").text

    assert "第 1 班 08:00–16:00" in page
    assert "已到齐" in page
    assert page.count("忘记签退") == 1
    assert "被接替" in page


def test_the_page_names_who_is_to_come_and_says_that_the_rota_is_old(
    post: Post,
) -> None:
    assert "应到：" not in post.web().get("/shift").text
    post.shifts.plan = PLAN

    page = post.web().get("/shift").text
    post.shifts.plan = replace(PLAN, assignments=())
    unplanned = post.web().get("/shift").text

    assert "<b data-here>测试甲</b> <b>&lt;b&gt;测试乙</b>" in page
    assert "应到 2 人，缺 1 人" in page
    assert "下一班：测试丙" in page
    assert "排班表已过期，2 天前" in page
    assert "排班表没有排这一班" in unplanned


def test_each_change_asks_for_number_and_pin(post: Post) -> None:
    web = post.web()

    on = web.post("/shift", data={"number": "3", "act": "on", "duty": "", **PIN})
    relief = web.post("/shift", data={"number": "3", "act": "on", "duty": "7", **PIN})
    off = web.post("/shift", data={"number": "2", "act": "off", "duty": "7", **PIN})
    wrong = web.post("/shift", data={"number": "3", "act": "on", "pin": "000000"})
    other = web.post("/shift", data={"number": "3", "act": "off", "duty": "7", **PIN})

    assert {a.headers["hx-redirect"] for a in (on, relief, off)} == {"/shift"}
    assert post.shifts.done == [("on", "3", None), ("on", "3", 7), ("off", "2", 7)]
    assert (wrong.status_code, "密码不对" in wrong.text) == (422, True)
    assert "要组长本人的密码" in other.text


def test_the_outgoing_hands_the_summary_over(post: Post) -> None:
    web = post.web()
    page = web.get("/handover").text
    sent = {
        "number": "1",
        "act": "offer",
        "leaving": ["7", "9"],
        "stock-masks": "20",
        "remark": "x",
        **PIN,
    }

    done = web.post("/handover", data=sent)

    assert "体温达到发热线 <b>2</b>" in page
    assert "无异常 <b>28</b>" in page
    assert "摄像头: 线被拔了 <b>2</b>" in page
    assert "40:0123456789ab" in page
    assert 'name="number" value="3"' not in page  # neither on duty nor a leader
    assert done.headers["hx-redirect"] == "/handover"
    ((_, staff, fields),) = post.handovers.done
    assert staff == "1"
    assert isinstance(fields, dict)
    assert (fields["leaving"], fields["stock-masks"]) == ("7,9", "20")
    assert "pin" not in fields


def test_the_incoming_accepts_and_sees_the_sheet(post: Post) -> None:
    post.handovers.offered = OFFERED
    web = post.web()
    page = web.get("/handover").text
    sent = {"number": "3", "act": "accept", "offer": "41", **PIN}

    done = web.post("/handover/close", data=sent)
    twice = web.post("/handover/close", data=sent)

    assert "1 测试甲 已于 11-21 12:00 交班" in page
    assert "有备注，已加密" in page
    assert done.headers["hx-redirect"] == "/handover/5"
    assert (twice.status_code, "已处理" in twice.text) == (422, True)
    assert post.handovers.done == [("accept", "3", 41, "")]


def test_an_offer_is_taken_back(post: Post) -> None:
    post.handovers.offered = OFFERED
    sent = {"number": "1", "act": "withdraw", "offer": "41", **PIN}

    done = post.web().post("/handover/close", data=sent)

    assert done.headers["hx-redirect"] == "/handover"
    assert post.handovers.done == [("withdraw", "1", 41)]


@pytest.mark.parametrize(("paper", "other"), [("a4", "slip"), ("slip", "a4")])
def test_the_sheet_is_drawn_for_each_paper(post: Post, paper: str, other: str) -> None:
    sheet = post.web().get(f"/handover/5?paper={paper}").text

    assert f"/static/handover_{paper}.css" in sheet
    assert f"?paper={other}" in sheet
    assert "第 5 号" in sheet
    assert "gate-9 · kiosk-9" in sheet
    assert "42:ba9876543210" in sheet
    assert "&lt;b&gt;测试" in sheet
    assert 'd="M10 10 L200 90 M5 5 L5 5"' in sheet
    assert sheet.count("签字：") == 1  # the incoming drew none
    assert "style=" not in sheet  # the page's own rules forbid it


def test_a_sheet_that_is_not_there_is_said_so(post: Post) -> None:
    web = post.web()

    assert web.get("/handover/6").status_code == 404
    assert web.get("/handover/0").status_code == 422
    assert web.get("/handover/5?paper=a3").status_code == 422
    post.handovers.readable = False
    assert web.get("/handover/5").status_code == 503


def test_unreadable_records_are_said_so(post: Post) -> None:
    post.shifts.readable = post.handovers.readable = False
    web = post.web()

    assert "读不出" in web.get("/shift").text
    assert "读不出" in web.get("/handover").text


def test_nobody_registered_is_said_so(post: Post) -> None:
    post.desk.people.clear()

    assert "kiosk staff add" in post.web().get("/shift").text
    assert "请先签到" in post.web().get("/handover").text
    post.desk.readable = False
    assert post.web().get("/shift").status_code == 200


def test_other_machines_sign_in_first(post: Post) -> None:
    far = post.web("192.168.1.20")

    for path in ("/shift", "/handover", "/handover/5"):
        assert far.get(path).headers["location"].startswith("/sign-in")
    assert far.post("/handover", data=PIN).status_code == 303
