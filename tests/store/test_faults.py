"""A full, read-only or shared card: a clear error, nothing lost, and it goes on."""

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.record import Entry
from kiosk.core.view import Condition
from kiosk.store.errors import (
    StoreDamaged,
    StoreFull,
    StoreLocked,
    StoreUnwritable,
)
from kiosk.store.files import WriterLock
from kiosk.store.journal import SqliteJournal
from kiosk.store.reading import JournalReader
from kiosk.store.rows import prepare
from tests.store.scenes import ZHANG, fill, journal, ledger, passage


@pytest.fixture
def card(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 1 MiB."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small file system needs root")
    yield tmp_path
    subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def _remount(card: Path, mode: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{mode}", str(card)], check=True)


def _stuff(card: Path) -> Path:
    """Use up all space that is left."""
    ballast = card / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return ballast


async def _until_full(pen: SqliteJournal) -> list[int]:
    acknowledged: list[int] = []
    for number in range(10_000):
        draft = passage(number, person=ZHANG, ballast="x" * 4000)
        try:
            acknowledged.append((await pen.append(draft)).seq)
        except StoreFull:
            return acknowledged
    pytest.fail("the card was never full")


async def test_a_full_card_loses_nothing_and_recording_resumes(card: Path) -> None:
    store = card / "store"
    async with journal(store) as pen:
        acknowledged = await _until_full(pen)
        red = pen.status()
        survey = JournalReader(store).survey()

        _remount(card, "size=4m")
        entry = await pen.append(passage(1))
        green = pen.status()

    assert (survey.count, survey.flaw) == (len(acknowledged), None)
    assert (red.condition, red.slug) == (Condition.FAILED, "store-full")
    assert red.advice == "free space on the kiosk's card; recording resumes by itself"
    assert green.condition is Condition.OK
    # One row between them tells of the outage.
    assert entry.seq == acknowledged[-1] + 2
    assert JournalReader(store).survey().flaw is None


async def test_everybody_in_a_failed_group_hears_of_it(card: Path) -> None:
    async with journal(card / "store") as pen:
        await pen.append(passage(0))
        before = pen.head
        ballast = _stuff(card)
        big = [passage(n, ballast="x" * 60_000) for n in range(40)]
        answers = await asyncio.gather(
            *(pen.append(draft) for draft in big), return_exceptions=True
        )
        assert all(isinstance(answer, StoreFull) for answer in answers)
        assert JournalReader(card / "store").head() == before
        ballast.unlink()


async def test_the_light_turns_green_without_a_visitor(card: Path) -> None:
    async with journal(card / "store") as pen:
        await _until_full(pen)
        _remount(card, "size=4m")
        async with asyncio.timeout(10):
            while pen.status().condition is not Condition.OK:  # noqa: ASYNC110 - a light is looked at
                await asyncio.sleep(0.005)

    last = JournalReader(card / "store").last(1)[0]
    assert '"event":"recovered"' in last.payload
    assert '"slug":"store-full"' in last.payload


async def test_a_card_that_is_full_at_start_is_waited_for(card: Path) -> None:
    ballast = _stuff(card)
    async with journal(card / "store") as pen:
        red = pen.status()
        with pytest.raises(StoreFull):
            await pen.append(passage(1))
        ballast.unlink()
        entry = await pen.append(passage(1))

    assert (red.condition, red.slug) == (Condition.FAILED, "store-full")
    assert entry.seq >= 2


async def test_a_write_protected_card_is_waited_for(card: Path) -> None:
    fill(card / "store", passage(1))
    _remount(card, "ro")
    async with journal(card / "store") as pen:
        red = pen.status()
        with pytest.raises(StoreUnwritable, match="write-protected"):
            await pen.append(passage(2))
        assert [e.seq for e in JournalReader(card / "store").last(5)] == [1]

        _remount(card, "rw")
        entry = await pen.append(passage(2))

    assert (red.condition, red.slug) == (Condition.FAILED, "store-unwritable")
    assert entry.seq >= 3
    assert JournalReader(card / "store").survey().flaw is None


def test_a_folder_that_cannot_be_made_is_unwritable(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file where the folder should be")
    pen = ledger(tmp_path / "store")

    with pytest.raises(StoreUnwritable):
        pen.open()
    pen.close()


async def test_a_second_service_is_refused(tmp_path: Path) -> None:
    async with journal(tmp_path) as first:
        second = journal(tmp_path)
        with pytest.raises(StoreLocked, match=r"process \d+ is writing it"):
            await second.start()
        await first.append(passage(1))

    async with journal(tmp_path) as second:
        assert second.head.seq == 1


def test_the_lock_can_be_taken_twice_by_its_holder(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path)
    lock.take()
    lock.take()
    lock.release()
    lock.release()

    other = WriterLock(tmp_path)
    other.take()
    other.release()


def test_a_file_that_was_moved_away_is_noticed(tmp_path: Path) -> None:
    pen = ledger(tmp_path)
    pen.open()
    last = pen.append([prepare(passage(1))])[-1]
    (tmp_path / "kiosk.db").rename(tmp_path / "elsewhere.db")
    (tmp_path / "kiosk.db-wal").unlink()
    (tmp_path / "kiosk.db-shm").unlink()

    with pytest.raises(StoreUnwritable, match="moved away while in use"):
        pen.append([prepare(passage(2))])
    entry = pen.append([prepare(passage(2))])[-1]
    pen.close()

    assert isinstance(last, Entry)
    assert isinstance(entry, Entry)
    assert entry.seq == last.seq + 3  # a new segment, a recovery, then the record
    assert JournalReader(tmp_path).survey().flaw is None


def test_damage_found_while_in_use_starts_a_new_segment(tmp_path: Path) -> None:
    pen = ledger(tmp_path)
    pen.open()
    pen.append([prepare(passage(n, ballast="x" * 3000)) for n in range(50)])
    connection = pen._connection()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("PRAGMA shrink_memory")
    file = tmp_path / "kiosk.db"
    with file.open("r+b") as handle:
        handle.seek(4096)
        handle.write(b"\xff" * (file.stat().st_size - 4096))
    connection.execute("PRAGMA cache_size = 0")

    with pytest.raises(StoreDamaged):
        pen.append([prepare(passage(number)) for number in range(100)])
    entry = pen.append([prepare(passage(1))])[-1]
    damaged = pen.damaged
    pen.close()

    assert damaged == "kiosk.db.damaged-1"
    assert isinstance(entry, Entry)
    assert entry.seq > 51
    assert JournalReader(tmp_path).survey().flaw is None
