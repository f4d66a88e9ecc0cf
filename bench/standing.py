"""A household among 1,000,000 uses: looked up, decided about, found by a leader."""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from nacl.public import PrivateKey

from bench.report import RESULTS, Row, percentile
from bench.rules import FACTS
from kiosk.app.household_search import HouseholdSearch
from kiosk.clock import SystemClock
from kiosk.core.facts import Facts
from kiosk.core.household import quota_of
from kiosk.core.record import Bearer, Draft, Kind
from kiosk.core.standing import Identity
from kiosk.rules.decision import decide
from kiosk.store.holders import Holders
from kiosk.store.journal import SqliteJournal
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import open_keyring
from kiosk.store.policies import open_policy, shipped_policies
from kiosk.store.sealing import SealKeys
from kiosk.store.standing import RecordedStanding

HOUSES = 20_000
ROUNDS = 2000
KEYS = SealKeys(master=b"\1" * 32, supervisor=bytes(PrivateKey(b"\2" * 32).public_key))
_SURNAMES = "王李张刘陈杨赵黄周吴"
_NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
_FILL = """
PRAGMA foreign_keys = OFF;
BEGIN;
CREATE TEMP TABLE past AS
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000)
SELECT i, printf('%012x', i % 20000) AS household, printf('%012x', i % 80000) AS pass,
       strftime('%Y-%m-%dT%H:%M:%f000Z', '2026-11-21 04:00', -i || ' minutes') AS at
FROM n;
INSERT INTO household_use
SELECT -i, household, i % 4, pass, at, at, 0, at, NULL FROM past;
INSERT INTO crossing SELECT pass, -i, 'resident', 'out', at, NULL FROM past;
INSERT INTO standing SELECT household, max(i) FROM past GROUP BY household;
COMMIT;
"""


def measure() -> Iterator[Row]:
    """Lookups, appends and decisions with a full store."""
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=RESULTS) as folder:  # a disk, not a tmpfs
        store = Path(folder) / "store"
        appended = asyncio.run(_append(store))
        clock = SystemClock(trusted=True)
        policy = max(map(open_policy, shipped_policies()), key=lambda p: len(p.rules))
        quota = quota_of(policy.parameters)
        records = RecordedStanding(store, clock=clock, quota=lambda: quota)
        base = Facts.model_validate(FACTS | {"lane": {"direction": "out"}})

        def look(number: int) -> None:
            records.standing_of(_identity(number), _NOW)

        def look_and_decide(number: int) -> None:
            found = records.standing_of(_identity(number), _NOW)
            update = {"household": found.household, "presence": found.presence}
            decide(base.model_copy(update=update), policy)

        yield from _searches(store, clock)
        with closing(records):
            for part, act in (("look up", look), ("look up, decide", look_and_decide)):
                yield from _rows(f"{part} in 1,000,000 uses", act)
        name = "append an exit among 1,000,000 uses"
        yield Row(part=name, what="p50 ms", value=median(appended))
        yield Row(part=name, what="p99 ms", value=percentile(appended, 99))


def _rows(part: str, act: Callable[[int], None]) -> Iterator[Row]:
    """Wall time as measured, and the share of it that does not hang on neighbours."""
    wall, core = [], []
    for number in range(ROUNDS):
        began, worked = time.perf_counter(), time.thread_time()
        act(number * 7919)  # another household each time: nothing stays warm for it
        core.append((time.thread_time() - worked) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
    yield Row(part=part, what="p50 ms", value=median(wall))
    yield Row(part=part, what="p99 ms", value=percentile(wall, 99))
    worst = percentile(core, 99)
    note = "a quarter of a core takes four times as long"
    yield Row(part=part, what="p99 ms of CPU", value=worst, budget=5 / 4, note=note)


def _searches(store: Path, clock: SystemClock) -> Iterator[Row]:
    """The searches of a leader's page, of whom the kiosk knows a name by their pass."""
    keys = store / "keys"
    open_keyring(keys, FirstStart(community="620102001001", now=clock.now()))
    Holders(store).note_all(
        (f"{number:012x}", f"{_SURNAMES[number % len(_SURNAMES)]}**")
        for number in range(4 * HOUSES)
    )
    search = HouseholdSearch(keys, store)
    for what, text in (
        ("pass", f"{7:012x}"),
        ("name", _SURNAMES[0]),
        ("building", "3"),
    ):
        note, times = f"{len(search.matches(text))} found", []
        for _ in range(ROUNDS // 400):
            began = time.perf_counter()
            search.matches(text)
            times.append((time.perf_counter() - began) * 1000)
        part = f"search 1,000,000 uses by {what}"
        yield Row(part=part, what="p50 ms", value=median(times), budget=150, note=note)


def _identity(number: int) -> Identity:
    house, member = number % HOUSES, number % 4
    return Identity(
        pass_id=f"{number % (4 * HOUSES):012x}",
        household=f"{house:012x}",
        member=member,
    )


async def _append(store: Path) -> list[float]:
    clock = SystemClock(trusted=True)
    async with SqliteJournal(store, keys=KEYS, clock=clock):
        pass  # makes the tables
    _fill(store / "kiosk.db")
    times = []
    async with SqliteJournal(store, keys=KEYS, clock=clock) as journal:
        for number in range(ROUNDS // 4):
            start = time.perf_counter()
            await journal.append(_exit(number))
            times.append((time.perf_counter() - start) * 1000)
    return times


def _fill(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_FILL)


def _exit(number: int) -> Draft:
    who, payload = _identity(number * 7919), {"outcome": "decided", "verdict": "allow"}
    said = {"direction": "out", "clock": "synced", "code": {"class": "resident"}}
    bearer = Bearer(pass_id=who.pass_id, household=who.household, member=who.member)
    at = _NOW + timedelta(seconds=number)
    return Draft(kind=Kind.PASSAGE, at=at, payload=payload | said, bearer=bearer)
