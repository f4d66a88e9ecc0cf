"""Reports are read by the month, corrected by a second row, and handed out."""

import hashlib
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from kiosk.core.errors import FormError
from kiosk.core.record import Kind
from kiosk.core.report_days import DayState
from kiosk.core.staff import Role, Staff
from kiosk.ports import ReportForm, WantedReports
from kiosk.store.reading import JournalReader
from tests.app.report_rig import HOUR_S, ReportRig, afternoon, china, first_report
from tests.store.scenes import journal, passage

SUPERVISOR = Staff(id="7", name="测试戊", role=Role.SUPERVISOR)
DAY = date(2026, 11, 21)
DAY_S = 24 * HOUR_S


async def test_the_board_shows_every_day_since_the_first(tmp_path: Path) -> None:
    async with afternoon(tmp_path) as rig:
        empty = await rig.office.board()
        rig.clock.turn(1.1 * HOUR_S)
        await rig.made()
        rig.clock.turn(2 * DAY_S)

        board = await rig.office.board()

    assert empty.days == ()
    assert [(day.day.day, day.state) for day in board.days] == [
        (23, DayState.MISSING),
        (22, DayState.MISSING),
        (21, DayState.ZERO),
    ]
    assert rig.office.grid == "县/街道/社区/3"


async def test_a_correction_is_a_second_row_that_names_the_first(
    tmp_path: Path,
) -> None:
    async with first_report(tmp_path) as rig:
        await rig.pen.append(passage(1, outcome="not-passed", verdict=None, undoes=1))

        number = await rig.office.correct(1, " 漏记一人 ", SUPERVISOR)
        rig.clock.turn(DAY_S)
        (following,) = await rig.maker.make_due()
        first, second = await rig.office.report(1), await rig.office.report(number)
        days = await rig.office.days(DAY, DAY)

    assert first is not None
    assert second is not None
    assert (number, second.corrects, second.why) == (2, 1, "漏记一人")
    assert (second.by, second.late, second.day) == ("7 测**", None, DAY)
    assert (first.summary.passages, second.summary.passages) == (1, 0)
    assert second.summary.through == first.summary.through == 1
    assert days[0].reports == (first, second)
    # The next one goes on from the report, not from its correction.
    assert (following.number, following.summary.after) == (3, 1)


@pytest.mark.parametrize(
    ("number", "why", "slug"),
    [(1, "x", "missing"), (1, "x" * 201, "missing"), (9, "wrong", "report-unknown")],
)
async def test_what_cannot_be_corrected_is_refused(
    tmp_path: Path, number: int, why: str, slug: str
) -> None:
    async with first_report(tmp_path) as rig:
        with pytest.raises(FormError) as refused:
            await rig.office.correct(number, why, SUPERVISOR)

        assert rig.pen.head.seq == 2
    assert refused.value.slug == slug


async def test_an_old_report_and_a_dead_journal_are_no_place_to_correct(
    tmp_path: Path,
) -> None:
    async with first_report(tmp_path) as rig:
        pass
    with pytest.raises(FormError) as dead:
        await rig.office.correct(1, "wrong", SUPERVISOR)
    rig.clock.turn(32 * DAY_S)
    with pytest.raises(FormError) as old:
        await rig.office.correct(1, "wrong", SUPERVISOR)

    assert (dead.value.slug, old.value.slug) == ("report-unrecorded", "report-old")


async def exported(store: Path, form: ReportForm) -> ZipFile:
    """What the office hands out of two days, the first of which held somebody."""
    held = passage(1, verdict="hold", reasons=["fever"])
    async with first_report(store, held) as rig:
        rig.clock.turn(DAY_S)
        wanted = WantedReports(first=DAY, last=DAY + timedelta(days=9), form=form)
        handed = await rig.office.export(wanted, "7 测试戊", " 月报 ")
        return ZipFile(io.BytesIO(handed))


async def test_reports_are_handed_out_for_programs(tmp_path: Path) -> None:
    told = json.loads((await exported(tmp_path, "json")).read("reports.json"))

    assert [day["state"] for day in told["days"]] == ["made", "missing"]
    assert told["days"][0]["reports"][0]["figures"]["held"] == {"fever": 1}
    assert told["totals"]["hold"] == 1


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
async def test_reports_are_handed_out_as_tables(tmp_path: Path) -> None:
    file = (await exported(tmp_path, "xlsx")).read("reports.xlsx")

    table, log = load_workbook(io.BytesIO(file)).worksheets
    rows = [list(row) for row in table.iter_rows(values_only=True)]
    assert rows[0][:4] == ["日期", "状态", "查验", "进"]
    assert rows[1][:4] == ["2026-11-21", "已出", 1, 1]
    assert [row[0] for row in rows[2:]] == ["2026-11-22", "合计"]
    (_, written) = log.iter_rows(values_only=True)
    assert "现场留观：体温达到发热线 1。" in str(written[6])


async def test_what_was_handed_out_is_recorded_and_its_manifest_says_the_same(
    tmp_path: Path,
) -> None:
    bundle = await exported(tmp_path, "xlsx")

    manifest = json.loads(bundle.read("manifest.json"))
    row = json.loads(JournalReader(tmp_path).last(1, kind=Kind.AUDIT)[0].payload)
    assert (row["event"], row["form"]) == ("reports-exported", "xlsx")
    assert manifest.items() <= row.items()
    assert manifest["asked"] == {"first": "2026-11-21", "last": "2026-11-30"}
    assert manifest["files"]["reports.xlsx"] == {
        "rows": {"days": 2, "reports": 1},
        "sha256": hashlib.sha256(bundle.read("reports.xlsx")).hexdigest(),
    }
    assert manifest["journal_head"].startswith("2:")
    assert "月报" not in str(row)  # it may name somebody


async def test_a_range_that_makes_no_sense_is_refused(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        rig = ReportRig(tmp_path, pen, china(21, 16))
        for last in (DAY - timedelta(days=1), DAY + timedelta(days=366)):
            with pytest.raises(FormError) as refused:
                await rig.office.days(DAY, last)
            assert refused.value.slug == "report-range"
        back = WantedReports(first=DAY, last=DAY - timedelta(days=1), form="json")
        with pytest.raises(FormError):
            await rig.office.export(back, "x", "月报")
        with pytest.raises(FormError, match="2 to 80"):
            await rig.office.export(replace(back, last=DAY), "x", " 月 ")

        assert await rig.office.days(DAY, DAY) == ()
        assert pen.head.seq == 0
