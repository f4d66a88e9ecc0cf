import asyncio
import json
from pathlib import Path

from kiosk.app.nightly import Nightly
from kiosk.core.keeping import Kept
from kiosk.store.journal import SqliteJournal
from kiosk.store.reading import JournalReader
from tests.fakes import FakeClock
from tests.store.scenes import ZHANG, journal, passage

DAY_S = 24 * 3600.0
MONTH = dict.fromkeys(Kept, 31)


def nightly(store: Path, pen: SqliteJournal, clock: FakeClock) -> Nightly:
    return Nightly(store, MONTH, clock=clock, journal=pen)


def last_row(store: Path) -> dict[str, object]:
    row: dict[str, object] = json.loads(JournalReader(store).last(1)[0].payload)
    return row


async def test_people_of_a_month_ago_are_erased_and_the_row_says_so(
    tmp_path: Path,
) -> None:
    clock = FakeClock()
    async with journal(tmp_path) as pen:
        await pen.append(passage(1, person=ZHANG))
        await pen.append(passage(2, person=ZHANG, minutes=5))
        clock.turn(31 * DAY_S + 60)
        night = nightly(tmp_path, pen, clock)
        assert night.is_due()

        await night.work()

    assert last_row(tmp_path) == {
        "event": "nightly",
        "erased": {"passage": 1},
        "erased_through": dict.fromkeys(Kept, 1),
        "keep_days": MONTH,
        "verified": 2,
        "flaw": None,
        "clock": "synced",
        "boot": "boot-1",
    }


async def test_it_is_done_once_a_night_and_never_by_an_unsure_clock(
    tmp_path: Path,
) -> None:
    clock = FakeClock()  # noon in China
    async with journal(tmp_path) as pen:
        night = nightly(tmp_path, pen, clock)
        await night.work()
        due = []
        for hours in (0, 14, 1.5, 12):  # noon, 2 at night, half past 3, the afternoon
            clock.turn(hours * 3600)
            due.append(night.is_due())
        clock.sureness = "unsure"
        due.append(night.is_due())

    assert due == [False, False, True, True, False]


async def test_a_restart_does_not_do_it_again(tmp_path: Path) -> None:
    clock = FakeClock()
    async with journal(tmp_path) as pen:
        await nightly(tmp_path, pen, clock).work()
        clock.turn(3600)
        again = nightly(tmp_path, pen, clock)

        assert not again.is_due()


async def test_what_fails_is_due_again(tmp_path: Path) -> None:
    clock = FakeClock()
    async with journal(tmp_path) as pen:
        night = nightly(tmp_path, pen, clock)
    await night.work()  # the journal is closed

    assert night.is_due()


async def test_it_goes_on_until_cancelled(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        night = Nightly(tmp_path, MONTH, clock=FakeClock(), journal=pen, pause_s=0)
        task = asyncio.create_task(night.run())
        await night.worked.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    assert last_row(tmp_path)["event"] == "nightly"
