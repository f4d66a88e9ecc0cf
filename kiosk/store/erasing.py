"""Erasing: what is personal goes by age; the chain still verifies without it.

Erased are the sealed people rows, whose pass a row was about, and the projections made
from that; only what keeps a household void stays, and what a supervisor holds. Each
kind has an age of its own. ``secure_delete`` overwrites the freed pages with zeros; the
write-ahead log is emptied afterwards. A card's own wear levelling may keep old blocks:
nothing but destroying the card helps there, and sealed boxes open with the supervisor's
key only.
"""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import accumulate
from sqlite3 import Error as SqliteError
from typing import Final, NamedTuple

from sqlite_utils import Database

from kiosk.core.keeping import Kept, Lasts, Range
from kiosk.store.households import STANDING_VOIDS, standing_voids
from kiosk.store.rows import stamp

MOST: Final = 500
"""Rows looked at in one go: a passage waits for one such step at most."""

Holds = Sequence[Range]
"""Rows that must be kept for now."""


class Step(NamedTuple):
    """What a step did, and where the next one begins; None: all is done."""

    erased: Mapping[Kept, int]
    after: int | None


_ENDLESS: Final = 1 << 63

_PEOPLE: Final = (("people", "seq"), ("plate", "seq"))
_BEARER: Final = (
    ("bearer", "seq"),
    ("crossing", "seq"),
    ("household_use", "seq"),
    ("household_mark", "seq"),
    ("standing", "version"),
    ("use_elsewhere", "seq"),
)

# A form is told from a pass by the word that every passage carries.
_NEXT: Final = f"""
SELECT people.seq AS seq,
    CASE WHEN kind = 'passage' AND instr(payload, '"registered":true') > 0
        THEN 'registration'
    WHEN kind IN ('passage', 'incident', 'shift') THEN kind
    ELSE 'other' END AS kept
FROM people JOIN journal USING (seq) WHERE people.seq > :after AND people.seq <= :last
UNION ALL
SELECT seq, 'bearer' FROM bearer
WHERE seq > :after AND seq <= :last AND seq NOT IN ({STANDING_VOIDS})
ORDER BY seq LIMIT :most"""  # noqa: S608 - no input in it


def erase_some(db: Database, lasts: Lasts, holds: Holds = (), after: int = 0) -> Step:
    """Erase what is old enough among the next rows; durable on return.

    Args:
        db: The writing connection, outside of a transaction.
        lasts: The newest rows that are old enough; what is not named is kept.
        holds: What is kept whatever its age.
        after: Where the step before ended.

    Raises:
        sqlite3.Error: Nothing was erased.
    """
    db.execute("PRAGMA secure_delete = ON")
    db.execute("BEGIN IMMEDIATE")
    try:
        found = _next(db, lasts, after)
        due = _due(found, lasts, holds)
        void = standing_voids(db)  # erased, a household's passes would be good again
        bearers = {seq for seq, kept in due if kept is Kept.BEARER} - set(void)
        people = {seq for seq, kept in due if kept is not Kept.BEARER}
        _delete(db, _PEOPLE, people)
        _delete(db, _BEARER, bearers)
        db.execute("COMMIT")
    except BaseException:
        with suppress(SqliteError):  # the first error is the one to tell
            if db.conn.in_transaction:
                db.execute("ROLLBACK")
        raise
    # The last row may have another side, which did not fit in.
    more = found[-1][0] - 1 if len(found) == MOST else None
    return Step(Counter(kept for _, kept in due), more)


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


def _next(db: Database, lasts: Lasts, after: int) -> list[tuple[int, Kept]]:
    values = {"after": after, "last": max(lasts.values(), default=0), "most": MOST}
    return [(seq, Kept(kept)) for seq, kept in db.execute(_NEXT, values).fetchall()]


def _due(
    found: list[tuple[int, Kept]], lasts: Lasts, holds: Holds
) -> list[tuple[int, Kept]]:
    """Those that are old enough and on no hold."""
    ranges = sorted((first, _ENDLESS if end is None else end) for first, end in holds)
    firsts = [first for first, _ in ranges]
    reach = list(accumulate((end for _, end in ranges), max))

    def held(seq: int) -> bool:
        place = bisect_right(firsts, seq)
        return place > 0 and reach[place - 1] >= seq

    return [
        (seq, kept)
        for seq, kept in found
        if seq <= lasts.get(kept, 0) and not held(seq)
    ]
