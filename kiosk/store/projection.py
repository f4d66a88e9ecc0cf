"""The projections: what searches, counts and the rules look at.

Written in the transaction of their journal row and rebuilt from the journal at any
time. Each takes every row and picks what concerns it.
"""

import json
from typing import Final

from sqlite_utils import Database

from kiosk.core.record import Bearer, Kind
from kiosk.store import households
from kiosk.store.filed import Filed

_INSERT: Final = """
INSERT INTO passage
(seq, at, passage, lane, direction, outcome, verdict, reason, class, celsius)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""

_ROWS: Final = """
SELECT journal.seq, at, kind, payload, pass_id, household, member, bearer.seq
FROM journal LEFT JOIN bearer USING (seq) ORDER BY journal.seq"""


def project(db: Database, row: Filed) -> None:
    """Add a row to every projection that it concerns."""
    if row.kind == Kind.PASSAGE:
        _project_passage(db, row)
    households.project(db, row)


def rebuild(db: Database) -> int:
    """Build the projections anew from the journal; return the number of passages."""
    with db.atomic():
        db.execute("DELETE FROM passage")
        households.clear(db)
        for seq, at, kind, payload, pass_id, household, member, known in db.execute(_ROWS):
            bearer = Bearer(pass_id=pass_id, household=household, member=member)
            row = Filed(
                seq=seq,
                at=at,
                kind=kind,
                payload=json.loads(payload),
                bearer=None if known is None else bearer,
            )
            project(db, row)
        return int(db.execute("SELECT count(*) FROM passage").fetchone()[0])


def _project_passage(db: Database, row: Filed) -> None:
    reasons = row.payload.get("reasons")
    first = reasons[0] if isinstance(reasons, (list, tuple)) and reasons else None
    db.execute(
        _INSERT,
        (
            row.seq,
            row.at,
            *map(row.text, ("passage", "lane", "direction", "outcome", "verdict")),
            first if isinstance(first, str) else None,
            row.text("code", "class"),
            row.number("temperature", "celsius"),
        ),
    )
