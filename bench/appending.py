"""Appending to the journal, synced, on this machine's disk and on a slow card.

``python -m bench.appending FOLDER ROUNDS`` appends one record after another and prints
milliseconds; strace delays its syncs, which stands in for the card.
"""

import asyncio
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import median

from bench.report import RESULTS, Row, percentile
from bench.standing import KEYS
from kiosk.clock import SystemClock
from kiosk.core.record import Draft, Kind, Person
from kiosk.store.journal import SqliteJournal

ROUNDS = 1000
SLOW_ROUNDS = 50
CLIENTS = 32
DELAY_MS = 100
_PLAIN = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE plain (seq INTEGER PRIMARY KEY, payload TEXT);
"""


def measure() -> Iterator[Row]:
    """One at a time as a lane appends, many at once, and on a slow card."""
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=RESULTS) as name:  # a disk, not a tmpfs
        folder = Path(name)
        alone = asyncio.run(_alone(folder / "alone", ROUNDS))
        together = asyncio.run(_together(folder / "together"))
        plain = median(_plain(folder / "plain.db"))
        slow = _slow(folder / "slow")
    part = "append, synced"
    yield Row(part=part, what="p50 ms", value=median(alone))
    yield Row(part=part, what="p99 ms", value=percentile(alone, 99))
    note = f"a bare row through sqlite3 alone: {plain:.2g} ms"
    yield Row(part=part, what="to peer", value=median(alone) / plain, note=note)
    yield Row(
        part=f"append, {CLIENTS} at once",
        what="records/s",
        value=together,
        at_least=True,
    )
    part = f"append, sync + {DELAY_MS} ms"
    if slow is None:
        yield Row(part=part, what="p50 ms", value=None, note="no strace to be had")
    else:
        yield Row(part=part, what="p50 ms", value=median(slow))
        yield Row(part=part, what="p99 ms", value=percentile(slow, 99))


def _slow(folder: Path) -> list[float] | None:
    """Each sync takes longer; None where nothing can delay it."""
    if shutil.which("strace") is None:
        return None
    words = [
        *("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync"),
        *("-e", f"inject=fsync,fdatasync:delay_exit={DELAY_MS * 1000}"),
        *(sys.executable, "-m", "bench.appending", str(folder), str(SLOW_ROUNDS)),
    ]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    times: list[float] = json.loads(done.stdout)
    return times


async def _alone(folder: Path, rounds: int) -> list[float]:
    clock, times = SystemClock(trusted=True), []
    async with SqliteJournal(folder, keys=KEYS, clock=clock) as journal:
        for number in range(rounds):
            start = time.perf_counter()
            await journal.append(_draft(clock, number))
            times.append((time.perf_counter() - start) * 1000)
    return times


async def _together(folder: Path) -> float:
    clock = SystemClock(trusted=True)
    async with SqliteJournal(folder, keys=KEYS, clock=clock) as journal:
        start = time.perf_counter()
        for _ in range(ROUNDS // CLIENTS):
            drafts = [_draft(clock, number) for number in range(CLIENTS)]
            await asyncio.gather(*(journal.append(draft) for draft in drafts))
        seconds = time.perf_counter() - start
    return ROUNDS // CLIENTS * CLIENTS / seconds


def _plain(path: Path) -> Iterator[float]:
    payload = json.dumps(dict(_draft(SystemClock(trusted=True), 0).payload))
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_PLAIN)
        for _ in range(ROUNDS):
            start = time.perf_counter()
            connection.execute("INSERT INTO plain (payload) VALUES (?)", [payload])
            connection.commit()
            yield (time.perf_counter() - start) * 1000


def _draft(clock: SystemClock, number: int) -> Draft:
    payload = {"lane": "1", "direction": "in", "verdict": "allow", "reasons": []}
    person = Person(
        subject=f"{number:012x}", masked="测**", private={"pass_id": f"{number:012x}"}
    )
    return Draft(kind=Kind.PASSAGE, at=clock.now(), payload=payload, person=person)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_alone(Path(sys.argv[1]), int(sys.argv[2])))))
