"""The projections: what searches, counts and the rules look at.

Written in the transaction of their journal row and rebuilt from the journal at any
time. Each takes every row and picks what concerns it.
"""

import json
from typing import Final

from sqlite_utils import Database

from kiosk.core.record import Bearer, Kind
from kiosk.store import elsewhere, household_tables, households, incidents, shifts
from kiosk.store.filed import Filed
from kiosk.store.passages import project_passage

_ROWS: Final = """
SELECT journal.seq, at, kind, payload, pass_id, household, member, bearer.seq
FROM journal LEFT JOIN bearer USING (seq) ORDER BY journal.seq"""

_PROJECTED: Final = (
    *("passage", "passage_sum", "incident_step", "incident"),
    *household_tables.PROJECTED,
    *shifts.PROJECTED,
    *elsewhere.PROJECTED,
)

_KINDS: Final = (Kind.PASSAGE, Kind.INCIDENT, Kind.SHIFT)


def project(db: Database, row: Filed) -> None:
    """Add a row to every projection that it concerns."""
    if row.kind == Kind.PASSAGE:
        project_passage(db, row.seq, row.at, row.payload)
        incidents.open_from_passage(db, row.seq, row.at, row.payload)
    elif row.kind == Kind.INCIDENT:
        incidents.project_event(db, row.seq, row.at, row.payload)
    elif row.kind == Kind.SHIFT:
        shifts.project(db, row)
    households.project(db, row)
    elsewhere.project(db, row)


def rebuild(db: Database) -> int:
    """Build the projections anew; return how many rows of the journal count there."""
    count = 0
    with db.atomic():
        for table in _PROJECTED:
            db.execute(f"DELETE FROM {table}")  # noqa: S608 - no input in it
        for seq, at, kind, payload, *bearer, named in db.execute(_ROWS):
            row = Filed(
                seq=seq,
                at=at,
                kind=kind,
                payload=json.loads(payload),
                bearer=None if named is None else _bearer(*bearer),
            )
            project(db, row)
            count += row.kind in _KINDS or row.bearer is not None
    return count


def _bearer(pass_id: str | None, household: str | None, member: int | None) -> Bearer:
    return Bearer(pass_id=pass_id, household=household, member=member)
