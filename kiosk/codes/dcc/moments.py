"""Dates and times as certificates write them."""

import re
from datetime import UTC, date, datetime
from typing import Final

_TIME: Final = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
_ZONE: Final = r"([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)"
_DATE: Final = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}([Tt ]{_TIME}{_ZONE}?)?")
_MOMENT: Final = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[Tt ]{_TIME}{_ZONE}")
_DATE_SIZE: Final = len("2021-02-18")


def read_date(text: object) -> date | None:
    """Read a day, or None when it is none.

    The schema wants ``2021-02-18``; several issuers add a time, which says nothing
    more and is ignored.
    """
    if type(text) is not str or not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text[:_DATE_SIZE])
    except ValueError:
        return None


def read_moment(text: object) -> datetime | None:
    """Read a moment, aware UTC, or None when it is none.

    It must name its zone: ``Z``, ``+02:00``, ``+0200`` or ``+02``; without one nobody
    can tell how old a sample is.
    """
    if type(text) is not str or not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):  # overflow: a zone on the first or last day
        return None
