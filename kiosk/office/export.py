"""Exports of the log: CSV, XLSX or JSON lines, written as a stream, with a manifest.

The manifest says what was asked for, how many rows of what there are, the journal's
head and the SHA-256 of every file, so that a copy can be told from the original.
"""

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from kiosk.office.harmless import harmless
from kiosk.office.pulled import TIMES, Table
from kiosk.office.workbook import Cell, Sheet, write_workbook

Format = Literal["csv", "xlsx", "jsonl"]
FORMATS: Final[tuple[Format, ...]] = ("csv", "xlsx", "jsonl")
Progress = Callable[[int], None]

_UTC: Final = ("Z", "+00:00")
_EIGHT_HOURS: Final = timedelta(hours=8)  # China has one zone and no summer time
_TELL_EVERY: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written into one file.

    Attributes:
        file: Where.
        rows: How many of each table.
        sha256: Of the file, 64 hex digits.
    """

    file: Path
    rows: Mapping[str, int]
    sha256: str


def export(
    tables: Iterable[Table],
    folder: Path,
    form: Format,
    progress: Progress = lambda _count: None,
) -> list[Exported]:
    """Write tables to new files, mode as the folder gives it.

    Args:
        tables: Read once, one after the other, few rows at a time.
        folder: Has none of these files yet.
        form: ``csv`` (UTF-8 with BOM, as Excel expects) or ``jsonl``, a file each, or
            ``xlsx``, a sheet each.
        progress: Told now and then how many more rows were written. What it raises
            ends the export.

    Raises:
        FileExistsError: There is something of that name.
        OSError: It cannot be written.
    """
    watched = [_Watched(table, progress) for table in tables]
    if form == "xlsx":
        file = folder / "log.xlsx"
        write_workbook(file, map(_sheet, watched))
        return [_exported(file, watched)]
    written = []
    for table in watched:
        file = folder / f"{table.table.name}.{form}"
        write = _write_csv if form == "csv" else _write_lines
        write(table, file)
        written.append(_exported(file, [table]))
    return written


def manifest(
    files: Iterable[Exported],
    *,
    asked: Mapping[str, str],
    head: str,
    by: str,
    at: datetime,
) -> dict[str, Any]:
    """What an export is, for the file beside it and for the journal's row."""
    return {
        "files": {
            one.file.name: {"rows": dict(one.rows), "sha256": one.sha256}
            for one in files
        },
        "asked": dict(asked),
        "journal_head": head,
        "by": by,
        "at": at.isoformat(),
    }


class _Watched:
    """A table whose rows are counted on their way."""

    def __init__(self, table: Table, progress: Progress) -> None:
        self.table, self.count, self._progress = table, 0, progress

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row in self.table.rows:
            self.count += 1
            if self.count % _TELL_EVERY == 0:
                self._progress(_TELL_EVERY)
            yield row
        self._progress(self.count % _TELL_EVERY)


def _exported(file: Path, tables: Iterable[_Watched]) -> Exported:
    with file.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    rows = {one.table.name: one.count for one in tables}
    return Exported(file=file, rows=rows, sha256=digest)


def _sheet(watched: _Watched) -> Sheet:
    table = watched.table
    return Sheet(name=table.title, heads=table.heads, rows=_cells(watched))


def _write_csv(watched: _Watched, file: Path) -> None:
    with file.open("x", encoding="utf-8-sig", newline="") as out:
        sheet = csv.writer(out)
        sheet.writerow(watched.table.heads)
        sheet.writerows(_cells(watched))


def _write_lines(watched: _Watched, file: Path) -> None:
    keys = watched.table.keys
    with file.open("x", encoding="utf-8") as out:
        for row in watched:
            said = dict(zip(keys, row, strict=True))
            out.write(json.dumps(said, ensure_ascii=False) + "\n")


def _cells(watched: _Watched) -> Iterator[list[Cell]]:
    """Rows as a spreadsheet takes them: times of China, and no formula."""
    times = [place for place, key in enumerate(watched.table.keys) if key in TIMES]
    for row in watched:
        cells = [harmless(v) if v.__class__ is str else v for v in row]
        for place in times:
            cells[place] = _china(cells[place])
        yield cells


def _china(stored: Cell) -> Cell:
    """A stored time on a clock in China, to the second; what is none stays as it is."""
    if not isinstance(stored, str) or not stored.endswith(_UTC):
        return stored
    try:
        return datetime.fromisoformat(stored[:19]) + _EIGHT_HOURS
    except (ValueError, OverflowError):
        return stored
