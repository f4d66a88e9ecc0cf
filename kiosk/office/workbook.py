"""Workbooks (XLSX) written as a stream: constant memory, sheet by sheet, row by row.

openpyxl's write-only mode takes four times as long, which 100,000 passages at a
checkpoint cannot spare; only what a plain table needs is written here: text, numbers
and times (ECMA-376, parts 1 and 4: SpreadsheetML with inline strings).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain, islice
from math import isfinite
from pathlib import Path
from string import ascii_uppercase
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZipFile

Cell = str | float | datetime | None
"""What a cell can hold; a datetime is naive, as a clock on the wall shows it."""

_Row = Sequence[Cell]
_Draw = Callable[[int, _Row], str]

MOST_ROWS: Final = 1_048_576
"""Of one sheet, its heads among them; what is more goes on in a sheet after it."""

_LONGEST: Final = 32_767  # characters of a cell
_AT_ONCE: Final = 500
_DAY_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's days have no zone
_DAY_S: Final = 86_400
_TIME_STYLE: Final = 1
_RULED_STYLE: Final = 2

# Characters that are no XML, those that are markup, a carriage return (which XML reads
# as a line feed) and what spreadsheets take for an escaped character.
_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff&<>]|_(?=x[0-9A-Fa-f]{4}_)"
)
_SAFE: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "\n", "_": "_x005F_"}

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_DEFAULTS: Final = (
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
)
_STYLES: Final = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy-mm-dd hh:mm:ss"/>'
    "</numFmts>"
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="2"><border/><border><left style="thin"/><right style="thin"/>'
    '<top style="thin"/><bottom style="thin"/></border></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf xfId="0"/>'
    '<xf numFmtId="164" applyNumberFormat="1" xfId="0"/>'
    '<xf borderId="1" applyBorder="1" applyAlignment="1" xfId="0">'
    '<alignment vertical="top" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)
_SHEET: Final = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    '</sheetView></sheetViews><sheetFormatPr defaultColWidth="18"'
    ' defaultRowHeight="15"/><sheetData>'
)
_SHEET_END: Final = "</sheetData></worksheet>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of a workbook.

    Attributes:
        name: What its tab says, up to 25 characters, no ``[]:*?/`` or backslash.
        heads: Its first row, up to 26.
        rows: Read once, few at a time; each as wide as ``heads``.
        ruled: Whether every cell has lines around it, also an empty one, and breaks
            its lines: a form to be filled in. Holds texts alone.
    """

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    ruled: bool = False


def write_workbook(
    file: Path, sheets: Iterable[Sheet], most_rows: int = MOST_ROWS
) -> None:
    """Write a new workbook.

    Args:
        file: Must not exist.
        sheets: At least one, their names different.
        most_rows: When a table goes on in the next sheet; at least 2.

    Raises:
        FileExistsError: There is something of that name.
        OSError: It cannot be written.
    """
    with file.open("xb") as out:
        stream_workbook(out, sheets, most_rows)


def stream_workbook(
    out: IO[bytes], sheets: Iterable[Sheet], most_rows: int = MOST_ROWS
) -> None:
    """The same to an open file; one in memory needs no card that may be full."""
    names: list[str] = []
    with _package(out) as book:
        for sheet in sheets:
            for part, rows in enumerate(_portions(sheet.rows, most_rows - 1), start=1):
                names.append(sheet.name if part == 1 else f"{sheet.name} {part}")
                path = f"xl/worksheets/sheet{len(names)}.xml"
                with book.open(path, "w", force_zip64=True) as to:
                    draw = _ruled_row if sheet.ruled else _row
                    _write_sheet(to, chain([sheet.heads], rows), draw)
        for path, text in _frame(names):
            with book.open(path, "w") as to:  # writestr would note the time of day
                to.write(text.encode())


def _package(out: IO[bytes]) -> ZipFile:
    return ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1)  # the gate needs the core


def _portions(rows: Iterable[_Row], most: int) -> Iterator[Iterator[_Row]]:
    """Cut rows into stretches of up to ``most``, one even when there are none."""
    rest = iter(rows)
    yield islice(rest, most)
    for first in rest:
        yield islice(chain([first], rest), most)


def _write_sheet(out: IO[bytes], rows: Iterator[_Row], draw: _Draw) -> None:
    out.write(_SHEET.encode())
    numbered = enumerate(rows, start=1)
    while texts := [draw(number, row) for number, row in islice(numbered, _AT_ONCE)]:
        out.write("".join(texts).encode())
    out.write(_SHEET_END.encode())


def _row(number: int, row: _Row) -> str:
    cells = []
    for column, value in zip(ascii_uppercase, row, strict=False):
        if isinstance(value, str):
            cells.append(f'<c r="{column}{number}" t="inlineStr">{_inline(value)}</c>')
        elif isinstance(value, datetime):
            days = _days(value)
            cells.append(f'<c r="{column}{number}" s="{_TIME_STYLE}"><v>{days}</v></c>')
        elif value is not None and isfinite(value):
            cells.append(f'<c r="{column}{number}"><v>{value!r}</v></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'


def _ruled_row(number: int, row: _Row) -> str:
    cells = (
        f'<c r="{column}{number}" s="{_RULED_STYLE}" t="inlineStr">'
        f"{_inline(str(value or ''))}</c>"
        for column, value in zip(ascii_uppercase, row, strict=False)
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


@lru_cache(maxsize=1024)  # columns of words repeat
def _inline(text: str) -> str:
    text = _UNSAFE.sub(_escaped, text[:_LONGEST])
    return f'<is><t xml:space="preserve">{text}</t></is>'


def _days(moment: datetime) -> str:
    passed = moment - _DAY_ZERO
    return f"{passed.days + passed.seconds / _DAY_S:.10f}"


def _escaped(found: re.Match[str]) -> str:
    return _SAFE.get(found[0], "\ufffd")


def _frame(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The files around the sheets."""
    numbers = range(1, len(names) + 1)
    main = f"{_TYPE}.sheet.main+xml"
    parts = {"workbook": main, "styles": f"{_TYPE}.styles+xml"} | {
        f"worksheets/sheet{n}": f"{_TYPE}.worksheet+xml" for n in numbers
    }
    overrides = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{kind}"/>'
        for part, kind in parts.items()
    )
    types = f'<Types xmlns="{_PACKAGE}/content-types">{_DEFAULTS}{overrides}</Types>'
    yield "[Content_Types].xml", _XML + types
    yield "_rels/.rels", _relations({1: ("officeDocument", "xl/workbook.xml")})
    sheets = {n: ("worksheet", f"worksheets/sheet{n}.xml") for n in numbers}
    styles = {len(names) + 1: ("styles", "styles.xml")}
    yield "xl/_rels/workbook.xml.rels", _relations(sheets | styles)
    tabs = "".join(
        f'<sheet name="{_UNSAFE.sub(_escaped, name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    tabs = f'<sheets xmlns:r="{_OFFICE}">{tabs}</sheets>'
    yield "xl/workbook.xml", f'{_XML}<workbook xmlns="{_MAIN}">{tabs}</workbook>'
    yield "xl/styles.xml", _STYLES


def _relations(targets: Mapping[int, tuple[str, str]]) -> str:
    said = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in targets.items()
    )
    return (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{said}</Relationships>'
    )
