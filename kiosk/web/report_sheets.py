"""The sheets of reports 日报, as they are printed: contexts of their templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kiosk.core.china import CHINA
from kiosk.core.household import Exit, HouseholdCard
from kiosk.core.report import Report
from kiosk.core.report_days import COLUMNS, ReportDay, numbers_of, totals_of
from kiosk.core.verdict import Verdict
from kiosk.web.work_log import WorkLog

_BLANK_ROWS: Final = 7
"""Rows of the household form 户信息登记表; others are left empty."""


def clock(moment: datetime) -> str:
    """A time as paper needs it: with its year."""
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """The context of ``report_sheet.html``."""

    report: Report
    verdicts: tuple[str, ...] = tuple(Verdict)
    clock = staticmethod(clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLogPage:
    """The context of ``work_log.html``.

    Attributes:
        report: What it is about.
        log: The same in the words of the form.
    """

    report: Report
    log: WorkLog


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePage:
    """The context of ``report_table.html``.

    Attributes:
        first: First day asked for.
        last: Last day.
        days: Oldest first.
    """

    first: date
    last: date
    days: tuple[ReportDay, ...]
    columns: tuple[str, ...] = COLUMNS

    @staticmethod
    def numbers(day: ReportDay) -> Mapping[str, int]:
        """What one day came to; empty where there is no report."""
        return numbers_of(day.reports[-1]) if day.reports else {}

    @property
    def totals(self) -> Mapping[str, int]:
        """What all came to."""
        return totals_of(self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdForm:
    """The context of ``household_form.html``.

    Attributes:
        card: The household, as far as the kiosk knows it.
        grid: 街道, 社区 and 网格 of its community, or empty strings.
    """

    card: HouseholdCard
    grid: tuple[str, str, str]
    clock = staticmethod(clock)

    def members(self) -> tuple[Exit, ...]:
        """Who of it went out lately, each once, by member; the newest exit of each."""
        newest = {one.member: one for one in reversed(self.card.exits)}
        return tuple(newest[m] for m in sorted(newest, key=lambda m: (m is None, m)))

    def blanks(self) -> range:
        """A row for each of the others, to be filled in by hand."""
        return range(max(1, _BLANK_ROWS - len(self.members())))
