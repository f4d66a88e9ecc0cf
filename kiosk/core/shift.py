"""Shifts 班次: the rota, and who is on duty.

「24小时三班倒、每班2人6小时轮流值班制度，严肃在岗签到，履行交接班手续」(S4): three
shifts of 8 hours or four of 6, so it is a setting. Pure: the time is an argument.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from kiosk.core.china import CHINA
from kiosk.core.staff import Role

_DAY: Final = timedelta(days=1)
_GRACE: Final = timedelta(hours=1)
"""Overlap is wanted, not a fault: the next shift comes early, this one leaves late."""


class DutyEvent(StrEnum):
    """What a journal row of kind ``shift`` says."""

    ON = "on-duty"  # 签到
    RELIEVED = "relieved"  # 接替: one goes on duty in another's place
    OFF = "off-duty"  # 签退
    OFFERED = "handover-offered"  # 交班
    WITHDRAWN = "handover-withdrawn"
    HANDOVER = "handover"  # 接班


class DutyEnd(StrEnum):
    """How somebody's duty ended."""

    SIGNED_OUT = "signed-out"
    RELIEVED = "relieved"
    FORGOTTEN = "forgotten"  # closed by a leader
    HANDED_OVER = "handed-over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One shift of one day.

    Attributes:
        day: The day in China on which it begins.
        number: 1 for the first of the day.
        begins: Aware.
        ends: Aware, when the next one begins.
    """

    day: date
    number: int
    begins: datetime
    ends: datetime

    def __str__(self) -> str:
        """As records name it, e.g. ``2026-11-21/2``."""
        return f"{self.day}/{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rota:
    """When shifts change, in China.

    Attributes:
        hours: Length of a shift: 6 or 8.
        first: When the first shift of a day begins.
        people: How many should be on duty.
    """

    hours: int = 8
    first: time = time(8)
    people: int = 2

    def at(self, now: datetime) -> Turn:
        """The shift of an aware ``now``; the one before midnight is of its own day."""
        begin = datetime.combine(now.astimezone(CHINA), self.first, tzinfo=CHINA)
        if begin > now:
            begin -= _DAY
        length = timedelta(hours=self.hours)
        passed = (now - begin) // length
        begins = begin + passed * length
        return Turn(
            day=begin.date(),
            number=passed + 1,
            begins=begins,
            ends=begins + length,
        )


def turn_named(text: str, rota: Rota) -> Turn:
    """The shift that records name ``text``.

    Raises:
        ValueError: There is no such shift.
    """
    day, _, number = text.partition("/")
    begin = datetime.combine(date.fromisoformat(day), rota.first, tzinfo=CHINA)
    turn = rota.at(begin + (int(number) - 1) * timedelta(hours=rota.hours))
    if str(turn) != text:
        raise ValueError("no such shift")
    return turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who is to come to one shift 排班.

    Attributes:
        place: Id of the kiosk or checkpoint; empty: every one.
        day: The day in China on which the shift begins.
        number: 1 for the first of the day.
        names: As the rota calls them.
    """

    place: str = ""
    day: date
    number: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the rota from above says of this kiosk.

    Attributes:
        assignments: Those of this place.
        age_hours: Since it was signed.
        stale: A newer rota should have come.
    """

    assignments: tuple[Assignment, ...]
    age_hours: float
    stale: bool

    def names(self, turn: Turn) -> tuple[str, ...]:
        """Who is to come to a shift, each once; nobody where it does not say."""
        found = (
            name
            for one in self.assignments
            if (one.day, one.number) == (turn.day, turn.number)
            for name in one.names
        )
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Somebody's time on duty.

    Attributes:
        seq: Journal number of the row that began it, and its own.
        staff: Staff number.
        name: As screens show it.
        role: What they may do.
        since: When it began, aware.
        until: When it ended, or None.
        ended: How it ended, or None.
    """

    seq: int
    staff: str
    name: str
    role: Role
    since: datetime
    until: datetime | None = None
    ended: DutyEnd | None = None

    def forgotten(self, now: datetime, rota: Rota) -> bool:
        """Whether the sign-out was forgotten: a shift and an hour on each side."""
        longest = timedelta(hours=rota.hours) + 2 * _GRACE
        return self.until is None and now - self.since > longest

    def leaving(self, now: datetime, rota: Rota) -> bool:
        """Whether they are likely to go at a handover ``now``: who just came stays."""
        return now - self.since > timedelta(hours=rota.hours) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftBoard:
    """The shift as its page shows it.

    Attributes:
        now: When.
        rota: When shifts change.
        present: Who is on duty, the longest first.
        past: Who was lately, the newest first.
        plan: Who is to come, or None: no rota came from above.
    """

    now: datetime
    rota: Rota
    present: tuple[Duty, ...]
    past: tuple[Duty, ...] = ()
    plan: Plan | None = None

    @property
    def turn(self) -> Turn:
        """Which shift is now."""
        return self.rota.at(self.now)

    @property
    def due(self) -> tuple[str, ...]:
        """Who is to be here now, as far as the rota from above says."""
        return self.plan.names(self.turn) if self.plan else ()

    @property
    def following(self) -> tuple[str, ...]:
        """Who is to come next, likewise."""
        return self.plan.names(self.rota.at(self.turn.ends)) if self.plan else ()

    @property
    def people(self) -> int:
        """How many should be on duty: as many as are named, else what is usual."""
        return len(self.due) or self.rota.people

    @property
    def wanting(self) -> int:
        """How many are missing on duty."""
        return max(0, self.people - len(self.present))


def duty_of(present: Sequence[Duty], staff: str) -> Duty | None:
    """The duty of this staff number among those ``present``, or None."""
    return next((duty for duty in present if duty.staff == staff), None)
