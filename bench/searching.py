"""The log of 1,000,000 passages: the first page of a search, and a first handover."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from bench import exporting
from bench.million import million
from bench.report import Row
from kiosk.core.log_query import LogQuery, log_query
from kiosk.store.search import LogReader, statement
from kiosk.store.tally import Tally

ROUNDS = 5
_DAY = {"since": "2026-03-01T00:00:00+08:00", "until": "2026-03-02T00:00:00+08:00"}
_ASKED: tuple[dict[str, str], ...] = (
    {},
    {"verdict": "hold"},
    {"reason": "fever", "direction": "out"},
    {"reason": "nothing"},
    {"class": "vehicle", "verdict": "hold"},
    {"direction": "out", "verdict": "hold", "lane": "1"},
    _DAY,
    {"since": _DAY["since"]},
    _DAY | {"verdict": "hold"},
    {"lane": "9"},
    {"outcome": "overridden"},
    {"shift": "2026-03-01/2"},
    {"same_as": "500000"},
    {"same_as": "500000", "verdict": "hold"},
)
_PLATE = LogQuery(plates=tuple(f"{n:032x}" for n in (7, *range(10**6, 10**6 + 365))))


def measure() -> Iterator[Row]:
    """Search, sum up and export."""
    with million() as store:
        yield from _search(store)
        yield _summary(store)
        yield from exporting.rows(store)


def _search(store: Path) -> Iterator[Row]:
    reader = LogReader(store)
    plate = replace(_PLATE, only={"direction": "in"})
    queries = [*map(log_query, _ASKED), _PLATE, plate]
    times = {str(q.told()): _ms(reader.page, q) for q in queries}
    peers = [_ms(_plain, store, *statement(q, None)) for q in queries]
    slowest = max(times, key=lambda asked: times[asked])
    part = f"first page of 1,000,000, {len(queries)} filters"
    yield Row(
        part=part, what="slowest, ms", value=times[slowest], budget=150, note=slowest
    )
    own, plain = median(times.values()), median(peers)
    yield Row(part=part, what="median, ms", value=own)
    note = f"plain sqlite3, no values made: {plain:.2g} ms"
    yield Row(part=part, what="median to peer", value=own / plain, note=note)


def _summary(store: Path) -> Row:
    now = datetime(2026, 11, 21, 4, tzinfo=UTC)
    took = _ms(Tally(store).summary, now, timedelta(hours=3))
    return Row(part="first handover after 1,000,000", what="summary, ms", value=took)


def _ms(act: Callable[..., Any], *args: Any) -> float:
    """Milliseconds it takes, the median of a few."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act(*args)
        times.append((time.perf_counter() - began) * 1000)
    return median(times)


def _plain(store: Path, sql: str, values: list[Any]) -> None:
    with closing(sqlite3.connect(store / "kiosk.db")) as connection:
        connection.execute(f"{sql} DESC LIMIT 50", values).fetchall()
