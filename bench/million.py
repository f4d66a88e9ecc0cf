"""A store of 1,000,000 passages, made by SQL: a journal would take an hour to write."""

import asyncio
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench.report import RESULTS
from bench.standing import KEYS
from kiosk.clock import SystemClock
from kiosk.store.journal import SqliteJournal
from kiosk.store.passages import SUMS

PASSAGES = 1_000_000
_FILL = """
PRAGMA foreign_keys = OFF;
PRAGMA synchronous = OFF;
DROP TRIGGER journal_next;
BEGIN;
CREATE TEMP TABLE past AS
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000)
SELECT i, strftime('%Y-%m-%dT%H:%M:%f000Z', '2026-01-01', (i * 20) || ' seconds') AS at,
       i * 7919 % 10007 AS dice, printf('%08x-0000-4000-8000-%012x', i, i) AS id FROM n;
INSERT INTO journal
SELECT i, at, 'passage', '{"passage":"' || id || '"}', printf('%064x', i - 1),
       printf('%064x', i) FROM past;
INSERT INTO passage
SELECT i, at, id, iif(i % 2, '1', '2'), iif(i % 3, 'in', 'out'),
       iif(dice % 500, 'decided', 'overridden'),
       CASE WHEN dice < 9000 THEN 'allow' WHEN dice < 9400 THEN 'register'
            WHEN dice < 9900 THEN 'refuse' ELSE 'hold' END,
       CASE WHEN dice < 9000 THEN NULL WHEN dice < 9400 THEN 'nat-missing'
            WHEN dice < 9900 THEN 'pass-expired' ELSE 'fever' END,
       CASE dice % 4 WHEN 0 THEN 'vehicle' WHEN 1 THEN 'temporary' ELSE 'resident' END,
       36.5 FROM past;
INSERT INTO incident
SELECT passage, seq, at, lane, verdict, '["' || reason || '"]', '[]', at, 'cleared', ''
FROM passage WHERE verdict IN ('refuse', 'hold');
INSERT INTO people
SELECT i, printf('%032x', i % 1000 + i / 4320 * 1000), '', zeroblob(64) FROM past;
INSERT INTO plate SELECT i, printf('%032x', i % 500) FROM past WHERE dice % 4 = 0;
"""


@contextmanager
def million() -> Iterator[Path]:
    """The store folder, deleted afterwards."""
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=RESULTS) as folder:  # a disk, not a tmpfs
        store = Path(folder) / "store"
        asyncio.run(make_tables(store))
        with closing(sqlite3.connect(store / "kiosk.db")) as connection:
            connection.executescript(_FILL)
            connection.execute("DELETE FROM passage_sum")
            connection.execute(SUMS[1])
            connection.commit()
        yield store


async def make_tables(store: Path) -> None:
    """An empty journal and everything that is drawn from it."""
    async with SqliteJournal(store, keys=KEYS, clock=SystemClock(trusted=True)):
        pass
