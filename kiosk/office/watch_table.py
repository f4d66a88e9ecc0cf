"""A table of whom to look out for 管控对象台账 as marks; no clear text is kept."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType

from kiosk.codes.watch_list import DISPOSALS, KINDS, Kind, WatchEntry, mark_of
from kiosk.core.china import CHINA
from kiosk.core.errors import FormError
from kiosk.core.registration.id_number import numbered_fault
from kiosk.core.registration.phone import phone_number
from kiosk.core.registration.plate import plate_kind
from kiosk.core.registration.tidy import tidy_number
from kiosk.office import district_words as words
from kiosk.office.district_table import DAY, Row, made, midnight, rows_of, word_in
from kiosk.office.heads import text_in
from kiosk.office.table import Cell

_ID_DIGITS = 18
_PASS_ID = re.compile(r"[0-9A-F]{12}")
_USUAL = MappingProxyType(
    {
        "quarantine": "hold",
        "contact": "hold",
        "secondary-contact": "hold",
        "returnee": "register",
        "monitoring": "report",
        "released": "report",
    }
)
"""What is done with a category when the table does not say."""


def watch_entries(
    rows: Iterable[list[Cell]], path: Path, key: bytes, now: datetime
) -> tuple[WatchEntry, ...]:
    """The marks of everybody in a table whose time is not over; no clear text is kept.

    Args:
        rows: As ``read_table`` gives them. Personal.
        path: What errors call the table.
        key: The 32 secret bytes that key the marks.
        now: Wall time, aware.

    Raises:
        TableUnfit: The first row that is wrong.
    """
    found = rows_of(rows, path, words.WATCH_COLUMNS, ("category", "until"))
    many = made(found, path, partial(_watched, key=key, now=now))
    return tuple(entry for entries in many for entry in entries if entry.until >= now)


def _watched(row: Row, *, key: bytes, now: datetime) -> list[WatchEntry]:
    category = word_in(row, "category", words.CATEGORY_WORDS)
    usual = None if "disposal" in row else _USUAL.get(category)
    disposal = usual or word_in(row, "disposal", words.DISPOSAL_WORDS)
    until = midnight(row, "until") + DAY - timedelta(seconds=1)
    known_by = {kind: text_in(row, kind) for kind in KINDS}
    marks = [
        mark_of(key, kind, _checked(kind, text, now))
        for kind, text in known_by.items()
        if text is not None
    ]
    if not marks:
        raise FormError("id_number", "missing", f"one of {', '.join(KINDS)}")
    return [
        WatchEntry(
            mark=mark,
            category=category,
            disposal=next(known for known in DISPOSALS if known == disposal),
            until=until,
        )
        for mark in marks
    ]


def _checked(kind: Kind, text: str, now: datetime) -> str:
    """The text, for a slip in it would hide who is looked for.

    Raises:
        FormError: It is no such thing; never says the text.
    """
    tidy = tidy_number(text)
    if kind == "phone":
        tidy = phone_number(text) or ""
    if not _looks_right(kind, tidy, now.astimezone(CHINA).date()):
        raise FormError(kind, "unfit", "looks wrong; compare it with the original")
    return tidy


def _looks_right(kind: Kind, tidy: str, today: date) -> bool:
    match kind:
        case "id_number" if len(tidy) == _ID_DIGITS:
            return numbered_fault(tidy, today) is None
        case "id_number":  # a passport's
            return tidy.isascii() and tidy.isalnum()
        case "phone":
            return bool(tidy)
        case "plate":
            return plate_kind(tidy) is not None
        case "pass_id":
            return bool(_PASS_ID.fullmatch(tidy))
