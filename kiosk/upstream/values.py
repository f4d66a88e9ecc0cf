"""Values out of a stranger's JSON, each bounded and checked. Pure."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

from kiosk.upstream.errors import AnswerMalformed

LARGEST: Final = 65_536
"""Bytes of an answer; those seen have a few hundred."""
_LONGEST_WORD: Final = 200
_LARGEST_NUMBER: Final = 10**15
_MOST_DOSES: Final = 20


def parse(body: bytes) -> Any:
    """The JSON value of a body.

    Raises:
        AnswerMalformed: It is none.
    """
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):  # the first quotes the body: not chained
        raise AnswerMalformed("not JSON") from None


def word_at(body: Any, field: str) -> str | None:
    """The value at a dotted path as a word: None when absent, null or empty.

    Raises:
        AnswerMalformed: It is a list, a table, a fraction, or very long.
    """
    match _at(body, field):
        case None | "":
            return None
        case bool() as truth:
            return str(truth).lower()
        case int() as number if abs(number) < _LARGEST_NUMBER:
            return str(number)
        case str() as text if len(text) <= _LONGEST_WORD:
            return text
        case _:
            raise AnswerMalformed("a list, a table or a long value for a word")


def mask(name: str) -> str | None:
    """A name with at most one character left, however much the service tells."""
    shown = next((c for c in name if c.isalpha()), None)
    if shown is None:
        return None
    return f"{shown}**" if name.lstrip()[:1] == shown else f"**{shown}"


def _at(body: Any, field: str) -> Any:
    for step in field.split("."):
        if isinstance(body, list) and step.isdecimal() and int(step) < len(body):
            body = body[int(step)]
        elif isinstance(body, dict):
            body = body.get(step)
        else:
            return None
    return body


def moment(told: str, layout: str, zone: str) -> datetime:
    """A time as UTC.

    Args:
        told: As the service writes it.
        layout: ``iso``, ``unix-s``, ``unix-ms`` or strptime's directives.
        zone: Offset of a time that names none, e.g. ``+08:00``.

    Raises:
        ValueError: It is not written like this.
        OverflowError: It is no time of this era; likewise OSError.
    """
    match layout:
        case "unix-s":
            return datetime.fromtimestamp(int(told), UTC)
        case "unix-ms":
            return datetime.fromtimestamp(int(told) / 1000, UTC)
        case "iso":
            found = datetime.fromisoformat(told)
        case _:
            found = datetime.strptime(told, layout)  # noqa: DTZ007 - zone below
    if found.tzinfo is None:
        sign = -1 if zone[0] == "-" else 1
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:]))
        found = found.replace(tzinfo=timezone(sign * offset))
    return found.astimezone(UTC)


def count(told: str) -> int | None:
    """A number of vaccinations, 0 to 20, or None."""
    if not told.isdecimal() or len(told) > len(str(_MOST_DOSES)):
        return None
    return int(told) if int(told) <= _MOST_DOSES else None


def _refuse(_constant: str) -> Any:
    raise ValueError("NaN and infinities are no JSON")
