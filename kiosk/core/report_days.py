"""Days and their reports: when one is due, what became of it, sums over many.

Pure: the time is an argument.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from kiosk.core.china import CHINA, china_day
from kiosk.core.report import Report

MOST_DAYS: Final = 31
"""How far back a missing report is made up for; what is personal is erased by then."""

LONGEST_RANGE: Final = 366
GRACE: Final = timedelta(minutes=10)
"""Made this soon after its deadline, a report is not late: counting takes a while."""

_DAY: Final = timedelta(days=1)


class DayState(StrEnum):
    """What became of a day's report."""

    MADE = "made"
    ZERO = "zero"
    LATE = "late"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDay:
    """A day whose deadline has passed.

    Attributes:
        day: In China.
        reports: Its report and the corrections of it, oldest first; may be empty.
    """

    day: date
    reports: tuple[Report, ...] = ()

    @property
    def state(self) -> DayState:
        """What became of it; lateness is never made up for by a correction."""
        if not self.reports:
            return DayState.MISSING
        if self.reports[0].late is not None:
            return DayState.LATE
        return DayState.ZERO if self.reports[-1].zero else DayState.MADE


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportBoard:
    """The reports as their page shows them.

    Attributes:
        now: When.
        deadline: Time of day, in China.
        days: The newest first.
    """

    now: datetime
    deadline: time
    days: tuple[ReportDay, ...]

    @property
    def next(self) -> datetime:
        """When the next report is made."""
        return moment_of(last_day(self.now, self.deadline) + _DAY, self.deadline)


def moment_of(day: date, deadline: time) -> datetime:
    """When the report of a day is due, aware."""
    return datetime.combine(day, deadline, tzinfo=CHINA)


def last_day(now: datetime, deadline: time) -> date:
    """The newest day whose deadline has passed."""
    day = china_day(now)
    return day if moment_of(day, deadline) <= now else day - _DAY


def first_day(begun: datetime, now: datetime, deadline: time) -> date:
    """The first day of which there can be a report.

    Args:
        begun: Time of the journal's first row. One that is still to come was written
            by a wrong clock and says nothing: then it is the newest day.
        now: Wall time, aware.
        deadline: Time of day, in China.
    """
    if begun > now:
        return last_day(now, deadline)
    return last_day(begun, deadline) + _DAY


def due_days(
    now: datetime, deadline: time, first: date, made: Container[date]
) -> tuple[date, ...]:
    """The days whose report is still to be made, oldest first."""
    last = last_day(now, deadline)
    return tuple(
        day
        for day in span(max(first, last - MOST_DAYS * _DAY), last)
        if day not in made
    )


def span(first: date, last: date) -> Iterator[date]:
    """Every day from ``first`` to ``last``, both included."""
    for count in range((last - first).days + 1):
        yield first + count * _DAY


def days_of(
    reports: Iterable[Report], first: date, last: date
) -> tuple[ReportDay, ...]:
    """Every day of a span with its reports, oldest first; none is left out.

    Args:
        reports: In the order of their rows. Those of other days are kept too: a wrong
            clock may have made them.
        first: In China; after ``last`` where no day is wanted by itself.
        last: In China.
    """
    found: dict[date, list[Report]] = {day: [] for day in span(first, last)}
    for report in reports:
        found.setdefault(report.day, []).append(report)
    return tuple(ReportDay(day=day, reports=tuple(found[day])) for day in sorted(found))


COLUMNS: Final = (
    *("passages", "in", "out", "allow", "register", "refuse", "hold"),
    *("fever", "returnee", "low", "medium", "high", "overseas"),
    *("opened", "closed", "open", "overrides", "overdue"),
)
"""What the statistics table 统计表 counts, in order."""


def numbers_of(report: Report) -> Mapping[str, int]:
    """The numbers of one report, by column."""
    summary, figures = report.summary, report.figures
    ways = {way: sum(counts.values()) for way, counts in figures.ways.items()}
    told = {
        "passages": summary.passages,
        "fever": figures.fever,
        "opened": sum(figures.opened.values()),
        "closed": sum(figures.closed.values()),
        "open": summary.incidents,
        "overrides": summary.overrides,
        "overdue": summary.overdue,
        **summary.verdicts,
        **figures.arrivals,
        **ways,
    }
    return {column: told.get(column, 0) for column in COLUMNS}


STANDING: Final = frozenset({"open", "overdue"})
"""Columns that say how things stand; over several days the last one counts."""


def totals_of(days: Iterable[ReportDay]) -> Mapping[str, int]:
    """The sums over several days, oldest first, by column."""
    sums = dict.fromkeys(COLUMNS, 0)
    for day in days:
        if day.reports:
            for column, number in numbers_of(day.reports[-1]).items():
                before = 0 if column in STANDING else sums[column]
                sums[column] = before + number
    return sums
