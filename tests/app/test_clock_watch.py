import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.app.clock_watch import ClockWatch
from kiosk.store.errors import StoreFull
from tests.fakes import FakeClock, FakeJournal


@dataclass
class SetClock(FakeClock):
    """A clock whose hands are moved by somebody."""

    ahead: float = 0.0

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self.ahead)


async def test_a_clock_that_is_set_leaves_a_row_with_both_times() -> None:
    clock, journal = SetClock(sureness="unsure"), FakeJournal()
    watch = ClockWatch(clock, journal)
    clock.turn(30)
    before = clock.now()

    clock.ahead, clock.sureness = 3600.0, "synced"
    await watch.look()
    await watch.look()

    (draft,) = journal.drafts
    assert draft.at == before + timedelta(hours=1)
    assert draft.payload == {
        "device": "clock",
        "event": "clock-adjusted",
        "jump_s": 3600.0,
        "before": before.isoformat(),
        "was": "unsure",
        "clock": "synced",
    }


async def test_time_that_passes_and_a_little_slew_are_no_news() -> None:
    clock, journal = SetClock(), FakeJournal()
    watch = ClockWatch(clock, journal)

    for ahead in (0.0, 1.0, 1.9, -1.0):
        clock.turn(3600)
        clock.ahead = ahead
        await watch.look()

    assert journal.drafts == []


async def test_a_clock_that_loses_its_source_leaves_a_row() -> None:
    clock, journal = SetClock(sureness="rtc"), FakeJournal()
    watch = ClockWatch(clock, journal)
    for state in ("synced", "unsure", "synced"):
        clock.sureness = state
        await watch.look()

    events = [draft.payload["event"] for draft in journal.drafts]
    assert events == ["clock-unsure", "clock-synced"]


async def test_a_jump_that_cannot_be_written_is_told_later() -> None:
    clock, journal = SetClock(), FakeJournal(error=StoreFull("no space"))
    watch = ClockWatch(clock, journal)
    clock.ahead = -60.0
    await watch.look()
    assert journal.drafts == []

    journal.error = None
    await watch.look()

    assert [draft.payload["jump_s"] for draft in journal.drafts] == [-60.0]


async def test_it_looks_until_cancelled() -> None:
    written = asyncio.Event()
    clock, journal = SetClock(), FakeJournal(on_append=written.set)
    task = asyncio.create_task(ClockWatch(clock, journal, pause_s=0).run())
    await asyncio.sleep(0)
    clock.ahead = 10.0

    await written.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert len(journal.drafts) == 1
