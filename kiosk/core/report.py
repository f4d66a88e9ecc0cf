"""The daily report 日报: what a day at the checkpoint came to, frozen at its deadline.

「三级网格长每天下午5点前…汇报当日情况」(S4), 「每天晚上8点前」(S1) and 「无情况实行
零报告」(S3): a report covers deadline to deadline, and nothing falls between two of
them. Pure values; counts are read by the store.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from kiosk.core.handover import Counts, Summary, most_first, read_summary

EVENT: Final = "daily-report"
LONGEST_WHY: Final = 200

Table = Mapping[str, Counts]
"""Counts by two words: direction or class, then verdict."""


class Late(StrEnum):
    """Why a report was not made at its deadline."""

    NOT_RUNNING = "not-running"
    UNRECORDED = "unrecorded"  # the journal did not take it then
    CLOCK_SET = "clock-set"  # the clock was set past the deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a report says beyond the summary of a shift; counts, nobody's name.

    Attributes:
        ways: Passages by direction and verdict.
        classes: Passages by class of the pass and verdict; who showed none is ``none``.
        held: Those held, by first reason.
        refused: Those turned back, by first reason.
        fever: Passages with a fever among the reasons.
        arrivals: Who came in from where: ``returnee``, ``key`` and levels of risk; one
            person may be in several.
        unsure: Passages whose time the clock did not vouch for.
        demonstration: Passages in which a simulator stood in for a device.
        policies: Passages by the rules that decided them.
        opened: Incidents opened, by verdict.
        closed: Incidents closed, by result.
        exits: Exits on a household's pass that count for its quota.
        households: How many households these were.
        words: What leaders wrote down about households, by event.
        staff: Who was on duty: number and masked name.
        handovers: Numbers of the handovers accepted.
    """

    ways: Table = field(default_factory=dict)
    classes: Table = field(default_factory=dict)
    held: Counts = field(default_factory=dict)
    refused: Counts = field(default_factory=dict)
    fever: int = 0
    arrivals: Counts = field(default_factory=dict)
    unsure: int = 0
    demonstration: int = 0
    policies: Counts = field(default_factory=dict)
    opened: Counts = field(default_factory=dict)
    closed: Counts = field(default_factory=dict)
    exits: int = 0
    households: int = 0
    words: Counts = field(default_factory=dict)
    staff: tuple[str, ...] = ()
    handovers: tuple[int, ...] = ()

    def written(self) -> dict[str, Any]:
        """As journal rows carry it: JSON values only."""
        return {
            **{name: getattr(self, name) for name in _NUMBERS},
            **{name: dict(getattr(self, name)) for name in _COUNTS},
            **{name: _plain(getattr(self, name)) for name in _TABLES},
            "staff": list(self.staff),
            "handovers": list(self.handovers),
        }


_NUMBERS: Final = ("fever", "unsure", "demonstration", "exits", "households")
_COUNTS: Final = (
    *("held", "refused", "arrivals", "policies", "opened", "closed", "words"),
)
_TABLES: Final = ("ways", "classes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A daily report as its journal row carries it.

    Attributes:
        seq: Journal number, or 0 before it has one.
        at: When it was made, aware.
        number: 1 for the kiosk's first; corrections are counted too.
        day: The day in China on which it was due.
        place: ``kiosk``, ``checkpoint`` and ``grid`` where it was made.
        clock: How sure the clock was when it was made.
        late: Why it was made after its deadline, or None.
        corrects: Number of the report that it corrects, or None.
        why: Why it corrects that one, or an empty string.
        by: Who corrected it, or an empty string: the machine made it.
        summary: What is counted as at a handover. ``since`` and ``until`` are the
            deadlines; who is in or out, overdue and open is as of ``at``.
        figures: Everything else.
        sealed_by: Number and hash of its row, short.
    """

    seq: int = 0
    at: datetime
    number: int
    day: date
    place: Mapping[str, str]
    clock: str
    late: Late | None = None
    corrects: int | None = None
    why: str = ""
    by: str = ""
    summary: Summary
    figures: Figures
    sealed_by: str = ""

    @property
    def silent(self) -> bool:
        """Whether there is no row at all: the kiosk was off and cannot say zero."""
        return self.summary.through == self.summary.after

    @property
    def zero(self) -> bool:
        """Whether there was nothing to report 零报告, however many passed."""
        summary, figures = self.summary, self.figures
        told = (
            *(figures.held, figures.refused, figures.fever, figures.arrivals),
            *(figures.opened, summary.incidents, summary.overrides, summary.overdue),
        )
        return not self.silent and not any(told)

    def written(self) -> dict[str, Any]:
        """The payload of its row: JSON values only."""
        return {
            **self.place,
            "event": EVENT,
            "number": self.number,
            "day": self.day.isoformat(),
            "clock": self.clock,
            "late": self.late and str(self.late),
            "corrects": self.corrects,
            "why": self.why,
            "by": self.by,
            "zero": self.zero,
            "summary": self.summary.written(),
            "figures": self.figures.written(),
        }


_PLACE: Final = ("kiosk", "checkpoint", "grid")


def read_report(
    seq: int, at: datetime, written: Mapping[str, Any], sealed_by: str
) -> Report:
    """A report as a journal row carries it.

    Raises:
        ValueError: It is none; also KeyError, TypeError and AttributeError.
    """
    late = written["late"]
    return Report(
        seq=seq,
        at=at,
        number=int(written["number"]),
        day=date.fromisoformat(written["day"]),
        place={name: str(written[name]) for name in _PLACE},
        clock=str(written["clock"]),
        late=Late(late) if late else None,
        corrects=written["corrects"],
        why=str(written["why"]),
        by=str(written["by"]),
        summary=read_summary(written["summary"]),
        figures=_read_figures(written["figures"]),
        sealed_by=sealed_by,
    )


def _read_figures(written: Mapping[str, Any]) -> Figures:
    read: dict[str, Any] = {name: int(written[name]) for name in _NUMBERS}
    read |= {name: most_first(written[name]) for name in _COUNTS}
    for name in _TABLES:
        read[name] = {word: most_first(row) for word, row in written[name].items()}
    return Figures(
        **read,
        staff=tuple(str(one) for one in written["staff"]),
        handovers=tuple(int(number) for number in written["handovers"]),
    )


def _plain(table: Table) -> dict[str, dict[str, int]]:
    return {word: dict(counts) for word, counts in table.items()}
