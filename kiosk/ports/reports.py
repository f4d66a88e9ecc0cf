"""Where the daily reports are read and corrected."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from kiosk.core.report import Report
from kiosk.core.report_days import ReportBoard, ReportDay
from kiosk.core.staff import Staff

ReportForm = Literal["json", "xlsx"]
"""What reports can be handed out as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedReports:
    """Which reports somebody wants.

    Attributes:
        first: The first day, in China.
        last: The last day.
        form: As what.
    """

    first: date
    last: date
    form: ReportForm


class ReportOffice(Protocol):
    """Where leaders and supervisors read the daily reports."""

    @property
    def grid(self) -> str:
        """Where this kiosk stands: 县/乡镇/社区/网格, or an empty string."""
        ...

    async def board(self) -> ReportBoard:
        """The last month, each day with what became of its report.

        Raises:
            StoreError: The records cannot be read.
        """
        ...

    async def report(self, number: int) -> Report | None:
        """The report with this number, or None.

        Raises:
            StoreError: The records cannot be read.
        """
        ...

    async def days(self, first: date, last: date) -> tuple[ReportDay, ...]:
        """The reports of a range of days, oldest first, those without one included.

        Raises:
            FormError: It is no range, or too long a one.
            StoreError: The records cannot be read.
        """
        ...

    async def correct(self, number: int, why: str, by: Staff) -> int:
        """Make a report that corrects another one, counted anew.

        Args:
            number: The report that is not right.
            why: What is not right with it, 2 to 200 characters; nothing personal.
            by: Who says so; named with a masked name.

        Returns:
            The number of the new report.

        Raises:
            FormError: It may not be corrected, or that could not be recorded; the slug
                says why.
        """
        ...

    async def export(self, wanted: WantedReports, by: str, why: str) -> bytes:
        """The reports of a range of days, and a manifest, in a ZIP; a row says so.

        Args:
            wanted: Which, and as what.
            by: Who wants them.
            why: What for, 2 to 80 characters.

        Raises:
            FormError: It is no range, the purpose is missing, or it could not be
                recorded.
        """
        ...
