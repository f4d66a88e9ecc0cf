"""The log page: searched and pulled by supervisors only."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from kiosk.core.log_query import LoggedPassage, log_query
from kiosk.core.pull import PullState, PullView
from kiosk.core.shift import Rota, Turn
from kiosk.core.staff import Role, Staff
from kiosk.store.errors import StoreFull
from kiosk.web.app import build_app
from kiosk.web.offices import Offices
from kiosk.web.options import WebOptions
from tests.fakes import FakeClock
from tests.web.fakes import FakeDesk, FakePreview, FakeSignIn, FakeStatus

SUPERVISOR = Staff(id="3", name="测试丁", role=Role.SUPERVISOR)
LEADER = Staff(id="2", name="测试乙", role=Role.LEADER)
HELD = LoggedPassage(
    seq=7,
    at="2026-11-21T04:00:00.000000Z",
    passage="p",
    lane="1",
    direction="in",
    outcome="overridden",
    verdict="hold",
    reason="fever",
    pass_class="resident",
    celsius=38.2,
)


class FakeLog:
    """A log of one page that is always full, and pulls of the supervisor's."""

    def __init__(self, folder: Path) -> None:
        self.file_path = folder / "log.zip"
        self.asked = list[tuple[dict[str, str], object]]()
        self.readable = True
        self.pulls: dict[tuple[str, str], PullView] = {}

    def turns(self) -> list[Turn]:
        return [Rota().at(FakeClock().now())]

    def page(
        self, fields: Mapping[str, str], before: int | None
    ) -> list[LoggedPassage]:
        if not self.readable:
            raise StoreFull("the card is full")
        log_query({name: text for name, text in fields.items() if name != "plate"})
        self.asked.append((dict(fields), before))
        return [HELD] * 50

    def begin(self, fields: Mapping[str, str], form: str, by: str, why: str) -> str:
        log_query(fields)
        self.asked.append((dict(fields), (form, by, why)))
        self.pulls["x7", by] = PullView(written=500, total=1000)
        self.file_path.write_bytes(b"PK")
        return "x7"

    def view(self, name: str, by: str) -> PullView | None:
        return self.pulls.get((name, by))

    def file(self, name: str, by: str) -> str | None:
        view = self.view(name, by)
        ready = view is not None and view.state is PullState.READY
        return str(self.file_path) if ready else None

    def end(self, name: str, by: str) -> None:
        del self.pulls[name, by]


@pytest.fixture
def log(tmp_path: Path) -> FakeLog:
    return FakeLog(tmp_path)


def client(log: FakeLog, number: str = "3") -> TestClient:
    app = build_app(
        [FakeDesk()],
        FakePreview(),
        FakeStatus(),
        clock=FakeClock(),
        options=WebOptions(),
        offices=Offices(log=log, sign_in=FakeSignIn([SUPERVISOR, LEADER])),
    )
    web = TestClient(
        app,
        base_url="http://localhost",
        client=("127.0.0.1", 50_000),
        follow_redirects=False,
    )
    web.post("/sign-in", data={"number": number, "pin": "493027"})
    return web


def test_supervisors_search_by_chinese_time(log: FakeLog) -> None:
    page = client(log).get("/log?since=2026-11-21T08:00&verdict=hold&class=resident")

    since = "2026-11-21T08:00+08:00"
    asked = {"since": since, "verdict": "hold", "class": "resident"}
    assert log.asked == [(asked, None)]
    assert "11-21 12:00:00" in page.text
    assert "现场留观" in page.text
    assert "组长放行" in page.text
    assert 'name="before" value="7"' in page.text
    assert 'href="/log?same_as=7"' in page.text
    assert 'href="/unseal?seq=7"' in page.text
    assert 'value="2026-11-21/1"' in page.text


def test_a_plate_is_posted_and_never_in_an_address(log: FakeLog) -> None:
    web = client(log)

    page = web.post("/log", data={"plate": "甘A12345", "before": "9"})

    assert log.asked == [({"plate": "甘A12345"}, 9)]
    assert page.text.count('name="plate" value="甘A12345"') == 3  # also to go on with
    assert web.get("/log?plate=甘A12345").status_code == 422


def test_a_pull_shows_how_far_it_is_and_is_handed_out_once(log: FakeLog) -> None:
    form = {"format": "csv", "why": "倒查", "verdict": "hold"}
    web, by = client(log), "3 测试丁"

    begun = web.post("/log/pulls", data=form)
    assert begun.headers["hx-redirect"] == "/log/pulls/x7"
    assert log.asked == [({"verdict": "hold"}, ("csv", by, "倒查"))]
    assert 'value="50"' in web.get("/log/pulls/x7").text
    assert web.get("/log/pulls/x7/file").status_code == 404

    log.pulls["x7", by] = PullView(state=PullState.READY, written=1000, total=1000)
    page, file = web.get("/log/pulls/x7"), web.get("/log/pulls/x7/file")

    assert "/log/pulls/x7/file" in page.text
    assert "every 1s" not in page.text
    assert file.headers["content-type"] == "application/zip"
    assert log.pulls == {}
    assert web.get("/log/pulls/x7").status_code == 404


def test_a_pull_can_be_cancelled(log: FakeLog) -> None:
    web = client(log)
    web.post("/log/pulls", data={"format": "csv", "why": "倒查"})

    assert web.post("/log/pulls/x7/end").headers["location"] == "/log"
    assert log.pulls == {}


def test_a_leader_is_no_supervisor(log: FakeLog) -> None:
    web = client(log, "2")

    assert web.get("/log").status_code == 303
    assert web.post("/log/pulls", data={}).status_code == 303
    assert web.get("/log/pulls/x7/file").status_code == 303
    assert log.asked == []


def test_what_makes_no_sense_finds_nothing_and_says_so(log: FakeLog) -> None:
    web = client(log)

    page = web.get("/log?verdict=maybe").text
    assert "没有符合" in page
    assert "没有这个选项" in page
    assert web.post("/log/pulls", data={"verdict": "maybe"}).status_code == 422
    log.readable = False
    assert "读不出" in web.get("/log").text
