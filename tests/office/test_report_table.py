"""Reports as files: what was typed into settings or reports is never a formula."""

import io
import json
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from kiosk.core.report_days import ReportDay
from kiosk.office.report_table import FORMS, report_file
from tests.core.reports import DAY, FULL

EVIL = replace(
    FULL,
    place={**FULL.place, "grid": "县/=HYPERLINK(1)街道/@甲社区/＝3"},
    corrects=1,
    why="=1+1",
    figures=replace(FULL.figures, staff=("=1 测**",)),
)
DAYS = (ReportDay(day=DAY, reports=(EVIL,)),)


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
def test_no_cell_of_a_report_is_a_formula() -> None:
    book = load_workbook(io.BytesIO(report_file(DAYS, "xlsx").content))

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    texts = [str(cell.value) for cell in cells if cell.data_type != "n"]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert not [text for text in texts if text[:1] in "=+-@＝＋－＠" and text]


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
def test_a_work_log_has_every_field_of_the_annex_and_room_to_sign() -> None:
    _, log = load_workbook(io.BytesIO(report_file(DAYS, "xlsx").content)).worksheets

    heads, row = log.iter_rows(values_only=True)
    assert heads == (
        *("日期", "街道", "社区", "网格", "巡查时间", "工作情况", "处置情况"),
        *("处置结果", "网格员（签字）：", "网格长（签字）："),
    )
    assert row[1:4] == ("'=HYPERLINK(1)", "'@甲", "'＝3")
    assert row[-2:] == ("", "")


def test_a_program_reads_the_work_log_too() -> None:
    told = json.loads(report_file(DAYS, "json").content)

    log = told["days"][0]["reports"][0]["work_log"]
    assert (log["grid"], log["since"]) == ("＝3", "2026-11-20 17:00")
    assert "共查验 30 人次" in log["situation"]
    assert set(FORMS) == {"json", "xlsx"}
