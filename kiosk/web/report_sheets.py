"""The sheets of reports 日报, as they are printed: contexts of their templates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from kiosk.core.china import CHINA
from kiosk.core.household_form import HandedForm
from kiosk.core.report import Report
from kiosk.core.report_days import COLUMNS, ReportDay, numbers_of, totals_of
from kiosk.core.verdict import Verdict
from kiosk.web.household_form import COLUMNS as COLUMNS_OF_HOUSEHOLDS
from kiosk.web.household_form import head, rows
from kiosk.web.texts import Texts
from kiosk.web.work_log import WorkLog, grid_of


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
        grid: 街道, 社区 and 网格 of the kiosk, or empty strings.
    """

    first: date
    last: date
    days: tuple[ReportDay, ...]
    grid: tuple[str, str, str]
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
        handed: The form, which is on record as handed out.
        texts: Its language.
    """

    handed: HandedForm
    texts: Texts = field(repr=False)
    columns: tuple[str, ...] = COLUMNS_OF_HOUSEHOLDS
    clock = staticmethod(clock)

    @property
    def grid(self) -> tuple[str, str, str]:
        """街道, 社区 and 网格 of the community, or empty strings."""
        return grid_of(self.handed.sheet.grid)

    def head(self, column: str) -> str:
        """What a column is called."""
        return head(column, self.texts)

    def rows(self) -> Iterator[dict[str, str]]:
        """The members, then empty rows to be filled in by hand."""
        return rows(self.handed.sheet, self.texts)
