"""The household's form as a file says what the paper says."""

import io
import json
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from kiosk.office.household_form import household_file
from kiosk.web.household_form import COLUMNS
from tests.web.households import HOUSE, SHEET


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
def test_the_table_has_a_row_each_and_lines_to_write_on() -> None:
    evil = replace(SHEET.members[0], masked_name="=cmd**")
    sheet = replace(SHEET, members=(evil, *SHEET.members[1:]))

    file = household_file(sheet, "xlsx")

    assert (file.name, file.rows) == ("household.xlsx", {"members": 2})
    members, whole = load_workbook(io.BytesIO(file.content)).worksheets
    table = list(members.iter_rows())
    assert [len(row) for row in table] == [len(COLUMNS)] * 8
    assert [cell.value for cell in table[0]][:4] == [
        *("姓名", "性别（手填）", "身份证号（手填）", "工作单位（手填）")
    ]
    assert table[1][0].value == "'=cmd**"
    assert {cell.border.left.style for row in table for cell in row} == {"thin"}
    said = {row[0]: row[1] for row in whole.iter_rows(values_only=True)}
    assert (said["街道"], said["社区"], said["网格"]) == ("西湖", "甲", "3")
    assert (said["户标识"], said["制表时间"]) == (HOUSE, "2026-11-21 12:00")
    assert said["居住类型："] == "自住□\n租住□\n借住□"


@pytest.mark.parametrize("form", ["json", "print"])
def test_a_program_reads_facts_with_their_times(form: str) -> None:
    told = json.loads(household_file(SHEET, form).content)

    assert told["by_hand"] == [*("address", "living", "sex", "id", "employer", "phone")]
    assert (told["street"], told["address"]) == ("西湖", None)
    first, second = told["members"]
    assert first["celsius"] == {"value": 36.52, "at": "2026-11-21T04:00:00+00:00"}
    assert (first["out"], first["sex"], second["name"]) == (True, None, None)
