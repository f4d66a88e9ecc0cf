"""The pages of daily reports: the month, the sheets that are printed, corrections."""

from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

import pytest
from fastapi.testclient import TestClient

from kiosk.core.errors import FormError
from kiosk.core.report import Late, Report
from kiosk.core.report_days import ReportBoard, ReportDay, days_of
from kiosk.core.staff import Role, Staff
from kiosk.ports import WantedReports
from kiosk.store.errors import StoreFull
from kiosk.web.offices import Offices
from kiosk.web.texts import Texts
from kiosk.web.work_log import grid_of, work_log
from tests.core.reports import DAY, FULL, QUIET, SILENT
from tests.fakes import NOON
from tests.web.clients import REMOTE, client_of
from tests.web.fakes import FakeSignIn
from tests.web.households import HOUSE, FakeHouseholdOffice

SUPERVISOR = Staff(id="3", name="测试丁", role=Role.SUPERVISOR)
LEADER = Staff(id="2", name="测试乙", role=Role.LEADER)
VOLUNTEER = Staff(id="1", name="测试甲", role=Role.VOLUNTEER)
LATE = replace(QUIET, day=DAY - timedelta(days=2), late=Late.NOT_RUNNING)


@dataclass
class FakeReports:
    """Reports in memory: one is late, one was corrected, one day is missing."""

    readable: bool = True
    done: list[tuple[object, ...]] = field(default_factory=list)
    grid: str = "县/西湖街道/甲社区/3"
    reports: tuple[Report, ...] = (
        LATE,
        FULL,
        replace(FULL, number=7, corrects=2, why="<b>漏记", by="3 测**"),
        replace(SILENT, number=8, day=DAY + timedelta(days=1)),
    )

    async def board(self) -> ReportBoard:
        if not self.readable:
            raise StoreFull("the card is full")
        days = days_of(self.reports, LATE.day, DAY)[::-1]
        return ReportBoard(now=NOON, deadline=time(17), days=days)

    async def report(self, number: int) -> Report | None:
        if not self.readable:
            raise StoreFull("the card is full")
        return next((one for one in self.reports if one.number == number), None)

    async def days(self, first: date, last: date) -> tuple[ReportDay, ...]:
        if not self.readable:
            raise StoreFull("the card is full")
        if last < first:
            raise FormError("last", "report-range", "at most 366 days")
        return days_of(self.reports[:3], first, last)

    async def correct(self, number: int, why: str, by: Staff) -> int:
        self.done.append(("correct", number, why, by.id))
        return 9

    async def export(self, wanted: WantedReports, by: str, why: str) -> bytes:
        if wanted.last < wanted.first:
            raise FormError("last", "report-range", "at most 366 days")
        self.done.append(("export", wanted, by, why))
        return b"PK"


@pytest.fixture
def reports() -> FakeReports:
    return FakeReports()


def client(
    reports: FakeReports,
    number: str = "2",
    households: FakeHouseholdOffice | None = None,
) -> TestClient:
    desk = FakeSignIn([SUPERVISOR, LEADER, VOLUNTEER])
    households = households or FakeHouseholdOffice()
    web = client_of(Offices(reports=reports, households=households, sign_in=desk))
    web.follow_redirects = False
    web.post("/sign-in", data={"number": number, "pin": "493027"})
    return web


def test_every_day_says_what_became_of_its_report(reports: FakeReports) -> None:
    page = client(reports).get("/reports").text

    assert [page.count(f'data-state="{state}"') for state in ("late", "missing")] == [
        2,
        1,
    ]
    assert "缺报" in page
    assert "已更正" in page
    assert "第 7 号" in page
    assert "下一份于 2026-11-21 17:00 自动生成" in page


def test_the_sheet_says_everything_and_names_nobody(reports: FakeReports) -> None:
    sheet = client(reports).get("/reports/2").text

    assert "留观原因" in sheet
    assert "体温达到发热线 <b>1</b>" in sheet
    assert "<td>25</td><td>0</td><td>4</td><td>1</td><td>30</td>" in sheet
    assert "摄像头: 线被拔了 <b>2</b>" in sheet
    assert "1 测**、2 测**" in sheet
    assert "88:ba9876543210" in sheet
    assert 'class="stamp"' not in sheet
    assert "style=" not in sheet  # the page's own rules forbid it


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "零报告　本时段无需上报的情况。"),
        (1, "迟报　到点时本机未运行"),
        (7, "更正第 2 号　&lt;b&gt;漏记　3 测**"),
        (8, "不能作零报告"),
    ],
)
def test_what_is_special_is_stamped_on_the_sheet(
    reports: FakeReports, number: int, said: str
) -> None:
    assert said in client(reports).get(f"/reports/{number}").text


def test_an_unsure_clock_and_a_demonstration_are_stamped(reports: FakeReports) -> None:
    figures = replace(FULL.figures, unsure=3, demonstration=4)
    reports.reports = (replace(FULL, clock="unsure", figures=figures),)

    sheet = client(reports).get("/reports/2").text

    assert "时钟不准：制表时或 3 次过卡" in sheet
    assert "演示数据：4 次过卡" in sheet


