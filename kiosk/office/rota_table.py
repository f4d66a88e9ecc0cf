"""A table of who is to come to which shift 排班表, as the rota has it."""

import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Final

from kiosk.codes.district import LONGEST_TEXT
from kiosk.codes.rota_list import MOST_PEOPLE
from kiosk.core.errors import FormError
from kiosk.core.shift import Assignment
from kiosk.office import district_words as words
from kiosk.office.district_table import Row, made, rows_of, short, word_in
from kiosk.office.heads import day_in, text_in
from kiosk.office.table import Cell

_BETWEEN: Final = re.compile(r"[、，,;；/\n]|(?<=[^\x00-\x7f])\s")
"""Between two names; a blank only after a character that no Latin name ends with."""


def assignments(
    rows: Iterable[list[Cell]], path: Path, hours: int
) -> tuple[Assignment, ...]:
    """Who is to come, as a table says.

    Args:
        rows: As ``read_table`` gives them.
        path: What errors call the table.
        hours: Length of a shift.

    Raises:
        TableUnfit: The first row that is wrong.
    """
    found = rows_of(rows, path, words.ROTA_COLUMNS, ("day", "shift", "names"))
    return tuple(made(found, path, partial(_assignment, last=24 // hours)))


def _assignment(row: Row, *, last: int) -> Assignment:
    day = day_in(row, "day")
    if day is None:
        raise FormError("day", "missing", "a date such as 2026-12-31")
    number = int(word_in(row, "shift", words.SHIFT_WORDS))
    if number > last:
        raise FormError("shift", "unfit", f"1 to {last} at this length of a shift")
    return Assignment(
        place=short(row, "place"), day=day, number=number, names=_names(row)
    )


def _names(row: Row) -> tuple[str, ...]:
    text = text_in(row, "names") or ""
    parts = (part.strip() for part in _BETWEEN.split(text))
    names = tuple(part for part in parts if part)
    fit = all(len(name) <= LONGEST_TEXT and name.isprintable() for name in names)
    if not fit or not 1 <= len(names) <= MOST_PEOPLE:
        raise FormError("names", "unfit", f"1 to {MOST_PEOPLE} names, with 、 between")
    return names
