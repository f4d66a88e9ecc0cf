"""Holds as the journal tells them, and the rows that a hold is put on.

A hold is an ``audit`` row with the numbers of rows and nothing personal; whoever it is
about is looked up once and not written down.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import Cursor
from typing import Final

from sqlite_utils import Database

from kiosk.core.keeping import Hold, Range, Target, ranges_of
from kiosk.store.checking import parsed
from kiosk.store.database import open_for_reading
from kiosk.store.files import StoreFiles
from kiosk.store.rows import stamp
from kiosk.store.schema import refuse_newer
from kiosk.store.sealing import SealKeys, token

PUT: Final = "hold"
RELEASED: Final = "hold-released"

# The words of the index journal_hold, else SQLite reads every row.
_HOLDS: Final = """
SELECT seq, at, payload FROM journal
WHERE kind = 'audit' AND instr(payload, '"event":"hold') > 0 ORDER BY seq"""

_ALIKE: Final = """
SELECT seq FROM people WHERE token IN
    (SELECT token FROM people WHERE seq = :seq)
UNION
SELECT bearer.seq FROM bearer JOIN bearer AS known ON known.seq = :seq
WHERE bearer.pass_id = known.pass_id
ORDER BY 1"""

_KNOWN_AS: Final = """
SELECT seq FROM people WHERE token IN (SELECT value FROM json_each(:tokens))
UNION
SELECT seq FROM bearer WHERE :person IN (pass_id, household)
ORDER BY 1"""


def holds_of(db: Database) -> list[Hold]:
    """Every hold that was not released, oldest first.

    Args:
        db: Any connection.
    """
    holds: dict[int, Hold] = {}
    for seq, at, payload in db.execute(_HOLDS).fetchall():
        said = json.loads(payload)
        if said["event"] == RELEASED:
            holds.pop(said["hold"], None)
        elif said["event"] == PUT:
            ranges = tuple((first, last) for first, last in said["rows"])
            holds[seq] = Hold(
                seq=seq, at=at, ranges=ranges, why=said["why"], by=said["by"]
            )
    return list(holds.values())


class HoldBook:
    """Looks holds up; each question on a read-only connection of its own.

    Every method may raise a StoreError, as ``JournalReader``.

    Args:
        directory: The store folder.
    """

    def __init__(self, directory: Path) -> None:
        self._path = StoreFiles(directory).database

    def in_force(self) -> list[Hold]:
        """Every hold that was not released, oldest first."""
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            return holds_of(db)

    def rows_of(self, target: Target, keys: SealKeys) -> tuple[Range, ...]:
        """The rows a hold shall be put on; empty when there are none.

        Args:
            target: By one of its ways.
            keys: For the day tokens of a person.
        """
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            if target.rows is not None:
                return (target.rows,)
            if target.since is not None:
                return _between(db, target.since, target.until)
            if target.like is not None:
                found = db.execute(_ALIKE, {"seq": target.like})
            else:
                found = _known_as(db, target.person, keys)
            return ranges_of([seq for (seq,) in found.fetchall()])


def _between(
    db: Database, since: datetime, until: datetime | None
) -> tuple[Range, ...]:
    """From the first row of a time to its last, and what lies between by number."""
    before = stamp(until) if until else "~"  # after every digit
    first, last = db.execute(
        "SELECT min(seq), max(seq) FROM journal WHERE at >= ? AND at < ?",
        [stamp(since), before],
    ).fetchone()
    if until is None:
        return ((first or _next(db), None),)
    return () if first is None else ((first, last),)


def _next(db: Database) -> int:
    return int(db.execute("SELECT ifnull(max(seq), 0) + 1 FROM journal").fetchone()[0])


def _known_as(db: Database, person: str, keys: SealKeys) -> Cursor:
    tokens = [token(keys, person, day) for day in _days(db)]
    values = {"tokens": json.dumps(tokens), "person": person}
    return db.execute(_KNOWN_AS, values)


def _days(db: Database) -> Iterator[datetime]:
    """A moment of every day of which there are people: each has a key of its own."""
    found = db.execute(
        "SELECT min(at), max(at) FROM journal WHERE seq IN (SELECT seq FROM people)"
    ).fetchone()
    if found[0] is None:
        return
    day, last = parsed(found[0]), parsed(found[1]) + timedelta(days=1)
    while day <= last:
        yield day
        day += timedelta(days=1)