def test_the_work_log_is_the_annex(reports: FakeReports) -> None:
    log = client(reports).get("/reports/2/log").text

    assert "<u>西湖</u>街道" in log
    assert "2026-11-20 17:00 – 2026-11-21 17:00" in log
    assert "共查验 30 人次，进 20，出 10；放行 25" in log
    assert "劝返：出入证已过期 3、" in log
    assert "办结 2（已劝返 2）；未结 1；外出超时未回 1。" in log


def test_a_work_log_without_a_word_of_the_day_says_so() -> None:
    texts = Texts("zh-CN")

    assert "没有任何记录" in work_log(SILENT, texts).work
    assert "在岗：无人签到。" in work_log(QUIET, texts).work
    assert "本时段无需上报" in work_log(QUIET, texts).work
    assert grid_of("") == ("", "", "")
    assert grid_of("甲社区/3") == ("", "甲", "3")


def test_the_statistics_are_a_table_with_its_sums(reports: FakeReports) -> None:
    first = LATE.day.isoformat()

    table = client(reports).get(f"/reports/table?first={first}&last={DAY}").text

    assert table.count("<tr>") == 5
    assert "<u>西湖</u>街道" in table
    assert "<td>58</td>" in table
    assert "缺报" in table


def test_what_cannot_be_handed_out_is_said_on_the_page(reports: FakeReports) -> None:
    web = client(reports)
    days = {"first": "2026-11-22", "last": "2026-11-21"}

    answers = [
        web.get("/reports/table", params=days),
        web.post("/reports/export", data={**days, "form": "json"}),
    ]

    for answer in answers:
        assert answer.status_code == 422
        assert "日期范围不对" in answer.text
        assert 'id="reports"' in answer.text  # and there is a way on


def test_reports_are_handed_out_as_a_file(reports: FakeReports) -> None:
    days = {"first": "2026-11-20", "last": "2026-11-21", "form": "xlsx", "lang": ""}

    answer = client(reports).post("/reports/export", data={**days, "why": "月报"})

    assert answer.headers["content-type"] == "application/zip"
    assert 'filename="reports-2026-11-20' in answer.headers["content-disposition"]
    wanted = WantedReports(first=date(2026, 11, 20), last=DAY, form="xlsx")
    assert reports.done == [("export", wanted, "2 测试乙", "月报")]


def test_only_supervisors_correct_and_volunteers_read_nothing(
    reports: FakeReports,
) -> None:
    form = {"number": "2", "why": "漏记一人"}

    assert client(reports, "1").get("/reports").status_code == 303
    assert client(reports, "2").post("/reports/correct", data=form).status_code == 303
    done = client(reports, "3").post("/reports/correct", data=form)

    assert done.headers["hx-redirect"] == "/reports/9"
    assert reports.done == [("correct", 2, "漏记一人", "3")]


def test_the_household_form_is_printed_and_its_purpose_asked(
    reports: FakeReports,
) -> None:
    house = FakeHouseholdOffice()
    web = client(reports, households=house)
    asked = {"household": "3-2-501", "why": "底数核对", "form": "print"}

    form = web.post("/reports/household", data=asked).text
    house.refusal = FormError("household", "no-number", "it is none")
    wrong = web.post("/reports/household", data={"household": "nobody"})

    assert house.told == [
        ("print", {"household": "3-2-501", "why": "底数核对"}, "2 测试乙")
    ]
    assert "<u>甲</u>社区" in form
    assert "自住□" in form
    assert form.count("省外□") == 7
    assert "<td>0123456789ab</td>" in form
    assert "记录至 7:abc　摘要 0000000000000000" in form
    assert "style=" not in form
    assert wrong.status_code == 422
    assert "nobody" not in wrong.text


def test_the_household_form_is_a_file_too(reports: FakeReports) -> None:
    web = client(reports)
    asked = {"household": "3-2-501", "why": "底数核对", "form": "xlsx"}

    answer = web.post("/reports/household", data=asked)

    assert answer.headers["content-type"] == "application/zip"
    assert f"household-{HOUSE}.zip" in answer.headers["content-disposition"]


def test_what_is_not_there_or_not_readable_is_said(reports: FakeReports) -> None:
    web = client(reports)

    assert web.get("/reports/99").status_code == 404
    assert web.get("/reports/0").status_code == 422
    reports.readable = False
    assert "读不出" in web.get("/reports").text
    assert web.get("/reports/2").status_code == 503
    days = "first=2026-11-20&last=2026-11-21"
    assert web.get(f"/reports/table?{days}").status_code == 503


def test_without_households_there_is_no_form_of_one(reports: FakeReports) -> None:
    web = client_of(Offices(reports=reports))

    assert "/reports/household" not in web.get("/reports").text
    assert web.post("/reports/household").status_code == 405


def test_other_machines_see_nothing(reports: FakeReports) -> None:
    far = client_of(Offices(reports=reports), REMOTE)

    for path in ("/reports", "/reports/2", "/reports/2/log"):
        assert far.get(path).status_code == 403
