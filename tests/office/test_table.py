import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.office import table
from kiosk.office.table import TableUnreadable, read_table
from tests.office.passes import workbook

ROWS = [["户号", "类别"], ["3-2-501", "常住, 测试"]]


def read(path: Path) -> list[list[object]]:
    return [list(row) for row in read_table(path)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_in_the_usual_encodings(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    path = tmp_path / "roll.csv"
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in ROWS)
    path.write_bytes(text.encode(encoding))

    assert read(path) == ROWS


def test_an_xlsx_is_told_by_its_content_not_its_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "roll.xlsx", ROWS)
    named = path.rename(tmp_path / "roll.csv")

    assert read(named) == ROWS


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no text"),
        (b"a,b\n1,\0", "no text"),
        (b"\xff\xfea", "no text"),
        (b'a,b\n"1,2\n', "without end"),
        (b'a,b\n"1"2,3\n', "quote"),
        (b"a,b\n" + b"x" * 200_000, "without end"),
        (b"PK\x03\x04 not really", "no whole .xlsx"),
    ],
)
def test_what_is_no_table_is_refused(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    path = tmp_path / "roll.csv"
    path.write_bytes(content)

    with pytest.raises(TableUnreadable, match=problem) as refused:
        read(path)
    assert refused.value.slug == "table-unreadable"


def test_a_truncated_or_altered_xlsx_is_refused_or_read(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "roll.xlsx", ROWS).read_bytes()
    path = tmp_path / "part.xlsx"
    for size in range(2, len(whole), len(whole) // 40):
        path.write_bytes(whole[:size])
        with pytest.raises(TableUnreadable):
            read(path)
    for place in range(0, len(whole), len(whole) // 60):
        path.write_bytes(whole[:place] + b"\xff" + whole[place + 1 :])
        try:
            read(path)
        except TableUnreadable:
            continue


@pytest.mark.parametrize("xml", ["<!DOCTYPE lolz [{}]>", ""])
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, xml: str) -> None:
    path = workbook(tmp_path / "roll.xlsx", ROWS)
    if xml:
        entities = '<!ENTITY a0 "lol">' + "".join(
            f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
        )
        bomb = f"<?xml version='1.0'?>{xml.format(entities)}<worksheet>&a9;</worksheet>"
        body = bomb.encode()
    else:
        body = bytes(80 << 20)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/worksheets/sheet1.xml"] = body
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)

    with pytest.raises(TableUnreadable):
        read(path)


def test_a_file_that_is_missing_or_too_large_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "roll.csv"
    with pytest.raises(TableUnreadable, match=r"roll\.csv cannot be read"):
        read(path)
    path.write_text("a\n" * 50)
    monkeypatch.setattr(table, "MOST_ROWS", 40)
    with pytest.raises(TableUnreadable, match="more than 40 rows"):
        read(path)
    monkeypatch.setattr(table, "LARGEST_FILE", 10)
    with pytest.raises(TableUnreadable, match="split it"):
        read(path)


@given(st.binary(max_size=200))
def test_any_bytes_give_rows_or_a_table_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    for candidate in (data, b"PK\x03\x04" + data):
        path.write_bytes(candidate)
        try:
            rows = read(path)
        except TableUnreadable:
            continue
        assert all(isinstance(cell, str) for row in rows for cell in row)
