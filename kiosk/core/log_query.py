"""Log queries: which passages a supervisor asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kiosk.core.errors import FormError
from kiosk.core.verdict import Verdict

FIELDS: Final = ("verdict", "reason", "class", "direction", "lane", "outcome")
"""What passages can be filtered by, beside their time."""

_LONGEST: Final = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuery:
    """Which passages.

    Attributes:
        since: From this wall time on, aware, or None.
        until: Before this wall time, aware, or None.
        only: Wanted values by field of ``FIELDS``.
    """

    since: datetime | None = None
    until: datetime | None = None
    only: Mapping[str, str]

    def told(self) -> dict[str, str]:
        """The query as records and exports carry it."""
        times = {"since": self.since, "until": self.until}
        spans = {name: at.isoformat() for name, at in times.items() if at}
        return spans | dict(self.only)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedPassage:
    """One passage as the log shows it; nothing personal.

    Attributes:
        seq: Journal number; the log's order.
        at: Wall time as stored, UTC.
        passage: The passage's id.
        lane: Where.
        direction: ``in`` or ``out``.
        outcome: How it ended.
        verdict: The verdict, or an empty string.
        reason: The worst reason, or an empty string.
        pass_class: Class of the pass, or an empty string.
        celsius: Temperature, °C, or None.
    """

    seq: int
    at: str
    passage: str
    lane: str
    direction: str
    outcome: str
    verdict: str
    reason: str
    pass_class: str
    celsius: float | None


def log_query(fields: Mapping[str, str]) -> LogQuery:
    """Check what was asked for.

    Args:
        fields: ``since`` and ``until`` as ISO 8601 with an offset, and ``FIELDS``;
            empty ones do not count.

    Raises:
        FormError: Names the first field that is unknown or wrong.
    """
    asked = {name: text.strip() for name, text in fields.items() if text.strip()}
    times = {name: _moment(name, asked.pop(name, "")) for name in ("since", "until")}
    for name, text in asked.items():
        if name not in FIELDS:
            raise FormError(name, "unknown-field", f"only {', '.join(FIELDS)}")
        if len(text) > _LONGEST:
            raise FormError(name, "too-long", f"up to {_LONGEST} characters")
    if asked.get("verdict", Verdict.HOLD) not in set(Verdict):
        raise FormError("verdict", "wrong-value", "one of the verdicts")
    since, until = times["since"], times["until"]
    if since and until and since >= until:
        raise FormError("until", "wrong-value", "later than since")
    return LogQuery(since=since, until=until, only=asked)


def _moment(name: str, text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise FormError(name, "wrong-value", "a date and time") from None
    if moment.tzinfo is None:
        raise FormError(name, "wrong-value", "a time with its offset")
    return moment
