"""The summary of a shift: counted in one look at the records, off the lane's way."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from kiosk.core.handover import Counts, Open, Summary
from kiosk.store import rows
from kiosk.store.counting import MOST_NAMED, Span, counts
from kiosk.store.database import open_for_reading
from kiosk.store.files import StoreFiles
from kiosk.store.schema import refuse_newer

_LAST_HANDOVER: Final = """
SELECT coalesce(max(through), 0) FROM handover WHERE number IS NOT NULL"""

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
            first = db.execute(
                "SELECT at FROM journal WHERE seq > ? ORDER BY seq LIMIT 1", [after]
            ).fetchone()
            since = datetime.fromisoformat(first[0]) if first else None
            return replace(summed(db, (after, head.seq), now, stay), since=since)


def summed(db: Database, span: Span, now: datetime, stay: timedelta) -> Summary:
    """What happened in a span of rows, and how things stand.

    Args:
        db: A reading connection, inside of a transaction.
        span: Which rows.
        now: Wall time, aware.
        stay: How long one may stay out before being overdue.
    """
    outcomes = counts(db, span, "coalesce(outcome, '')", "TRUE")
    waiting = db.execute(_OPEN, [span[1]]).fetchall()
    return Summary(
        after=span[0],
        through=span[1],
        head=rows.anchor(db, span[1]).short(),
        until=now,
        outcomes=outcomes,
        verdicts=counts(db, span, "verdict"),
        reasons=counts(db, span, "coalesce(reason, 'none')"),
        classes=counts(db, span, "coalesce(class, 'none')"),
        directions=counts(db, span, "coalesce(direction, '')"),
        inside=_number(db, _INSIDE, []),
        outside=_number(db, _OUTSIDE, ["~"]),  # sorts after every time
        overdue=_number(db, _OUTSIDE, [rows.stamp(now - stay)]),
        incidents=len(waiting),
        open=tuple(_open(*row) for row in waiting[:MOST_NAMED]),
        overrides=outcomes.get("overridden", 0),
        faults=_faults(db, span),
    )


def _number(db: Database, sql: str, values: list[Any]) -> int:
    return int(db.execute(sql, values).fetchone()[0])


def _faults(db: Database, span: Span) -> Counts:
    counted: dict[str, int] = {}
    for (payload,) in db.execute(_FAULTS, span):
        said = json.loads(payload)
        if said.get("condition") == "failed":
            name = f"{said.get('device')}: {said.get('slug')}"
            counted[name] = counted.get(name, 0) + 1
    most = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return dict(most[:MOST_NAMED])


def _open(seq: int, verdict: str, reasons: str) -> Open:
    named = json.loads(reasons)
    return Open(seq=seq, verdict=verdict, reason=named[0] if named else "")
