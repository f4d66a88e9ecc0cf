"""Drafts of daily reports 日报: everything they say, counted, not yet recorded."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from kiosk.core.household import Quota
from kiosk.core.report import Late, Report
from kiosk.ports import Clock
from kiosk.store.counting import Span
from kiosk.store.report_book import ReportBook
from kiosk.store.report_tally import ReportTally

_DAY: Final = timedelta(days=1)


class ReportDrafts:
    """Counts what a report says; every method may raise a StoreError.

    Args:
        store: The store folder.
        place: ``kiosk``, ``checkpoint`` and ``grid``, as reports carry them.
        clock: Wall time.
        quota: The policy's window now, for who is overdue.

    Attributes:
        book: The reports there are.
        place: Where they are made.
    """

    def __init__(
        self,
        store: Path,
        place: Mapping[str, str],
        *,
        clock: Clock,
        quota: Callable[[], Quota],
    ) -> None:
        self.book, self.place = ReportBook(store), place
        self._tally, self._clock, self._quota = ReportTally(store), clock, quota

    def new(self, day: date, until: datetime, late: Late | None) -> Report:
        """The report of a day, from where the one before it ended.

        Args:
            day: In China.
            until: Its deadline, aware.
            late: Why it is made later, or None.
        """
        since, before = until - _DAY, self.book.newest_original()
        if before is None:
            after = self._tally.last_row(since)
        else:
            # One that a wrong clock made may end later than this one.
            since = before.summary.until if before.summary.until < until else since
            after = before.summary.through
        span = after, max(after, self._tally.last_row(until))
        return self._counted(day, span, (since, until), late=late)

    def anew(self, wrong: Report, why: str, by: str) -> Report:
        """A report over the same rows as another one, which it corrects."""
        summary = wrong.summary
        return self._counted(
            wrong.day,
            (summary.after, summary.through),
            (summary.since or summary.until, summary.until),
            corrects=wrong.number,
            why=why,
            by=by,
        )

    def _counted(
        self, day: date, span: Span, times: tuple[datetime, datetime], **said: Any
    ) -> Report:
        now, newest = self._clock.now(), self.book.newest()
        stay = timedelta(hours=self._quota().return_hours)
        summary, figures = self._tally.count(span, times[0], now, stay)
        return Report(
            at=now,
            number=newest.number + 1 if newest else 1,
            day=day,
            place=self.place,
            clock=self._clock.state(),
            summary=replace(summary, since=times[0], until=times[1]),
            figures=figures,
            **said,
        )
