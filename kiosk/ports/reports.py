"""Where the daily reports are read and corrected."""

from datetime import date
from typing import Literal, Protocol

from kiosk.core.report import Report
from kiosk.core.report_days import ReportBoard, ReportDay
from kiosk.core.staff import Staff

ReportForm = Literal["json", "xlsx"]
"""What reports can be handed out as."""


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

    async def export(self, first: date, last: date, form: ReportForm, by: str) -> bytes:
        """The reports of a range of days as a file; a journal row says so.

        Raises:
            FormError: It is no range, or it could not be recorded.
        """
        ...
