import asyncio
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.core.chain import START, Anchor
from kiosk.core.record import Draft
from kiosk.core.view import Condition
from kiosk.ports import Journal
from kiosk.store.errors import (
    RecordUnfit,
    StoreClosed,
    StoreOverloaded,
    StoreUnwritable,
)
from kiosk.store.journal import Limits, SqliteJournal
from kiosk.store.ledger import Ledger
from kiosk.store.reading import JournalReader
from kiosk.store.rows import Sheet, Written, prepare
from kiosk.store.writer import MOST_PER_COMMIT, Writer
from tests.fakes import FakeClock
from tests.store.scenes import KEYS, ZHANG, audit, fill, journal, ledger, passage


async def test_what_is_acknowledged_is_in_the_file(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        port: Journal = pen
        entry = await port.append(passage(1, person=ZHANG))

        assert JournalReader(tmp_path).entry(1) == entry
        assert pen.head == Anchor(1, entry.hash)


async def test_records_have_the_order_in_which_they_came(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        entries = await asyncio.gather(*(pen.append(passage(n)) for n in range(200)))

    assert [e.seq for e in entries] == list(range(1, 201))
    survey = JournalReader(tmp_path).survey()
    assert (survey.count, survey.flaw) == (200, None)


async def test_closing_writes_what_is_queued(tmp_path: Path) -> None:
    pen = journal(tmp_path)
    await pen.start()
    waiting = [asyncio.create_task(pen.append(passage(n))) for n in range(100)]
    await asyncio.sleep(0)

    await pen.close()

    assert [e.seq for e in await asyncio.gather(*waiting)] == list(range(1, 101))


async def test_a_closed_journal_says_so(tmp_path: Path) -> None:
    pen = journal(tmp_path)
    await pen.start()
    await pen.close()
    await pen.close()

    with pytest.raises(StoreClosed, match="start the kiosk again"):
        await pen.append(passage(1))


async def test_a_journal_that_never_started_can_be_closed(tmp_path: Path) -> None:
    pen = journal(tmp_path)

    await pen.close()

    assert pen.status().condition is Condition.STARTING


async def test_an_unfit_record_does_not_harm_its_neighbours(tmp_path: Path) -> None:
    unfit = Draft(
        kind=passage(1).kind, at=passage(1).at, payload={"celsius": float("nan")}
    )
    async with journal(tmp_path) as pen:
        answers = await asyncio.gather(
            pen.append(passage(1)),
            pen.append(unfit),
            pen.append(passage(3)),
            return_exceptions=True,
        )

    assert isinstance(answers[1], RecordUnfit)
    assert JournalReader(tmp_path).head().seq == 2


async def test_a_cancelled_wait_harms_nobody(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        leaving = asyncio.create_task(pen.append(passage(1)))
        await asyncio.sleep(0)
        leaving.cancel()
        entry = await pen.append(passage(2))

    assert leaving.cancelled()
    assert entry.seq in {1, 2}
    assert JournalReader(tmp_path).survey().flaw is None


def test_a_queue_that_is_full_refuses_at_once(tmp_path: Path) -> None:
    writer = Writer(ledger(tmp_path), most_waiting=2)  # never started: nobody takes
    for number in (1, 2):
        writer.submit(prepare(passage(number)))

    with pytest.raises(StoreOverloaded, match="2 records wait") as refusal:
        writer.submit(prepare(passage(3)))

    assert refusal.value.slug == "store-overloaded"


def test_what_queued_up_is_committed_together_up_to_a_limit(tmp_path: Path) -> None:
    sizes: list[int] = []

    class CountingLedger(Ledger):
        def append(self, sheets: Sequence[Sheet]) -> list[Written]:
            sizes.append(len(sheets))
            return super().append(sheets)

    pen = CountingLedger(tmp_path, keys=KEYS, clock=FakeClock())
    writer = Writer(pen)
    answers = [writer.submit(prepare(passage(n))) for n in range(100)]

    writer.start()
    writer.close()

    assert sizes == [MOST_PER_COMMIT, 100 - MOST_PER_COMMIT]
    assert [a.result().seq for a in answers] == list(range(1, 101))


def test_a_bug_in_the_writer_reaches_whoever_waits(tmp_path: Path) -> None:
    class BrokenLedger(Ledger):
        def append(self, sheets: Sequence[Sheet]) -> list[Written]:
            raise ZeroDivisionError(len(sheets))

    writer = Writer(BrokenLedger(tmp_path, keys=KEYS, clock=FakeClock()))
    answer = writer.submit(prepare(passage(1)))
    writer.start()
    writer.close()

    with pytest.raises(ZeroDivisionError):
        answer.result()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_bug_that_ends_the_writer_is_not_waited_for(tmp_path: Path) -> None:
    class DyingLedger(Ledger):
        def recover(self) -> None:
            raise ZeroDivisionError

    (tmp_path / "store").write_text("in the way, so that opening fails")
    pen = DyingLedger(tmp_path / "store", keys=KEYS, clock=FakeClock())
    writer = Writer(pen, retry_seconds=0.001)
    opened = writer.start()
    writer._thread.join()

    assert isinstance(opened.exception(), StoreUnwritable)
    with pytest.raises(StoreClosed):
        writer.submit(prepare(passage(1)))
    writer.close()


async def test_the_time_of_the_last_row_is_known_at_start(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        assert pen.last_at is None
        await pen.append(passage(1, minutes=90))

    async with journal(tmp_path) as pen:
        assert pen.last_at == datetime(2026, 11, 21, 5, 30, tzinfo=UTC)


async def test_the_chain_goes_on_after_a_restart(tmp_path: Path) -> None:
    (before,) = fill(tmp_path, passage(1))

    async with journal(tmp_path) as pen:
        assert pen.head == Anchor(1, before.hash)
        after = await pen.append(passage(2))

    assert (after.seq, after.prev) == (2, before.hash)


async def test_readers_see_a_sound_journal_while_it_is_written(tmp_path: Path) -> None:
    reader, done = JournalReader(tmp_path), threading.Event()
    seen: list[tuple[int, object]] = []

    def read() -> None:
        while not done.is_set():
            survey = reader.survey()
            seen.append((survey.count, survey.flaw))

    async with journal(tmp_path) as pen:
        await pen.append(passage(0))
        reading = asyncio.create_task(asyncio.to_thread(read))
        for start in range(0, 600, 20):
            drafts = (passage(start + n, person=ZHANG) for n in range(20))
            await asyncio.gather(*(pen.append(draft) for draft in drafts))
        done.set()
        await reading

    counts = [count for count, _ in seen]
    assert counts == sorted(counts)
    assert {flaw for _, flaw in seen} == {None}


async def test_the_light_is_green_when_all_is_well(tmp_path: Path) -> None:
    pen = journal(tmp_path)
    before = pen.status()
    await pen.start()
    during = pen.status()
    await pen.close()

    assert before.condition is Condition.STARTING
    assert (during.name, during.condition) == ("journal", Condition.OK)
    assert (during.slug, during.advice) == (None, None)


async def test_the_light_is_amber_when_space_runs_low(tmp_path: Path) -> None:
    async with journal(tmp_path, Limits(low_bytes=2**62)) as pen:
        await pen.append(audit("recording goes on"))
        status = pen.status()

    assert (status.condition, status.slug) == (Condition.WARNING, "store-space-low")


async def test_the_light_is_amber_when_the_card_is_slow(tmp_path: Path) -> None:
    async with journal(tmp_path, Limits(low_bytes=0, slow_s=-1)) as pen:
        await pen.append(audit("recording goes on"))
        status = pen.status()

    assert (status.condition, status.slug) == (Condition.WARNING, "store-slow")


async def test_a_known_row_that_is_missing_means_damage(tmp_path: Path) -> None:
    fill(tmp_path, passage(1))
    known = Anchor(5, "a" * 64)  # a hub has seen more than the file holds
    pen = SqliteJournal(tmp_path, keys=KEYS, clock=FakeClock(), known=known)

    async with pen:
        assert pen.head.seq == 6
        assert pen.status().slug == "store-damaged"
        assert pen.head > START
