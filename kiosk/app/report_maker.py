"""Makes the daily report 日报 at its deadline, or as soon as the kiosk runs again."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from kiosk.app.report_drafts import ReportDrafts
from kiosk.config.tables import Settings
from kiosk.core.chain import Anchor
from kiosk.core.errors import StoreError
from kiosk.core.household import Quota
from kiosk.core.record import Draft, Kind
from kiosk.core.report import Late, Report
from kiosk.core.report_days import (
    GRACE,
    MOST_DAYS,
    due_days,
    first_day,
    last_day,
    moment_of,
)
from kiosk.core.view import Condition, DeviceStatus
from kiosk.ports import Clock, Journal

_NAME: Final = "report"
_LOOK_S: Final = 30.0
_LOG = logging.getLogger(__name__)


class ReportMaker:
    """Writes a report for every day, one after the other; none is left out.

    An unsure clock may be years ahead: then only the newest report is made, and says
    so. The others follow once the clock is right.

    Args:
        drafts: Counts what a report says.
        deadline: Time of day in China at which one is made.
        clock: Wall time.
        journal: Gets the reports.
        pause_s: How long to wait before each look, seconds.

    Attributes:
        drafts: The same.
        deadline: The same.
        looked: Set once it was looked for the first time.
    """

    def __init__(
        self,
        drafts: ReportDrafts,
        deadline: time,
        *,
        clock: Clock,
        journal: Journal,
        pause_s: float = _LOOK_S,
    ) -> None:
        self.drafts, self.deadline = drafts, deadline
        self._clock, self._journal, self._pause_s = clock, journal, pause_s
        self._began, self._failing = clock.now(), False
        self._turn = asyncio.Lock()
        self._first: date | None = None
        self._made: dict[date, Late | None] = {}
        self.looked = asyncio.Event()

    async def run(self) -> None:
        """Go on until cancelled; what fails is tried again."""
        while True:
            await asyncio.sleep(self._pause_s)  # people first, also after a start
            try:
                await self.make_due()
            except StoreError as error:
                _LOG.warning("report-failed slug=%s", error.slug)
            self.looked.set()

    async def make_due(self) -> tuple[Report, ...]:
        """Make every report that is due, and return them.

        Raises:
            StoreError: Those before are recorded, this one is not.
        """
        made: dict[date, Report] = {}
        async with self._turn:
            was, self._failing = self._failing, True
            for day in await asyncio.to_thread(self._due):
                made[day] = await self._make(day, unrecorded=was)
            self._failing = False
        return tuple(made.values())

    async def correct(self, wrong: Report, why: str, by: str) -> Report:
        """Count the rows of a report anew, into one that names it.

        Raises:
            StoreError: Nothing was recorded.
        """
        async with self._turn:
            anew = await asyncio.to_thread(self.drafts.anew, wrong, why, by)
            return await self._write(anew)

    def light(self) -> DeviceStatus:
        """Amber while the newest report is late or missing; cheap."""
        now = self._clock.now()
        day = last_day(now, self.deadline)
        if self._made.get(day) is not None:
            return _amber("report-late", "read at /reports why")
        wanted = self._first is not None and self._first <= day
        if wanted and day not in self._made and self._lateness(day, now) > GRACE:
            return _amber("report-missing", "look at the journal's light")
        return DeviceStatus(name=_NAME, condition=Condition.OK)

    def _due(self) -> tuple[date, ...]:
        book, now = self.drafts.book, self._clock.now()
        begun, last = book.begun(), last_day(now, self.deadline)
        if begun is None:
            return ()
        self._first = first_day(begun, now, self.deadline)
        if last not in self._made:  # also after the clock was set
            found = book.between(last - timedelta(days=MOST_DAYS), last)
            self._made = {one.day: one.late for one in found if not one.corrects}
        due = due_days(now, self.deadline, self._first, self._made)
        return due[-1:] if self._clock.state() == "unsure" else due

    async def _make(self, day: date, *, unrecorded: bool) -> Report:
        until = moment_of(day, self.deadline)
        late = self._why_late(day, unrecorded=unrecorded)
        report = await asyncio.to_thread(self.drafts.new, day, until, late)
        written = await self._write(report)
        self._made[day] = late
        return written

    async def _write(self, report: Report) -> Report:
        draft = Draft(kind=Kind.REPORT, at=report.at, payload=report.written())
        entry = await self._journal.append(draft)
        sealed = Anchor(entry.seq, entry.hash).short()
        return replace(report, seq=entry.seq, sealed_by=sealed)

    def _why_late(self, day: date, *, unrecorded: bool) -> Late | None:
        if self._lateness(day, self._clock.now()) <= GRACE:
            return None
        if moment_of(day, self.deadline) < self._began:
            return Late.NOT_RUNNING
        return Late.UNRECORDED if unrecorded else Late.CLOCK_SET

    def _lateness(self, day: date, now: datetime) -> timedelta:
        return now - moment_of(day, self.deadline)


def report_maker(
    settings: Settings, clock: Clock, journal: Journal, quota: Callable[[], Quota]
) -> ReportMaker:
    """Build the maker of a kiosk.

    Args:
        settings: The kiosk's.
        clock: Wall time.
        journal: Gets the reports.
        quota: The policy's window now.
    """
    kiosk = settings.kiosk
    place = {"kiosk": kiosk.id, "checkpoint": kiosk.checkpoint, "grid": kiosk.grid}
    drafts = ReportDrafts(settings.store.directory, place, clock=clock, quota=quota)
    deadline = time.fromisoformat(settings.reports.deadline)
    return ReportMaker(drafts, deadline, clock=clock, journal=journal)


def _amber(slug: str, advice: str) -> DeviceStatus:
    return DeviceStatus(
        name=_NAME, condition=Condition.WARNING, slug=slug, advice=advice
    )
