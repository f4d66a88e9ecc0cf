"""Tables of a community as lists for its kiosks: risk areas, watch-list, numbers.

One bad row and there is no list: whoever is left out of it would be waved through.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar, get_args

from kiosk.codes.district import LONGEST_TEXT
from kiosk.codes.duty_list import is_dialable
from kiosk.codes.risk_list import LEVELS, RiskArea
from kiosk.core.china import CHINA
from kiosk.core.duty import DutyNumber, DutyRole
from kiosk.core.errors import ConfigError, FormError
from kiosk.core.region import is_region_code
from kiosk.office import district_words as words
from kiosk.office.heads import (
    Names,
    day_in,
    find_heads,
    meaning,
    plain,
    row_under,
    text_in,
)
from kiosk.office.table import Cell

Row = Mapping[str, Cell]
Made = TypeVar("Made")
DAY = timedelta(days=1)


class TableUnfit(ConfigError):
    """A table cannot become a list; says where and why, never what stands there."""

    slug = "list-table-unfit"

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.problem = problem


def risk_areas(rows: Iterable[list[Cell]], path: Path) -> tuple[RiskArea, ...]:
    """The risk areas of a table.

    Args:
        rows: As ``read_table`` gives them.
        path: What errors call the table.

    Raises:
        TableUnfit: The first row that is wrong.
    """
    needed = ("code", "level", "from", "to")
    return tuple(made(rows_of(rows, path, words.RISK_COLUMNS, needed), path, _area))


def duty_numbers(rows: Iterable[list[Cell]], path: Path) -> tuple[DutyNumber, ...]:
    """The numbers on duty of a table; arguments and errors as for ``risk_areas``."""
    needed = ("role", "number")
    return tuple(made(rows_of(rows, path, words.DUTY_COLUMNS, needed), path, _number))


def rows_of(
    rows: Iterable[list[Cell]], path: Path, columns: Names, needed: tuple[str, ...]
) -> Iterator[tuple[int, Row]]:
    """Number and cells of every row that is not empty, by column.

    Raises:
        TableUnfit: The first row lacks a column that is needed.
    """
    heads: Mapping[str, int] | None = None
    unfit = partial(TableUnfit, path)
    for number, cells in enumerate(rows, 1):
        if not any(cells):
            continue
        if heads is None:
            heads = find_heads(cells, columns, needed, unfit)
        else:
            yield number, row_under(heads, cells)
    if heads is None:
        raise TableUnfit(path, "the table is empty")


def made(
    rows: Iterable[tuple[int, Row]], path: Path, make: Callable[[Row], Made]
) -> Iterator[Made]:
    """What ``make`` makes of each row; a row it refuses is a ``TableUnfit``."""
    for number, row in rows:
        try:
            yield make(row)
        except FormError as fault:
            raise TableUnfit(path, f"row {number}: {fault}") from None


def _area(row: Row) -> RiskArea:
    code = plain(text_in(row, "code") or "")
    if not is_region_code(code):
        raise FormError("code", "unfit", "6, 9 or 12 digits of GB/T 2260")
    level = word_in(row, "level", words.LEVEL_WORDS)
    begins, ends = midnight(row, "from"), midnight(row, "to") + DAY
    if ends <= begins:
        raise FormError("to", "unfit", "not before the first day")
    return RiskArea(
        code=code,
        name=short(row, "name") or code,
        level=next(known for known in LEVELS if known == level),
        begins=begins,
        ends=ends - timedelta(seconds=1),
    )


def _number(row: Row) -> DutyNumber:
    number = (text_in(row, "number") or "").strip()
    if not is_dialable(number):
        raise FormError("number", "unfit", "3 to 20 digits, spaces and hyphens")
    role = word_in(row, "role", words.ROLE_WORDS)
    return DutyNumber(
        role=next(known for known in get_args(DutyRole) if known == role),
        name=short(row, "name"),
        number=number,
        hours=short(row, "hours"),
    )


def word_in(row: Row, field: str, names: Names) -> str:
    """What the word in a cell stands for; one that stands for nothing is refused."""
    found = meaning(text_in(row, field) or "", names)
    if found is None:
        raise FormError(field, "unknown", "one of " + ", ".join(names))
    return found


def short(row: Row, field: str) -> str:
    """A cell's text as lists have it; empty where there is none."""
    text = text_in(row, field) or ""
    if len(text) > LONGEST_TEXT or not text.isprintable():
        raise FormError(field, "unfit", f"at most {LONGEST_TEXT} characters")
    return text


def midnight(row: Row, field: str) -> datetime:
    """The first moment of the day in a cell, by Chinese time."""
    day = day_in(row, field)
    if day is None:
        raise FormError(field, "missing", "a date such as 2026-12-31")
    return datetime.combine(day, time(), CHINA)
