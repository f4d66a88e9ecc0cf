"""The report office: daily reports 日报 read, corrected and handed out."""

import asyncio
from collections.abc import Awaitable
from datetime import date, timedelta
from typing import Final, TypeVar

from kiosk.app.handing_out import Errand, hand_out
from kiosk.app.report_maker import ReportMaker
from kiosk.core.errors import FormError, StoreError
from kiosk.core.registration.tidy import mask_name
from kiosk.core.report import LONGEST_WHY, Report
from kiosk.core.report_days import (
    LONGEST_RANGE,
    MOST_DAYS,
    ReportBoard,
    ReportDay,
    days_of,
    first_day,
    last_day,
)
from kiosk.core.staff import Staff
from kiosk.core.why import checked_purpose
from kiosk.office.bundle import bundled
from kiosk.office.report_table import report_file
from kiosk.ports import Clock, HeadedJournal, ReportForm, WantedReports

_Answer = TypeVar("_Answer")

_MONTH: Final = timedelta(days=MOST_DAYS)


class JournalReportOffice:
    """Implements ``ports.ReportOffice``.

    Args:
        maker: Makes the reports.
        clock: Wall time.
        journal: Gets a row for each export before it is handed out.
    """

    def __init__(
        self, maker: ReportMaker, *, clock: Clock, journal: HeadedJournal
    ) -> None:
        self._maker, self._clock, self._journal = maker, clock, journal

    @property
    def grid(self) -> str:
        """Where this kiosk stands; see ``ports.ReportOffice``."""
        return self._maker.drafts.place["grid"]

    async def board(self) -> ReportBoard:
        """The last month; see ``ports.ReportOffice``."""
        return await asyncio.to_thread(self._board)

    async def report(self, number: int) -> Report | None:
        """The report with this number; see ``ports.ReportOffice``."""
        return await asyncio.to_thread(self._maker.drafts.book.numbered, number)

    async def days(self, first: date, last: date) -> tuple[ReportDay, ...]:
        """The reports of a range of days; see ``ports.ReportOffice``."""
        if not 0 <= (last - first).days < LONGEST_RANGE:
            raise FormError("last", "report-range", f"at most {LONGEST_RANGE} days")
        return await asyncio.to_thread(self._days, first, last)

    async def correct(self, number: int, why: str, by: Staff) -> int:
        """Correct a report; see ``ports.ReportOffice``."""
        why = checked_purpose(why, LONGEST_WHY)
        wrong = await _recorded(self.report(number))
        if wrong is None:
            raise FormError("report", "report-unknown", "there is no such report")
        oldest = last_day(self._clock.now(), self._maker.deadline) - _MONTH
        if wrong.day < oldest:  # what it counted is partly erased
            raise FormError("report", "report-old", f"within {MOST_DAYS} days")
        said = f"{by.id} {mask_name(by.name)}"
        return (await _recorded(self._maker.correct(wrong, why, said))).number

    async def export(self, wanted: WantedReports, by: str, why: str) -> bytes:
        """Hand reports out; see ``ports.ReportOffice``."""
        errand = reports_errand(wanted.form, (wanted.first, wanted.last), by, why)
        head = self._journal.head.short()
        days = await _recorded(self.days(wanted.first, wanted.last))
        written = await asyncio.to_thread(report_file, days, wanted.form)
        told = await _recorded(
            hand_out(
                written, errand, head=head, clock=self._clock, journal=self._journal
            )
        )
        return bundled(written, told)

    def _board(self) -> ReportBoard:
        now, deadline = self._clock.now(), self._maker.deadline
        days = self._days(last_day(now, deadline) - _MONTH, date.max)
        return ReportBoard(now=now, deadline=deadline, days=days[::-1])

    def _days(self, first: date, last: date) -> tuple[ReportDay, ...]:
        """Days with their reports; none is missing before the kiosk or in future."""
        book, now, deadline = (
            self._maker.drafts.book,
            self._clock.now(),
            self._maker.deadline,
        )
        reports, begun = book.between(first, last), book.begun()
        if begun is not None:
            first = max(first, first_day(begun, now, deadline))
        return days_of(reports, first, min(last, last_day(now, deadline)))


def reports_errand(
    form: ReportForm, days: tuple[date, date], by: str, why: str
) -> Errand:
    """Who wants reports of which days, and why.

    Raises:
        FormError: The purpose is missing or too long.
    """
    return Errand(
        event="reports-exported",
        form=form,
        asked=dict(zip(("first", "last"), map(str, days), strict=True)),
        by=by,
        why=checked_purpose(why),
    )


async def _recorded(answer: Awaitable[_Answer]) -> _Answer:
    try:
        return await answer
    except StoreError as error:
        raise FormError("report", "report-unrecorded", str(error)) from error
