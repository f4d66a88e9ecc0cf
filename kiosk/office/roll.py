"""Rolls 名册: the rows of a table as orders for passes."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kiosk.core.errors import ConfigError, FormError
from kiosk.office.order import PassOrder, days, tidy_household
from kiosk.office.table import LONGEST_CELL, Cell

COLUMNS: Final = MappingProxyType(
    {
        "household": ("household", "户号", "户", "住户", "门牌", "门牌号"),
        "member": ("member", "成员", "成员号", "成员序号"),
        "class": ("class", "类别", "类型", "证件类别"),
        "days": ("days", "天数", "有效天数"),
        "until": ("until", "截止日期", "有效期至", "截止"),
        "plate": ("plate", "车牌", "车牌号", "车牌号码"),
        "name": ("name", "姓名", "名字"),
    }
)
"""The columns of a roll, and what their heads may be called."""
CLASSES: Final = MappingProxyType(
    {
        "resident": ("resident", "常住", "居民", "居民证", "常住证"),
        "temporary": ("temporary", "临时", "临时证"),
        "delivery": ("delivery", "配送", "配送证", "外卖", "快递"),
        "vehicle": ("vehicle", "车辆", "车辆证"),
        "commuter": ("commuter", "通勤", "通勤证"),
    }
)
_NEEDED: Final = ("household", "class")
_COLUMN_OF: Final = {word: name for name, words in COLUMNS.items() for word in words}
_CLASS_OF: Final = {word: name for name, words in CLASSES.items() for word in words}
_NUMBER: Final = re.compile(r"-?[0-9]{1,6}", re.ASCII)
_DATE: Final = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")


class RollUnfit(ConfigError):
    """A table's first row is not that of a roll."""

    slug = "roll-unfit"

    def __init__(self, path: Path, problem: str) -> None:
        names = ", ".join(f"{name} {words[1]}" for name, words in COLUMNS.items())
        super().__init__(f"{path}: {problem}; the first row names columns of: {names}")
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class RollRow:
    """One row of a roll: an order, or what is wrong with it.

    Attributes:
        number: As a spreadsheet counts, the head is row 1.
        order: The order, or None.
        fault: What is wrong, or None.
    """

    number: int
    order: PassOrder | None = None
    fault: FormError | None = None


def read_roll(rows: Iterable[list[Cell]], path: Path) -> Iterator[RollRow]:
    """Turn a table into orders; a bad row is told and the rest goes on.

    Args:
        rows: As ``read_table`` gives them.
        path: What errors call the table.

    Raises:
        RollUnfit: The first row with anything in it is no roll's.
        TableUnreadable: From ``rows``.
    """
    heads: Mapping[str, int] | None = None
    first: dict[tuple[object, ...], int] = {}
    for number, cells in enumerate(rows, 1):
        if not any(cells):
            continue
        if heads is None:
            heads = _heads(cells, path)
            continue
        try:
            order = _order(heads, cells)
            _refuse_repeated(order, number, first)
        except FormError as fault:
            yield RollRow(number=number, fault=fault)
        else:
            yield RollRow(number=number, order=order)
    if heads is None:
        raise RollUnfit(path, "the table is empty")


def _heads(cells: list[Cell], path: Path) -> dict[str, int]:
    heads: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = _COLUMN_OF.get(_plain(str(cell)).lower())
        if name in heads:
            raise RollUnfit(path, f"two columns are called {name}")
        if name is not None:
            heads[name] = place
    if missing := [name for name in _NEEDED if name not in heads]:
        raise RollUnfit(path, f"no column is called {' or '.join(missing)}")
    return heads


def _order(heads: Mapping[str, int], cells: list[Cell]) -> PassOrder:
    row = {
        name: cells[place]
        for name, place in heads.items()
        if place < len(cells) and cells[place]
    }
    if "days" in row and "until" in row:
        raise FormError("until", "unfit", "either days or until, not both")
    return PassOrder(
        pass_class=_class(row),
        household=_text(row, "household"),
        member=_whole(row, "member") or 0,
        life=None if (count := _whole(row, "days")) is None else days(count),
        until=_until(row),
        plate=_text(row, "plate"),
        name=_text(row, "name"),
    )


def _refuse_repeated(
    order: PassOrder, number: int, first: dict[tuple[object, ...], int]
) -> None:
    """One pass a holder: two rows of a roll for the same one are a slip."""
    holder = _holder(order)
    if holder is not None and first.setdefault(holder, number) != number:
        row = first[holder]
        raise FormError("member", "repeated", f"same holder as in row {row}")


def _holder(order: PassOrder) -> tuple[object, ...] | None:
    """Whom a pass is for; None when the roll does not say."""
    if order.household is None:
        return None
    return order.pass_class, tidy_household(order.household), order.member, order.plate


def _text(row: Mapping[str, Cell], field: str) -> str | None:
    cell = row.get(field)
    if isinstance(cell, date):
        # 3-2 became the third of February: what was typed cannot be known any more.
        raise FormError(
            field, "a-date", "the spreadsheet made a date of it; format it as text"
        )
    if cell is not None and len(cell) > LONGEST_CELL:
        raise FormError(field, "unfit", "far too long")
    return cell


def _class(row: Mapping[str, Cell]) -> str:
    typed = _text(row, "class")
    if typed is None:
        raise FormError("class", "missing", "one of " + ", ".join(CLASSES))
    found = _CLASS_OF.get(_plain(typed).lower())
    if found is None:
        raise FormError("class", "unknown", "one of " + ", ".join(CLASSES))
    return found


def _whole(row: Mapping[str, Cell], field: str) -> int | None:
    typed = _text(row, field)
    if typed is None:
        return None
    if not _NUMBER.fullmatch(plain := _plain(typed)):
        raise FormError(field, "unfit", "a whole number")
    return int(plain)


def _until(row: Mapping[str, Cell]) -> date | None:
    cell = row.get("until")
    if cell is None or isinstance(cell, date):
        return cell
    parts = _DATE.fullmatch(_plain(cell[:LONGEST_CELL]))
    try:
        if parts is not None:
            return date(int(parts[1]), int(parts[2]), int(parts[3]))
    except ValueError:
        pass  # the 31st of February
    raise FormError("until", "unfit", "a date such as 2026-12-31")


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
