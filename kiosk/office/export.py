"""Exports of the log: CSV, XLSX or JSON lines, written as a stream, with a manifest.

The manifest says what was asked for, how many passages there are, the journal's head
and the SHA-256 of the file, so that a copy can be told from the original.
"""

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from openpyxl import Workbook

from kiosk.core.china import CHINA
from kiosk.core.log_query import LoggedPassage

Format = Literal["csv", "xlsx", "jsonl"]
FORMATS: Final[tuple[Format, ...]] = ("csv", "xlsx", "jsonl")
Progress = Callable[[int], None]

_HEADS: Final = (
    "序号",
    "时间",
    "过卡编号",
    "通道",
    "方向",
    "结果",
    "结论",
    "原因",
    "证类",
    "体温℃",
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MOST_ROWS: Final = 1_048_575  # of a sheet, beside its heads
_TELL_EVERY: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written.

    Attributes:
        count: Passages.
        sha256: Of the file, 64 hex digits.
    """

    count: int
    sha256: str


def export(
    passages: Iterable[LoggedPassage],
    file: Path,
    form: Format,
    progress: Progress = lambda _count: None,
) -> Exported:
    """Write passages to a new file, mode as the folder gives it.

    Args:
        passages: Oldest first; read once, few at a time.
        file: Must not exist.
        form: ``csv`` (UTF-8 with BOM, as Excel expects), ``xlsx`` or ``jsonl``.
        progress: Told now and then how many were written.

    Raises:
        FileExistsError: There is something of that name.
        OSError: It cannot be written.
    """
    counted = _Counted(passages, progress)
    if form == "xlsx":
        _write_xlsx(counted, file)
    elif form == "csv":
        with file.open("x", encoding="utf-8-sig", newline="") as out:
            sheet = csv.writer(out)
            sheet.writerow(_HEADS)
            sheet.writerows(map(_cells, counted))
    else:
        with file.open("x", encoding="utf-8") as out:
            out.writelines(map(_json_line, counted))
    with file.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    return Exported(count=counted.count, sha256=digest)


def manifest(
    exported: Exported, *, asked: Mapping[str, str], head: str, by: str, at: datetime
) -> dict[str, Any]:
    """What an export is, for the file beside it and for the journal's row."""
    return {
        "count": exported.count,
        "sha256": exported.sha256,
        "asked": dict(asked),
        "journal_head": head,
        "by": by,
        "at": at.isoformat(),
    }


class _Counted:
    def __init__(self, passages: Iterable[LoggedPassage], progress: Progress) -> None:
        self._passages, self._progress = passages, progress
        self.count = 0

    def __iter__(self) -> Iterator[LoggedPassage]:
        for passage in self._passages:
            self.count += 1
            if self.count % _TELL_EVERY == 0:
                self._progress(self.count)
            yield passage


def _cells(passage: LoggedPassage) -> tuple[Any, ...]:
    at = datetime.fromisoformat(passage.at).astimezone(CHINA)
    return (
        passage.seq,
        f"{at:%Y-%m-%d %H:%M:%S}",
        *(_harmless(getattr(passage, name)) for name in _TEXTS),
        passage.celsius,
    )


_NAMES: Final = tuple(field.name for field in fields(LoggedPassage))
_TEXTS: Final = _NAMES[2:-1]


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def _json_line(passage: LoggedPassage) -> str:
    said = {name: getattr(passage, name) for name in _NAMES}
    return json.dumps(said, ensure_ascii=False) + "\n"


def _write_xlsx(passages: Iterable[LoggedPassage], file: Path) -> None:
    book = Workbook(write_only=True)
    sheet = _new_sheet(book)
    for number, passage in enumerate(passages, start=1):
        if number % _MOST_ROWS == 0:
            sheet = _new_sheet(book)
        sheet.append([_printable(cell) for cell in _cells(passage)])
    with file.open("xb") as out:
        book.save(out)


def _new_sheet(book: Workbook) -> Any:
    sheet = book.create_sheet(f"过卡 {len(book.worksheets) + 1}")
    sheet.append(_HEADS)
    return sheet


def _printable(cell: Any) -> Any:
    """Control characters are no XML; a hostile value must not stop an export."""
    if not isinstance(cell, str) or cell.isprintable():
        return cell
    return "".join(c if c.isprintable() else "\ufffd" for c in cell)
