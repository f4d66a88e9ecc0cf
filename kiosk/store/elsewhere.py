"""Uses at sibling kiosks as a projection: who went out, and came back, at other gates.

Households are named by marks: a keyed hash of what the passes carry, so that the hub
can pass uses on and not read them. Each kiosk computes the mark of whoever is there.
"""

from typing import Final

from sqlite_utils import Database

from kiosk.core.record import Kind
from kiosk.store.filed import Filed

EVENT: Final = "use-elsewhere"
"""The ``event`` of a ``forward`` row that tells of one."""

TABLES: Final = (
    """
CREATE TABLE use_elsewhere (
    kiosk  TEXT NOT NULL,
    number INTEGER NOT NULL,  -- of the row in that kiosk's journal
    seq    INTEGER NOT NULL REFERENCES journal (seq),
    mark   TEXT NOT NULL,
    member INTEGER,
    what   TEXT NOT NULL,     -- out or in
    at     TEXT NOT NULL,
    undone INTEGER,
    PRIMARY KEY (kiosk, number)
) STRICT, WITHOUT ROWID""",
    """
CREATE INDEX use_elsewhere_mark ON use_elsewhere (mark, at) WHERE undone IS NULL""",
)

PROJECTED: Final = ("use_elsewhere",)
GRANTED: Final = "out-granted"
"""Out because a leader there let them: it counts, and is nobody's conflict."""
GRANTS: Final = ('"relief":true', '"outcome":"overridden"')
"""By which a passage here says, in canonical JSON, that a leader let them: once more,
or over the rules' head."""
WAYS: Final = frozenset({"out", GRANTED, "in"})
UNDO: Final = "undo-"
"""What ``what`` begins with when a row of that kiosk was taken back."""


def project(db: Database, row: Filed) -> None:
    """Take a row into account; what is oddly built counts as not said."""
    if row.kind != Kind.FORWARD or row.text("event") != EVENT or row.bearer is None:
        return
    kiosk, number, what = row.text("kiosk"), row.number("number"), row.text("what")
    at, mark = row.text("at"), row.bearer.household
    if None in {kiosk, number, what, at, mark}:
        return
    if what in WAYS:
        way = "in" if what == "in" else "out"
        db.execute(
            "INSERT OR IGNORE INTO use_elsewhere VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
            (kiosk, int(number or 0), row.seq, mark, row.bearer.member, way, at),
        )
    elif (undone := str(what).removeprefix(UNDO)).isdecimal():
        db.execute(
            "UPDATE use_elsewhere SET undone = ? WHERE kiosk = ? AND number = ?",
            (row.seq, kiosk, int(undone)),
        )
