"""Appending to the journal, synced, on this machine's disk."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from nacl.public import PrivateKey

from bench.report import RESULTS, Row, percentile
from kiosk.clock import SystemClock
from kiosk.core.record import Draft, Kind, Person
from kiosk.store.journal import SqliteJournal
from kiosk.store.sealing import SealKeys

ROUNDS = 1000
CLIENTS = 32


def measure() -> Iterator[Row]:
    """One at a time as a lane appends, and many at once."""
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=RESULTS) as folder:  # a disk, not a tmpfs
        alone, together = asyncio.run(_append(Path(folder)))
    yield Row(part="append, synced", what="p50 ms", value=median(alone))
    yield Row(part="append, synced", what="p99 ms", value=percentile(alone, 99))
    yield Row(
        part=f"append, {CLIENTS} at once",
        what="records/s",
        value=together,
        at_least=True,
    )


async def _append(folder: Path) -> tuple[list[float], float]:
    keys = SealKeys(
        master=b"\1" * 32, supervisor=bytes(PrivateKey.generate().public_key)
    )
    clock = SystemClock(trusted=True)
    async with SqliteJournal(folder / "store", keys=keys, clock=clock) as journal:
        alone = []
        for number in range(ROUNDS):
            start = time.perf_counter()
            await journal.append(_draft(clock, number))
            alone.append((time.perf_counter() - start) * 1000)
        start = time.perf_counter()
        for _ in range(ROUNDS // CLIENTS):
            drafts = [_draft(clock, number) for number in range(CLIENTS)]
            await asyncio.gather(*(journal.append(draft) for draft in drafts))
        seconds = time.perf_counter() - start
    return alone, ROUNDS // CLIENTS * CLIENTS / seconds


def _draft(clock: SystemClock, number: int) -> Draft:
    payload = {"lane": "1", "direction": "in", "verdict": "allow", "reasons": []}
    person = Person(
        subject=f"{number:012x}", masked="测**", private={"pass_id": f"{number:012x}"}
    )
    return Draft(kind=Kind.PASSAGE, at=clock.now(), payload=payload, person=person)
