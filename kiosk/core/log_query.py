"""Log queries: which passages a supervisor asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from kiosk.core.errors import FormError
from kiosk.core.shift import Rota, Turn, turn_named
from kiosk.core.verdict import Verdict

FIELDS: Final = ("verdict", "reason", "class", "direction", "lane", "outcome")
"""What passages can be filtered by, beside their time."""

_LONGEST: Final = 48
_LARGEST: Final = (1 << 63) - 1
_USUAL: Final = Rota()


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuery:
    """Which passages.

    Attributes:
        since: From this wall time on, aware, or None.
        until: Before this wall time, aware, or None.
        only: Wanted values by field of ``FIELDS``.
        shift: The shift that the times were narrowed to, or None.
        same_as: A row whose person is meant, on its day, or None.
        plates: Day tokens of the plate that is meant, or None for any vehicle and none.
    """

    since: datetime | None = None
    until: datetime | None = None
    only: Mapping[str, str] = field(default_factory=dict)
    shift: Turn | None = None
    same_as: int | None = None
    plates: tuple[str, ...] | None = field(default=None, repr=False)

    def told(self) -> dict[str, str]:
        """The query as records and exports carry it: of a plate only that it is one."""
        asked = {
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "shift": self.shift and str(self.shift),
            "same_as": self.same_as and str(self.same_as),
            "plate": None if self.plates is None else "given",
        }
        return {name: said for name, said in asked.items() if said} | dict(self.only)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedOverride:
    """A leader's word that let somebody pass whom the rules stopped.

    Attributes:
        seq: Journal number.
        at: Wall time as stored, UTC.
        passage: The passage's id.
        lane: Where.
        verdict: The verdict that was set aside.
        reason: The worst reason of that verdict.
        stopped: Journal number of the row that stopped them, or None.
        because: The leader's reason, of ``override.REASONS``.
        by: The leader, a staff name.
    """

    seq: int
    at: str
    passage: str
    lane: str
    verdict: str
    reason: str
    stopped: int | None
    because: str
    by: str


def log_query(fields: Mapping[str, str], rota: Rota = _USUAL) -> LogQuery:
    """Check what was asked for; a plate is the store's matter, for it has the key.

    Args:
        fields: ``since`` and ``until`` as ISO 8601 with an offset, ``shift`` as
            ``2026-11-21/2``, ``same_as`` as a row's number, and ``FIELDS``; empty ones
            do not count.
        rota: When shifts change.

    Raises:
        FormError: Names the first field that is unknown or wrong.
    """
    asked = {name: text.strip() for name, text in fields.items() if text.strip()}
    since, until = (moment_in(name, asked.pop(name, "")) for name in ("since", "until"))
    shift, same_as = _shift(asked.pop("shift", ""), rota), asked.pop("same_as", "")
    if shift is not None:
        since = max(since or shift.begins, shift.begins)
        until = min(until or shift.ends, shift.ends)
    if since and until and since >= until:
        raise FormError("until", "wrong-value", "later than since")
    _check(asked)
    return LogQuery(
        since=since,
        until=until,
        only=asked,
        shift=shift,
        same_as=_row(same_as) if same_as else None,
    )


def _check(asked: Mapping[str, str]) -> None:
    for name, text in asked.items():
        if name not in FIELDS:
            raise FormError(name, "unknown-field", f"only {', '.join(FIELDS)}")
        if len(text) > _LONGEST:
            raise FormError(name, "too-long", f"up to {_LONGEST} characters")
    if asked.get("verdict", Verdict.HOLD) not in set(Verdict):
        raise FormError("verdict", "wrong-value", "one of the verdicts")


def _shift(text: str, rota: Rota) -> Turn | None:
    if not text:
        return None
    try:
        return turn_named(text, rota)
    except (ValueError, OverflowError):
        raise FormError("shift", "wrong-value", "a day and a shift's number") from None


def _row(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() else 0
    if not 1 <= number <= _LARGEST:
        raise FormError("same_as", "wrong-value", "the number of a row")
    return number


def moment_in(name: str, text: str) -> datetime | None:
    """An aware moment that a form's field has, or None; else ``FormError``."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise FormError(name, "wrong-value", "a date and time") from None
    if moment.tzinfo is None:
        raise FormError(name, "wrong-value", "a time with its offset")
    return moment
