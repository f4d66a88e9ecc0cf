"""户信息登记表 (annex 3 of S2) as a file: JSON for a program, XLSX to be filled in."""

import json
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any, Final

from kiosk.core.household_form import HouseholdSheet, Member
from kiosk.office.bundle import Written
from kiosk.office.harmless import harmless
from kiosk.office.workbook import Sheet, stream_workbook
from kiosk.web.household_form import (
    BY_HAND,
    COLUMNS,
    HEAD_BY_HAND,
    LIVING,
    boxes,
    clock,
    head,
    rows,
)
from kiosk.web.options import WebOptions
from kiosk.web.texts import Texts
from kiosk.web.work_log import grid_of


def household_file(sheet: HouseholdSheet, form: str) -> Written:
    """The form as a file.

    Args:
        sheet: The household.
        form: ``xlsx``; anything else is JSON.
    """
    form = form if form in _WRITERS else "json"
    return Written(
        name=f"household.{form}",
        content=_WRITERS[form](sheet),
        rows={"members": len(sheet.members)},
    )


def _write_json(sheet: HouseholdSheet) -> bytes:
    street, community, grid = grid_of(sheet.grid)
    told = {
        "household": sheet.household,
        "at": sheet.at.isoformat(),
        "street": street,
        "community": community,
        "grid": grid,
        **dict.fromkeys(HEAD_BY_HAND),
        "members": [_member(member) for member in sheet.members],
        "by_hand": [*HEAD_BY_HAND, *(c for c in COLUMNS if c in BY_HAND)],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _member(member: Member) -> dict[str, Any]:
    return {
        "pass": member.pass_id,
        "member": member.member,
        "name": member.masked_name,
        **{column: None for column in COLUMNS if column in BY_HAND},
        **{
            fact: {"value": noted.value, "at": noted.at.isoformat()}
            for fact, noted in member.noted.items()
        },
        "left": member.left and member.left.isoformat(),
        "returned": member.returned and member.returned.isoformat(),
        "out": member.out,
    }


def _write_xlsx(sheet: HouseholdSheet) -> bytes:
    # The form is Chinese, whatever language the screen is in.
    texts = Texts(WebOptions().languages[0])
    heads = [head(column, texts) for column in COLUMNS]
    members = ([harmless(cell) for cell in row.values()] for row in rows(sheet, texts))
    tables = (
        Sheet(
            name=texts("household-form.members"),
            heads=heads,
            rows=members,
            ruled=True,
        ),
        Sheet(
            name=texts("household-form.whole"),
            heads=[texts("household-form.entry"), texts("household-form.filled")],
            rows=_head(sheet, texts),
            ruled=True,
        ),
    )
    out = BytesIO()
    stream_workbook(out, tables)
    return out.getvalue()


def _head(sheet: HouseholdSheet, texts: Texts) -> Iterator[tuple[str, str]]:
    """What stands above and below the table on paper."""
    for number, name in enumerate(grid_of(sheet.grid), start=1):
        yield texts(f"grid-level.{number}"), harmless(name)
    yield texts("household-form.address"), ""
    yield texts("household-form.living"), boxes(texts, LIVING)
    yield texts("report.member"), ""
    yield texts("report.leader"), ""
    yield texts("household-form.id-here"), sheet.household
    yield texts("household-form.at"), clock(sheet.at)


_WRITERS: Final[Mapping[str, Callable[[HouseholdSheet], bytes]]] = {
    "json": _write_json,
    "xlsx": _write_xlsx,
}
