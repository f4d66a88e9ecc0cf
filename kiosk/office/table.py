"""Tables as people send them: .csv in the usual encodings, .xlsx; cells only.

What comes from a person's computer may be damaged or made to harm: sizes are bounded
before anything is unpacked, and every failure is a ``TableUnreadable``.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Final

from kiosk.core.errors import ConfigError

Cell = str | date
"""A text, trimmed, or a date where a spreadsheet made one of it."""

LARGEST_FILE: Final = 20 << 20
MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 64
LONGEST_CELL: Final = 1000
_LARGEST_UNPACKED: Final = 64 << 20
_SEPARATORS: Final = ",\t;，"
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_NOT_TEXT: Final = "is no text in UTF-8 or GB18030; save it as .csv or .xlsx again"


class TableUnreadable(ConfigError):
    """A file is no table that can be read; says which and what to do."""

    slug = "table-unreadable"

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path} {problem}")
        self.problem = problem


def read_table(path: Path) -> Iterator[list[Cell]]:
    """Read the rows of a .csv or the first sheet of an .xlsx, blank ones too.

    Raises:
        TableUnreadable: As soon as something is wrong with the file as such.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as exc:
        problem = f"cannot be read ({exc.strerror or type(exc).__name__})"
        raise TableUnreadable(path, problem) from exc
    if len(data) > LARGEST_FILE:
        raise TableUnreadable(path, f"has more than {LARGEST_FILE >> 20} MiB; split it")
    rows = _xlsx(path, data) if data.startswith(b"PK") else _csv(path, data)
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise TableUnreadable(path, f"has more than {MOST_ROWS} rows; split it")
        yield row


def _csv(path: Path, data: bytes) -> Iterator[list[Cell]]:
    text = _decoded(path, data)
    first = text.lstrip().partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in lines:
            yield [cell.strip() for cell in row[:MOST_COLUMNS]]
    except csv.Error:
        raise TableUnreadable(
            path, f"is no table: line {lines.line_num} has a quote or cell without end"
        ) from None


def _decoded(path: Path, data: bytes) -> str:
    marked = data.startswith(_UTF_16_MARKS)  # what Excel calls Unicode text
    for encoding in ("utf-16",) if marked else _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TableUnreadable(path, _NOT_TEXT)


def _xlsx(path: Path, data: bytes) -> list[list[Cell]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        rows = _sheet(data) if unpacked <= _LARGEST_UNPACKED else None
    # openpyxl lets whatever it trips over in a damaged file through: KeyError,
    # TypeError, zlib.error, ParseError …; each means that the file is bad.
    except Exception:  # noqa: BLE001
        raise TableUnreadable(path, "is no whole .xlsx file; save it again") from None
    if rows is None:
        raise TableUnreadable(path, "unpacks to far too much; split it")
    return rows


def _sheet(data: bytes) -> list[list[Cell]]:
    # Imported where it is needed: most kiosks never see a spreadsheet.
    from openpyxl import load_workbook  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and filters
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True)
        return [_cells(row) for row in islice(rows, MOST_ROWS + 1)]


def _cells(row: Iterable[object]) -> list[Cell]:
    cells = [_cell(value) for value in row]
    while cells and not cells[-1]:  # a sheet is as wide as its widest row, or wider
        cells.pop()
    return cells


def _cell(value: object) -> Cell:
    match value:
        case None:
            return ""
        case datetime():
            return value.date()
        case date():
            return value
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).strip()
