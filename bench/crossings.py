"""Crossings as large as real ones, and a journal full of them with right hashes."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from bench.million import make_tables
from bench.rules import FACTS
from kiosk.clock import SystemClock
from kiosk.core.chain import ZERO, canonical, row_hash
from kiosk.core.record import Kind
from kiosk.store.rows import stamp

_APART: Final = timedelta(seconds=30)  # between two rows: a million are a year


def crossing(kiosk: str, number: int) -> dict[str, Any]:
    """The payload of a passage."""
    return {
        "passage": f"{number:016x}",
        "outcome": "decided",
        "kiosk": kiosk,
        "lane": "1",
        "grid": "测试县/测试镇/测试社区/1",
        "direction": "in",
        "verdict": "allow",
        "reasons": ["pass-valid"],
        "clock": "synced",
        "facts": FACTS,
        "temperature": {"celsius": 36.5, "kind": "body", "quality": "good"},
        "stages_ms": {"frame": 0.0, "decoded": 14.2, "decided": 31.7},
    }


def fill(store: Path, kiosk: str, count: int) -> None:
    """Make a store whose journal has so many of them, the last one now."""
    asyncio.run(make_tables(store))
    with closing(sqlite3.connect(store / "kiosk.db")) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.executemany(
            "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?)", _chain(kiosk, count)
        )
        connection.commit()


def _chain(kiosk: str, count: int) -> Iterator[tuple[int, str, str, str, str, str]]:
    prev, first = ZERO, SystemClock(trusted=True).now() - count * _APART
    for seq in range(1, count + 1):
        at, text = stamp(first + seq * _APART), canonical(crossing(kiosk, seq))
        own = row_hash(prev, seq, at, Kind.PASSAGE, text)
        yield seq, at, str(Kind.PASSAGE), text, prev, own
        prev = own
