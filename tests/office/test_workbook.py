"""Workbooks, read back by openpyxl."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from kiosk.office.workbook import Cell, Sheet, write_workbook


def sheet(rows: Iterable[Sequence[Cell]], name: str = "过卡") -> Sheet:
    return Sheet(name=name, heads=("序号", "时间"), rows=rows)


def kept(char: str) -> str:
    """What XML has no place for is replaced."""
    if char == "\r":
        return "\n"
    banned = char < " " and char not in "\t\n"
    lone = "\ud800" <= char <= "\udfff"
    return "\ufffd" if banned or lone or char in "\x7f\ufffe\uffff" else char


def read(file: Path) -> dict[str, list[list[object]]]:
    book = load_workbook(file)
    return {
        tab.title: [list(row) for row in tab.iter_rows(values_only=True)]
        for tab in book.worksheets
    }


def test_numbers_texts_and_times_come_back_as_such(tmp_path: Path) -> None:
    noon = datetime(2026, 11, 21, 12, 0, 1)  # noqa: DTZ001 - as a clock shows it
    rows: list[list[Cell]] = [[1, noon], [36.5, None], [None, " 甲 乙\n"], ["", -7]]

    write_workbook(tmp_path / "x.xlsx", [sheet(rows)])

    tab = load_workbook(tmp_path / "x.xlsx")["过卡"]
    assert [[c.value for c in row] for row in tab.iter_rows(min_row=2)] == [
        [1, noon],
        [36.5, None],
        [None, " 甲 乙\n"],
        ["", -7],
    ]
    assert tab["B2"].is_date
    assert tab.freeze_panes == "A2"


@example("_x0041_ & <c> ]]> \x00\x0b\x1f\r\n\ud800\uffff")
@example("=1+1")
@given(st.text(st.characters(), max_size=40))
def test_any_text_is_a_text_and_stops_nothing(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.mktemp("books") / "x.xlsx"

    write_workbook(file, [sheet([[text, "after"]])])

    found, after = (cell for cell in load_workbook(file).worksheets[0][2])
    assert unescape(str(found.value or "")) == "".join(map(kept, text))
    assert found.data_type != "f"
    assert after.value == "after"


def test_what_is_too_much_for_a_sheet_goes_on_in_the_next(tmp_path: Path) -> None:
    rows = ([n, None] for n in range(1, 6))

    write_workbook(tmp_path / "x.xlsx", [sheet(rows), sheet([], "空")], most_rows=3)

    found = read(tmp_path / "x.xlsx")
    assert list(found) == ["过卡", "过卡 2", "过卡 3", "空"]
    assert [[row[0] for row in tab] for tab in found.values()] == [
        ["序号", 1, 2],
        ["序号", 3, 4],
        ["序号", 5],
        ["序号"],
    ]


def test_a_full_sheet_has_none_after_it(tmp_path: Path) -> None:
    write_workbook(tmp_path / "x.xlsx", [sheet([[1, None], [2, None]])], most_rows=3)

    assert list(read(tmp_path / "x.xlsx")) == ["过卡"]


def test_what_no_cell_holds_is_cut_or_left_out(tmp_path: Path) -> None:
    write_workbook(tmp_path / "x.xlsx", [sheet([["x" * 40_000, float("nan")]])])

    _heads, row = read(tmp_path / "x.xlsx")["过卡"]
    assert len(str(row[0])) == 32_767
    assert row[1] is None


def test_rows_are_written_as_they_come(tmp_path: Path) -> None:
    """Whoever asks for the last row finds the first ones in the file."""
    file, sizes = tmp_path / "x.xlsx", list[int]()

    def rows() -> Iterator[list[Cell]]:
        for number in range(20_000):
            if number % 5_000 == 0:
                sizes.append(file.stat().st_size)
            yield [number, f"{number * 7919:x}"]

    write_workbook(file, [sheet(rows())])

    assert sizes == sorted(set(sizes))


def test_the_same_rows_make_the_same_file(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, [sheet([[1, "x"]])])

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with ZipFile(tmp_path / "a.xlsx") as book:
        assert book.testzip() is None


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_text("mine")

    with pytest.raises(FileExistsError):
        write_workbook(tmp_path / "x.xlsx", [sheet([])])
