import csv
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from kiosk.core.log_query import LoggedPassage
from kiosk.office.export import FORMATS, Format, export


def row(seq: int = 1, **said: str) -> LoggedPassage:
    texts = {
        "passage": "p1",
        "lane": "1",
        "direction": "in",
        "outcome": "decided",
        "verdict": "allow",
        "reason": "",
        "pass_class": "resident",
    }
    at = "2026-11-21T04:00:00.000000Z"
    return LoggedPassage(seq=seq, at=at, celsius=36.5, **(texts | said))


def table(file: Path) -> list[list[object]]:
    if file.suffix == ".csv":
        with file.open(encoding="utf-8-sig", newline="") as text:
            return [list(line) for line in csv.reader(text)]
    if file.suffix == ".xlsx":
        sheet = load_workbook(file).worksheets[0]
        return [list(line) for line in sheet.iter_rows(values_only=True)]
    return [list(json.loads(line).values()) for line in file.read_text().splitlines()]


def test_a_spreadsheet_opens_the_csv_as_chinese(tmp_path: Path) -> None:
    export([row()], tmp_path / "log.csv", "csv")

    assert (tmp_path / "log.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    heads, first = table(tmp_path / "log.csv")
    assert heads[:2] == ["序号", "时间"]
    assert first[:2] == ["1", "2026-11-21 12:00:00"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_passage_is_written_once_and_told(tmp_path: Path, form: Format) -> None:
    told: list[int] = []
    rows = (row(n) for n in range(1, 2501))

    done = export(rows, tmp_path / f"log.{form}", form, told.append)

    assert done.count == 2500
    assert told == [1000, 2000]
    assert len(table(tmp_path / f"log.{form}")) == 2500 + (form != "jsonl")


def test_an_empty_log_is_a_table_without_rows(tmp_path: Path) -> None:
    assert export([], tmp_path / "log.xlsx", "xlsx").count == 0
    assert len(table(tmp_path / "log.xlsx")) == 1


@settings(max_examples=40)
@given(
    text=st.text(max_size=12), sign=st.sampled_from(["=", "+", "-", "@", "\t", "＝"])
)
def test_no_value_is_a_formula_and_none_stops_an_export(
    tmp_path_factory: pytest.TempPathFactory, text: str, sign: str
) -> None:
    folder = tmp_path_factory.mktemp("exports")
    text = text.encode("utf-8", "replace").decode("utf-8")  # no lone surrogates
    for form in FORMATS:
        file = folder / f"log.{form}"
        export([row(reason=sign + text, lane=text)], file, form)
        if form != "jsonl":
            for cell in table(file)[1]:
                assert not str(cell or "").startswith(("=", "+", "-", "@", "＝"))


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("mine")

    with pytest.raises(FileExistsError):
        export([row()], tmp_path / "log.csv", "csv")
