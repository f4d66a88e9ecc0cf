"""Erasing: what is personal goes by age; the chain still verifies without it.

Erased are the sealed people rows, whose pass a row was about, and the projections made
from that; only what keeps a household void stays, and what a supervisor holds. Each
kind has an age of its own. ``secure_delete`` overwrites the freed pages with zeros; the
write-ahead log is emptied afterwards. A card's own wear levelling may keep old blocks:
nothing but destroying the card helps there, and sealed boxes open with the supervisor's
key only.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from sqlite3 import Error as SqliteError
from typing import Final

from sqlite_utils import Database

from kiosk.core.keeping import Kept, Lasts, Range
from kiosk.store.households import STANDING_VOIDS, standing_voids
from kiosk.store.rows import stamp

MOST: Final = 500
"""Rows erased in one go: a passage waits for one such step at most."""

Holds = Sequence[Range]
"""Rows that must be kept for now."""

Erased = Mapping[Kept, int]
"""How many rows lost what is kept in it; empty when all are done."""

_PEOPLE: Final = (("people", "seq"), ("plate", "seq"))
_BEARER: Final = (
    ("bearer", "seq"),
    ("crossing", "seq"),
    ("household_use", "seq"),
    ("household_mark", "seq"),
    ("standing", "version"),
)

# A form is told from a pass by the word that every passage carries.
_OLDEST: Final = f"""
WITH held AS (
    SELECT value ->> 0 AS first, ifnull(value ->> 1, 9e18) AS last
    FROM json_each(:holds)),
personal AS (
    SELECT people.seq AS seq,
        CASE WHEN kind = 'passage' AND instr(payload, '"registered":true') > 0
            THEN 'registration'
        WHEN kind IN ('passage', 'incident', 'shift') THEN kind
        ELSE 'other' END AS kept
    FROM people JOIN journal USING (seq)
    UNION ALL
    SELECT seq, 'bearer' FROM bearer WHERE seq NOT IN ({STANDING_VOIDS}))
SELECT seq, kept FROM personal
WHERE seq <= (SELECT value FROM json_each(:lasts) WHERE key = kept)
    AND NOT EXISTS (SELECT 1 FROM held WHERE seq BETWEEN first AND last)
ORDER BY seq LIMIT :most"""  # noqa: S608 - no input in it


def erase_some(db: Database, lasts: Lasts, holds: Holds = ()) -> Erased:
    """Erase what belongs to the oldest rows that have anything; durable on return.

    Args:
        db: The writing connection, outside of a transaction.
        lasts: The newest rows that are old enough; what is not named is kept.
        holds: What is kept whatever its age.

    Returns:
        What was erased; empty when all are done.

    Raises:
        sqlite3.Error: Nothing was erased.
    """
    db.execute("PRAGMA secure_delete = ON")
    db.execute("BEGIN IMMEDIATE")
    try:
        oldest = _oldest(db, lasts, holds)
        void = standing_voids(db)  # erased, a household's passes would be good again
        bearers = {seq for seq, kept in oldest if kept is Kept.BEARER} - set(void)
        people = {seq for seq, kept in oldest if kept is not Kept.BEARER}
        _delete(db, _PEOPLE, people)
        _delete(db, _BEARER, bearers)
        db.execute("COMMIT")
    except BaseException:
        with suppress(SqliteError):  # the first error is the one to tell
            if db.conn.in_transaction:
                db.execute("ROLLBACK")
        raise
    return Counter(kept for _, kept in oldest)


def _delete(
    db: Database, columns: Sequence[tuple[str, str]], numbers: set[int]
) -> None:
    for table, column in columns:
        db.execute(
            f"DELETE FROM {table} WHERE {column} IN"  # noqa: S608 - no input in it
            " (SELECT value FROM json_each(?))",
            [json.dumps(sorted(numbers))],
        )


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


def _oldest(db: Database, lasts: Lasts, holds: Holds) -> list[tuple[int, Kept]]:
    limits = {"holds": json.dumps(list(holds)), "lasts": json.dumps(dict(lasts))}
    found = db.execute(_OLDEST, {**limits, "most": MOST}).fetchall()
    return [(seq, Kept(kept)) for seq, kept in found]
