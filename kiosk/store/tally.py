"""The summary of a shift: counted in one look at the records, off the lane's way.

Passages are counted in running sums by ``HEAP`` rows of the journal, so that a summary
looks at two heaps of rows at most, however long nobody handed over.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from kiosk.core.handover import Counts, Open, Summary
from kiosk.store import rows
from kiosk.store.database import open_for_reading
from kiosk.store.files import StoreFiles
from kiosk.store.passages import HEAP
from kiosk.store.schema import refuse_newer

_MOST_NAMED: Final = 20
"""A payload has an end; what is rarer than these is not named."""

_LAST_HANDOVER: Final = """
SELECT coalesce(max(through), 0) FROM handover WHERE number IS NOT NULL"""

_DECIDED: Final = "outcome IN ('decided', 'given-up') AND verdict IS NOT NULL"
_BY: Final = {
    "outcomes": ("coalesce(outcome, '')", "TRUE"),
    "verdicts": ("verdict", _DECIDED),
    "reasons": ("coalesce(reason, 'none')", _DECIDED),
    "classes": ("coalesce(class, 'none')", _DECIDED),
    "directions": ("coalesce(direction, '')", _DECIDED),
}

# Whole heaps by their sums; the rows before the first and after the last one by one.
_COUNTED: Final = """
WITH counted AS (
    SELECT nullif(outcome, '') AS outcome, nullif(verdict, '') AS verdict,
        nullif(reason, '') AS reason, nullif(class, '') AS class,
        nullif(direction, '') AS direction, count AS n
    FROM passage_sum WHERE heap >= :first AND heap < :last
    UNION ALL
    SELECT outcome, verdict, reason, class, direction, 1 FROM passage
    WHERE seq > :after AND seq < :first_row OR seq >= :last_row AND seq <= :through
)"""

_FAULTS: Final = """
SELECT payload FROM journal WHERE seq > ? AND seq <= ? AND kind = 'device'"""

_INSIDE: Final = """
SELECT count(*) FROM
(SELECT direction, max(seq) FROM crossing WHERE undone IS NULL GROUP BY pass_id)
WHERE direction = 'in'"""

_OUTSIDE: Final = """
SELECT count(*) FROM household_use
WHERE in_seq IS NULL AND undone IS NULL AND out_at < ?"""

_OPEN: Final = """
SELECT seq, verdict, reasons FROM incident
WHERE closed_at IS NULL AND seq <= ? ORDER BY seq"""


class Tally:
    """Sums up what happened since the last handover.

    Args:
        directory: The store folder.
    """

    def __init__(self, directory: Path) -> None:
        self._path = StoreFiles(directory).database

    def summary(self, now: datetime, stay: timedelta) -> Summary:
        """Count; the time does not depend on how much is counted.

        Args:
            now: Wall time, aware.
            stay: How long one may stay out before being overdue.

        Raises:
            StoreError: The records cannot be read.
        """
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            db.execute("BEGIN")  # one state of the file for every count
            head, _ = rows.head(db)
            after = int(db.execute(_LAST_HANDOVER).fetchone()[0])
            span = (after, head.seq)
            first = db.execute(
                "SELECT at FROM journal WHERE seq > ? ORDER BY seq LIMIT 1", [after]
            ).fetchone()
            outcomes = _counts(db, "outcomes", span)
            overdue_before = rows.stamp(now - stay)
            waiting = db.execute(_OPEN, [head.seq]).fetchall()
            return Summary(
                after=after,
                through=head.seq,
                head=head.short(),
                since=datetime.fromisoformat(first[0]) if first else None,
                until=now,
                outcomes=outcomes,
                verdicts=_counts(db, "verdicts", span),
                reasons=_counts(db, "reasons", span),
                classes=_counts(db, "classes", span),
                directions=_counts(db, "directions", span),
                inside=_number(db, _INSIDE, []),
                outside=_number(db, _OUTSIDE, ["~"]),  # sorts after every time
                overdue=_number(db, _OUTSIDE, [overdue_before]),
                incidents=len(waiting),
                open=tuple(_open(*row) for row in waiting[:_MOST_NAMED]),
                overrides=outcomes.get("overridden", 0),
                faults=_faults(db, span),
            )


def _number(db: Database, sql: str, values: list[Any]) -> int:
    return int(db.execute(sql, values).fetchone()[0])


def _counts(db: Database, name: str, span: tuple[int, int]) -> Counts:
    word, where = _BY[name]
    found = db.execute(
        f"{_COUNTED} SELECT {word}, sum(n) FROM counted"  # noqa: S608 - no input in it
        f" WHERE {where} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {_MOST_NAMED}",
        _heaps(*span),
    )
    return {str(word): int(count) for word, count in found.fetchall()}


def _heaps(after: int, through: int) -> dict[str, int]:
    """The heaps that lie wholly between two rows, and where they begin and end."""
    first = after // HEAP + 1
    last = max(first, (through + 1) // HEAP)
    first_row, last_row = first * HEAP, last * HEAP
    if first_row > through:
        first_row = last_row = through + 1
    return {
        "after": after,
        "through": through,
        "first": first,
        "last": last,
        "first_row": first_row,
        "last_row": last_row,
    }


def _faults(db: Database, span: tuple[int, int]) -> Counts:
    counted: dict[str, int] = {}
    for (payload,) in db.execute(_FAULTS, span):
        said = json.loads(payload)
        if said.get("condition") == "failed":
            name = f"{said.get('device')}: {said.get('slug')}"
            counted[name] = counted.get(name, 0) + 1
    most = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return dict(most[:_MOST_NAMED])


def _open(seq: int, verdict: str, reasons: str) -> Open:
    named = json.loads(reasons)
    return Open(seq=seq, verdict=verdict, reason=named[0] if named else "")
