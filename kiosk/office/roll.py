"""Rolls 名册: the rows of a table as orders for passes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kiosk.core.errors import ConfigError, FormError
from kiosk.office.heads import day_in, find_heads, meaning, plain, row_under, text_in
from kiosk.office.order import PassOrder, days, tidy_household
from kiosk.office.table import Cell

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
_NUMBER: Final = re.compile(r"-?[0-9]{1,6}", re.ASCII)


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
            heads = find_heads(cells, COLUMNS, _NEEDED, partial(RollUnfit, path))
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


def _order(heads: Mapping[str, int], cells: list[Cell]) -> PassOrder:
    row = row_under(heads, cells)
    if "days" in row and "until" in row:
        raise FormError("until", "unfit", "either days or until, not both")
    return PassOrder(
        pass_class=_class(row),
        household=text_in(row, "household"),
        member=_whole(row, "member") or 0,
        life=None if (count := _whole(row, "days")) is None else days(count),
        until=day_in(row, "until"),
        plate=text_in(row, "plate"),
        name=text_in(row, "name"),
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


def _class(row: Mapping[str, Cell]) -> str:
    typed = text_in(row, "class")
    if typed is None:
        raise FormError("class", "missing", "one of " + ", ".join(CLASSES))
    found = meaning(typed, CLASSES)
    if found is None:
        raise FormError("class", "unknown", "one of " + ", ".join(CLASSES))
    return found


def _whole(row: Mapping[str, Cell], field: str) -> int | None:
    typed = text_in(row, field)
    if typed is None:
        return None
    if not _NUMBER.fullmatch(digits := plain(typed)):
        raise FormError(field, "unfit", "a whole number")
    return int(digits)
