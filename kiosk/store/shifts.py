"""Shifts as projections: who is on duty 在岗, and which handover waits 交接班.

A handover ends the duties that it names and begins the incoming's, all in its one row.
"""

from collections.abc import Iterable
from typing import Final

from sqlite_utils import Database

from kiosk.core.shift import DutyEnd, DutyEvent
from kiosk.core.staff import Role
from kiosk.store.filed import Filed

TABLES: Final = (
    """
CREATE TABLE duty (
    seq    INTEGER PRIMARY KEY REFERENCES journal (seq),
    staff  TEXT NOT NULL,
    name   TEXT NOT NULL,
    role   TEXT NOT NULL,
    on_at  TEXT NOT NULL,
    off_at TEXT,
    ended  TEXT
) STRICT""",
    # What was handed over is in the rows themselves, which nobody can change.
    """
CREATE TABLE handover (
    seq     INTEGER PRIMARY KEY REFERENCES journal (seq),
    through INTEGER NOT NULL,  -- the last row that it sums up
    closed  INTEGER REFERENCES journal (seq),
    number  INTEGER UNIQUE     -- once accepted
) STRICT""",
    "CREATE UNIQUE INDEX duty_on ON duty (staff) WHERE off_at IS NULL",
    "CREATE INDEX handover_open ON handover (seq) WHERE closed IS NULL",
)

PROJECTED: Final = ("duty", "handover")


def project(db: Database, row: Filed) -> None:
    """Take a row of kind ``shift`` into account."""
    match row.text("event"):
        case DutyEvent.ON:
            _begin(db, row)
        case DutyEvent.RELIEVED:
            _end(db, row, [row.payload.get("relieves")], DutyEnd.RELIEVED)
            _begin(db, row)
        case DutyEvent.OFF:
            said = row.text("ended")
            ended = said if said in set(DutyEnd) else DutyEnd.SIGNED_OUT
            _end(db, row, [row.payload.get("duty")], str(ended))
        case DutyEvent.OFFERED:
            _offer(db, row)
        case DutyEvent.WITHDRAWN:
            _close(db, row, None)
        case DutyEvent.HANDOVER:
            _hand_over(db, row)
        case _:
            pass  # written by a newer kiosk


def _offer(db: Database, row: Filed) -> None:
    through = row.number("summary", "through")
    known = through is not None and 0 <= through < row.seq
    db.execute(
        "INSERT INTO handover VALUES (?, ?, NULL, NULL)",
        (row.seq, int(through or 0) if known else row.seq),
    )


def _hand_over(db: Database, row: Filed) -> None:
    number, leaving = row.payload.get("number"), row.payload.get("leaving")
    _close(db, row, number)
    named = leaving if isinstance(leaving, (list, tuple)) else ()
    _end(db, row, named, DutyEnd.HANDED_OVER)
    _begin(db, row)


def _begin(db: Database, row: Filed) -> None:
    staff, role = row.text("staff"), row.text("role")
    if staff is None or role not in set(Role):
        return
    db.execute(
        "INSERT OR IGNORE INTO duty VALUES (?, ?, ?, ?, ?, NULL, NULL)",
        (row.seq, staff, row.text("name") or "", role, row.at),
    )


def _end(db: Database, row: Filed, named: Iterable[object], ended: str) -> None:
    for seq in named:
        if _is_number(seq):
            db.execute(
                "UPDATE duty SET off_at = ?, ended = ?"
                " WHERE seq = ? AND off_at IS NULL",
                (row.at, ended, seq),
            )


def _close(db: Database, row: Filed, number: object) -> None:
    if _is_number(offer := row.payload.get("offer")):
        db.execute(
            "UPDATE OR IGNORE handover SET closed = ?, number = ?"
            " WHERE seq = ? AND closed IS NULL",
            (row.seq, number if _is_number(number) else None, offer),
        )


def _is_number(value: object) -> bool:
    # SQLite's integers have 64 bits; JSON's have no end.
    return type(value) is int and 0 < value < 1 << 63
