"""What a kiosk's daily report says of itself. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from kiosk.core.china import CHINA

_MOST: Final = 2**31


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A daily report that a kiosk made.

    Attributes:
        day: On which it was due.
        seq: Of its row.
        moment: When it was made.
        late: Whether that was after its deadline.
        zero: Whether it says that there was nothing.
        due: Its deadline in China, or None: it does not say.
        opened: Incidents it says were opened in the rows after ``span[0]`` and up to
            ``span[1]``, or None: it does not say.
        span: These two numbers.
    """

    day: date
    seq: int
    moment: datetime
    late: bool
    zero: bool
    due: time | None
    opened: int | None
    span: tuple[int | None, int | None]


def read_reported(
    seq: int, moment: datetime, payload: Mapping[str, Any]
) -> Reported | None:
    """Read a report; None: it does not say of which day it is.

    Args:
        seq: Of its row.
        moment: When it was made, aware.
        payload: Of its row, as it came.
    """
    try:
        day = date.fromisoformat(str(payload.get("day")))
    except ValueError:
        return None
    summary, figures = _object(payload, "summary"), _object(payload, "figures")
    return Reported(
        day=day,
        seq=seq,
        moment=moment,
        late=bool(payload.get("late")),
        zero=payload.get("zero") is True,
        due=_due(summary.get("until")),
        opened=_total(figures.get("opened")),
        span=(_number(summary.get("after")), _number(summary.get("through"))),
    )


def overdue_in(payload: Mapping[str, Any]) -> int | None:
    """How many were overdue by the summary in a handover or report, where it says."""
    return _number(_object(payload, "summary").get("overdue"))


def _due(until: object) -> time | None:
    """A report counts until its deadline, also one that was made late."""
    try:
        moment = datetime.fromisoformat(str(until))
        return moment.astimezone(CHINA).time() if moment.tzinfo else None
    except (ValueError, OverflowError):  # the first and the last day there is
        return None


def _object(payload: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = payload.get(name)
    return found if isinstance(found, dict) else {}


def _total(counts: object) -> int | None:
    if not isinstance(counts, dict):
        return None
    numbers = [_number(count) for count in counts.values()]
    known = [number for number in numbers if number is not None]
    return sum(known) if known == numbers else None


def _number(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < _MOST else None
