"""Journals to test with: invented people, fixed keys, a clock turned by hand."""

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from nacl.public import PrivateKey
from sqlite_utils import Database

from kiosk.core.keeping import Kept, Lasts
from kiosk.core.record import Draft, Entry, Kind, Person
from kiosk.store.erasing import Holds, erase_some
from kiosk.store.journal import Limits, SqliteJournal
from kiosk.store.ledger import Ledger
from kiosk.store.rows import prepare
from kiosk.store.sealing import SealKeys
from tests.fakes import NOON, FakeClock

SUPERVISOR = bytes(range(32))
KEYS = SealKeys(master=bytes(32), supervisor=bytes(PrivateKey(SUPERVISOR).public_key))
FAST = Limits(low_bytes=0, retry_seconds=0.02)

ZHANG = Person(
    subject="0000000000aa",
    masked="测**",
    private={"name": "测试甲", "phone": "10000000001"},
)


def passage(
    number: int = 1, *, person: Person | None = None, minutes: float = 0, **extra: Any
) -> Draft:
    payload = {
        "passage": f"p{number}",
        "lane": "main",
        "direction": "in",
        "outcome": "decided",
        "verdict": "allow",
        "reasons": ["pass-valid"],
        "code": {"kind": "pass", "class": "resident"},
        "temperature": {"celsius": 36.5},
    }
    return Draft(
        kind=Kind.PASSAGE,
        at=NOON + timedelta(minutes=minutes),
        payload=payload | extra,
        person=person,
    )


def through(last: int) -> Lasts:
    """Everything personal up to row ``last`` is old enough."""
    return dict.fromkeys(Kept, last)


def erase_old(db: Database, lasts: Lasts, holds: Holds = ()) -> dict[Kept, int]:
    """Erase step by step until all is done; what was erased."""
    erased = Counter[Kept]()
    after: int | None = 0
    while after is not None:
        step = erase_some(db, lasts, holds, after)
        erased.update(step.erased)
        after = step.after
    return dict(erased)


def audit(text: str) -> Draft:
    return Draft(kind=Kind.AUDIT, at=NOON, payload={"text": text})


def journal(directory: Path, limits: Limits = FAST) -> SqliteJournal:
    return SqliteJournal(directory, keys=KEYS, clock=FakeClock(), limits=limits)


def ledger(directory: Path) -> Ledger:
    return Ledger(directory, keys=KEYS, clock=FakeClock())


def fill(directory: Path, *drafts: Draft) -> list[Entry]:
    """Write drafts, one commit each, and close the journal."""
    pen = ledger(directory)
    pen.open()
    try:
        written = [pen.append([prepare(draft)])[0] for draft in drafts]
    finally:
        pen.close()
    return [entry for entry in written if isinstance(entry, Entry)]


def tamper(directory: Path, *statements: str) -> None:
    """Change the file as somebody would who has the card and knows SQLite."""
    with closing(sqlite3.connect(directory / "kiosk.db")) as connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
