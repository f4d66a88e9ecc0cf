"""The log page: searched and pulled by supervisors only."""

import zipfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from kiosk.core.log_query import LoggedPassage, LogQuery
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
    """A log of one page that is always full, and an export in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked = folder, list[tuple[dict[str, str], object]]()
        self.readable = True

    def page(self, query: LogQuery, before: int | None) -> list[LoggedPassage]:
        if not self.readable:
            raise StoreFull("the card is full")
        self.asked.append((query.told(), before))
        return [HELD] * 50

    async def export(self, query: LogQuery, form: str, by: str, why: str) -> str:
        self.asked.append((query.told(), (form, by, why)))
        (self.folder / "export").mkdir()
        with zipfile.ZipFile(self.folder / "export" / "log.zip", "x") as bundle:
            bundle.writestr("manifest.json", "{}")
        return str(self.folder / "export" / "log.zip")


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

    assert log.asked == [
        (
            {
                "since": "2026-11-21T08:00:00+08:00",
                "verdict": "hold",
                "class": "resident",
            },
            None,
        )
    ]
    assert "11-21 12:00:00" in page.text
    assert "现场留观" in page.text
    assert "组长放行" in page.text
    assert 'name="before" value="7"' in page.text


def test_an_export_is_handed_out_once_and_left_nowhere(log: FakeLog) -> None:
    form = {"form": "csv", "why": "倒查", "verdict": "hold"}

    answer = client(log).post("/log/export", data=form)

    assert answer.headers["content-type"] == "application/zip"
    assert log.asked == [({"verdict": "hold"}, ("csv", "3 测试丁", "倒查"))]
    assert list(log.folder.iterdir()) == []


def test_a_leader_is_no_supervisor(log: FakeLog) -> None:
    assert client(log, "2").get("/log").status_code == 303
    assert client(log, "2").post("/log/export", data={}).status_code == 303
    assert log.asked == []


def test_what_makes_no_sense_finds_nothing(log: FakeLog) -> None:
    web = client(log)

    assert "没有符合" in web.get("/log?verdict=maybe").text
    assert web.post("/log/export", data={"verdict": "maybe"}).status_code == 422
    log.readable = False
    assert "读不出" in web.get("/log").text
