"""The maker and the office of reports over a real journal, and a clock by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import time, timedelta
from pathlib import Path

from kiosk.app.report_drafts import ReportDrafts
from kiosk.app.report_maker import ReportMaker
from kiosk.app.report_office import JournalReportOffice
from kiosk.core.household import Quota
from kiosk.core.record import Draft
from kiosk.ports import HeadedJournal
from kiosk.store.report_book import ReportBook
from tests.fakes import NOON, FakeClock
from tests.store.scenes import journal, passage

PLACE = {"kiosk": "kiosk-1", "checkpoint": "gate-1", "grid": "县/街道/社区/3"}
HOUR_S = 3600.0


class ReportRig:
    """One run of a kiosk with its deadline at 17:00; a second one is a restart."""

    def __init__(
        self, store: Path, journal: HeadedJournal, clock: FakeClock, pause_s: float = 0
    ) -> None:
        drafts = ReportDrafts(store, PLACE, clock=clock, quota=Quota)
        self.clock, self.book, self.pen = clock, ReportBook(store), journal
        self.maker = ReportMaker(
            drafts, time(17), clock=clock, journal=journal, pause_s=pause_s
        )
        self.office = JournalReportOffice(self.maker, clock=clock, journal=journal)

    async def made(self) -> list[tuple[int, str, str | None]]:
        """Make what is due; day of November, clock and lateness of each."""
        return [
            (one.day.day, one.clock, one.late) for one in await self.maker.make_due()
        ]

    def light(self) -> str | None:
        """What the light says, or None."""
        return self.maker.light().slug


@asynccontextmanager
async def afternoon(
    store: Path, first: Draft | None = None
) -> AsyncIterator[ReportRig]:
    """A kiosk at four in the afternoon of the 21st that recorded one passage."""
    async with journal(store) as pen:
        await pen.append(first or passage(1))
        yield ReportRig(store, pen, china(21, 16))


@asynccontextmanager
async def first_report(
    store: Path, first: Draft | None = None
) -> AsyncIterator[ReportRig]:
    """The same kiosk some minutes after five, with its first report."""
    async with afternoon(store, first) as rig:
        rig.clock.turn(1.1 * HOUR_S)
        assert await rig.made() == [(21, "synced", None)]
        yield rig


def china(day: int, hour: int, minute: int = 0) -> FakeClock:
    """A clock that shows a time of November 2026 in China; noon of 21 is NOON."""
    passed = timedelta(days=day - 21, hours=hour - 12, minutes=minute)
    clock = FakeClock()
    clock.turn(passed.total_seconds())
    assert clock.now() == NOON + passed
    return clock
