"""Results: the passes of a roll in a table that is printed and handed out from.

Whoever has the table has the passes, so it is readable by its owner only. Excel takes
a cell that begins like a formula for one: such cells get an apostrophe in front.
"""

import csv
import os
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final

from kiosk.core.errors import ConfigError
from kiosk.office.harmless import FORMULA, harmless
from kiosk.office.table import Cell, TableUnreadable, read_table
from kiosk.store.files import sync_directory

RESULT: Final = "passes.csv"


class ResultUnwritable(ConfigError):
    """The results of a roll cannot be kept."""

    slug = "result-unwritable"

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}; choose another folder")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One issued pass of a roll, all as text.

    Attributes:
        row: Its row in the roll.
        pass_id: 12 hex digits.
        pass_class: The class's word.
        household: The household's id as the roll wrote it, or nothing.
        member: Member index.
        name: The masked name, or nothing.
        plate: Number plate, or nothing.
        not_before: ISO 8601, UTC.
        expires: ISO 8601, UTC.
        generation: Series of passes.
        community: 12 digits.
        text: The code.
    """

    row: str
    pass_id: str
    pass_class: str
    household: str
    member: str
    name: str = field(repr=False)
    plate: str
    not_before: str
    expires: str
    generation: str
    community: str
    text: str = field(repr=False)


_FIELDS: Final = tuple(item.name for item in fields(Result))


def check_result(folder: Path) -> Path:
    """Make the folder and refuse one that has results; returns the file's path.

    Raises:
        ResultUnwritable: There are results already, or the system refused.
    """
    path = folder / RESULT
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists():
            raise ResultUnwritable(path, "it lies there from an earlier roll")
    except OSError as exc:
        raise ResultUnwritable(path, exc.strerror or type(exc).__name__) from exc
    return path


def write_result(path: Path, results: Iterable[Result]) -> None:
    """Write the table, mode 0600: complete and durable, or not there.

    Raises:
        ResultUnwritable: The system refused.
    """
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        # The mark tells Excel that this is UTF-8.
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(_FIELDS)
            for result in results:
                lines.writerow(harmless(getattr(result, name)) for name in _FIELDS)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        sync_directory(path.parent)
    except OSError as exc:
        raise ResultUnwritable(path, exc.strerror or type(exc).__name__) from exc


def read_result(path: Path) -> list[Result]:
    """Read the table back, also after Excel saved it again.

    Raises:
        TableUnreadable: It is no such table.
    """
    rows = iter(read_table(path))
    heads = [str(cell) for cell in next(rows, [])]
    if not set(_FIELDS) <= set(heads):
        raise TableUnreadable(path, f"is no {RESULT} of kiosk pass issue --roll")
    places = {name: heads.index(name) for name in _FIELDS}
    return [_result(path, row, places) for row in rows if any(row)]


def _result(path: Path, row: list[Cell], places: dict[str, int]) -> Result:
    if len(row) <= max(places.values()):
        raise TableUnreadable(path, "has a row that is too short; issue it again")
    return Result(**{name: _plain(str(row[at])) for name, at in places.items()})


def _plain(text: str) -> str:
    quoted = text.startswith("'") and text[1:2] in FORMULA
    return text[1:] if quoted else text
