"""Heads 表头: which column of a table is which, whatever its first row calls it."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Final

from kiosk.core.errors import ConfigError, FormError
from kiosk.office.table import LONGEST_CELL, Cell

Names = Mapping[str, tuple[str, ...]]
"""Words by what they stand for; the first one after the name itself is Chinese."""
_DATE: Final = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")


def find_heads(
    cells: list[Cell],
    columns: Names,
    needed: Collection[str],
    unfit: Callable[[str], ConfigError],
) -> dict[str, int]:
    """The place of each column by name.

    Args:
        cells: The first row.
        columns: What the head of each column may be called.
        needed: Columns that must be there.
        unfit: Makes the error of a problem.

    Raises:
        ConfigError: A column is missing or there twice.
    """
    heads: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = meaning(str(cell), columns)
        if name in heads:
            raise unfit(f"two columns are called {name}")
        if name is not None:
            heads[name] = place
    if missing := [name for name in needed if name not in heads]:
        raise unfit(f"no column is called {' or '.join(missing)}")
    return heads


def row_under(heads: Mapping[str, int], cells: list[Cell]) -> dict[str, Cell]:
    """The cells of a row that are not empty, by column."""
    return {
        name: cells[place]
        for name, place in heads.items()
        if place < len(cells) and cells[place]
    }


def meaning(text: str, names: Names) -> str | None:
    """What a word stands for, whatever its case and width; None if for nothing."""
    word = plain(text).lower()
    return next((name for name, words in names.items() if word in words), None)


def text_in(row: Mapping[str, Cell], field: str) -> str | None:
    """A cell's text, or None where it is empty.

    Raises:
        FormError: It is a date, or far too long.
    """
    cell = row.get(field)
    if isinstance(cell, date):
        # 3-2 became the third of February: what was typed cannot be known any more.
        raise FormError(
            field, "a-date", "the spreadsheet made a date of it; format it as text"
        )
    if cell is not None and len(cell) > LONGEST_CELL:
        raise FormError(field, "unfit", "far too long")
    return cell


def day_in(row: Mapping[str, Cell], field: str) -> date | None:
    """A cell's day, or None where it is empty.

    Raises:
        FormError: It is no day.
    """
    cell = row.get(field)
    if cell is None or isinstance(cell, date):
        return cell
    parts = _DATE.fullmatch(plain(cell[:LONGEST_CELL]))
    try:
        if parts is not None:
            return date(int(parts[1]), int(parts[2]), int(parts[3]))
    except ValueError:
        pass  # the 31st of February
    raise FormError(field, "unfit", "a date such as 2026-12-31")


def plain(text: str) -> str:
    """A text without spaces and in plain width."""
    return "".join(unicodedata.normalize("NFKC", text).split())
