"""Erasing: what is personal goes by age; the chain still verifies without it.

Erased are the sealed people rows, whose pass a row was about, and the projections made
from that; only what keeps a household void stays. ``secure_delete`` overwrites the
freed pages with zeros; the write-ahead log is emptied afterwards. A card's own wear
levelling may keep old blocks: nothing but destroying the card helps there, and sealed
boxes open with the supervisor's key only.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from sqlite3 import Error as SqliteError
from typing import Final

from sqlite_utils import Database

from kiosk.store.households import STANDING_VOIDS, standing_voids
from kiosk.store.rows import stamp

MOST: Final = 500
"""Rows erased in one go: a passage waits for one such step at most."""

Holds = Sequence[tuple[int, int]]
"""Ranges of journal numbers, ends included, that must be kept for now."""

_SIDES: Final = ("people", "bearer")
_COLUMNS: Final = (
    *((side, "seq") for side in (*_SIDES, "plate")),
    ("crossing", "seq"),
    ("household_use", "seq"),
    ("household_mark", "seq"),
    ("standing", "version"),
)


def erase_some(db: Database, last: int, holds: Holds = ()) -> int:
    """Erase what belongs to the oldest rows that have anything; durable on return.

    Args:
        db: The writing connection, outside of a transaction.
        last: The newest row that is old enough.
        holds: What is kept whatever its age.

    Returns:
        How many rows lost their personal side; 0 when all are done.

    Raises:
        sqlite3.Error: Nothing was erased.
    """
    db.execute("PRAGMA secure_delete = ON")
    db.execute("BEGIN IMMEDIATE")
    try:
        numbers = _oldest(db, last, holds)
        void = standing_voids(db)  # erased, a household's passes would be good again
        for table, column in _COLUMNS:
            spared = set() if table in {"people", "plate"} else void
            db.execute(
                f"DELETE FROM {table} WHERE {column} IN"  # noqa: S608 - no input in it
                " (SELECT value FROM json_each(?))",
                [json.dumps([seq for seq in numbers if seq not in spared])],
            )
        db.execute("COMMIT")
    except BaseException:
        with suppress(SqliteError):  # the first error is the one to tell
            if db.conn.in_transaction:
                db.execute("ROLLBACK")
        raise
    return len(numbers)


def empty_log(db: Database) -> None:
    """Move the write-ahead log into the file and cut it off.

    A reader that looks meanwhile only delays it until the next time.
    """
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def last_before(db: Database, moment: datetime) -> int:
    """The newest row from before ``moment``, 0 without one; reads every row's time.

    Args:
        db: A reading connection.
        moment: Wall time, aware.
    """
    found = db.execute("SELECT max(seq) FROM journal WHERE at < ?", [stamp(moment)])
    return int(found.fetchone()[0] or 0)


def _oldest(db: Database, last: int, holds: Holds) -> list[int]:
    kept = " AND NOT seq BETWEEN ? AND ?" * len(holds)
    limits = [number for hold in holds for number in hold]
    spared = {"people": "", "bearer": f" AND seq NOT IN ({STANDING_VOIDS})"}
    sides = " UNION ".join(
        f"SELECT seq FROM {table} WHERE seq <= ?{kept}{spared[table]}"  # noqa: S608 - no input in it
        for table in _SIDES
    )
    found = db.execute(f"{sides} ORDER BY seq LIMIT {MOST}", [last, *limits] * 2)
    return [seq for (seq,) in found.fetchall()]
