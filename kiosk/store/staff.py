"""The staff book: who may sign in, and how often signing in failed.

In a file of its own, like the holders: ``kiosk staff`` writes it while the service
runs. Failures are counted here so that a reboot does not forget them. A change is noted
in the same step, for the row that the service writes of it.
"""

import base64
import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from kiosk.core.badge import PREFIX
from kiosk.core.errors import FormError
from kiosk.core.staff import Role, Staff
from kiosk.store.side_file import SideFile

_LONGEST_NAME: Final = 20
_BADGE_BYTES: Final = 20

_TABLES: Final = (
    """
CREATE TABLE IF NOT EXISTS staff (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    name   TEXT NOT NULL,
    role   TEXT NOT NULL,
    pin    TEXT NOT NULL,  -- Argon2id
    badge  TEXT UNIQUE,    -- SHA-256 of the badge's text
    active INTEGER NOT NULL DEFAULT 1
) STRICT""",
    """
CREATE TABLE IF NOT EXISTS failures (
    subject TEXT PRIMARY KEY,  -- a staff number, or a device
    count   INTEGER NOT NULL
) STRICT, WITHOUT ROWID""",
    # What is not in the journal yet; a number is never used again.
    """
CREATE TABLE IF NOT EXISTS changes (
    change INTEGER PRIMARY KEY AUTOINCREMENT,
    event  TEXT NOT NULL,
    staff  INTEGER NOT NULL REFERENCES staff (number),
    by     TEXT NOT NULL,
    at     TEXT NOT NULL
) STRICT""",
)
_NOTE: Final = """
INSERT INTO changes (event, staff, by, at)
SELECT ?, number, ?, ? FROM staff WHERE number = ?"""

_UNJOURNALLED: Final = """
SELECT change, event, by, at, number, name, role
FROM changes JOIN staff ON number = staff ORDER BY change"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Whose hand changes the book.

    Attributes:
        by: As journal rows name them.
        at: When, aware.
    """

    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffChange:
    """A change that is not in the journal yet; never what proves somebody.

    Attributes:
        number: Of the change.
        event: What was done.
        staff: To whom.
        by: By whom.
        at: When: ISO 8601.
    """

    number: int
    event: str
    staff: Staff
    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """A member of the staff with what proves it is them."""

    staff: Staff
    pin: str = field(repr=False)


class StaffBook:
    """The staff of this kiosk; every method may raise a StoreError.

    Args:
        directory: The store folder.
        hand: Who changes it, for the journal; None notes no change.
    """

    def __init__(self, directory: Path, hand: Hand | None = None) -> None:
        self._file = SideFile(directory / "staff.db", _TABLES)
        self._hand = hand

    def active(self) -> list[Staff]:
        """Everybody who may sign in, by number."""
        rows = self._file.ask("SELECT number, name, role FROM staff WHERE active")
        return [_staff(row) for row in sorted(rows)]

    def credentials(self, number: str) -> Credentials | None:
        """Who has this number, or None."""
        sql = "SELECT number, name, role, pin FROM staff WHERE active AND number = ?"
        found = self._file.ask(sql, [number])
        return Credentials(staff=_staff(found[0]), pin=found[0][3]) if found else None

    def by_badge(self, text: str) -> Staff | None:
        """Whose badge this is, or None."""
        sql = "SELECT number, name, role FROM staff WHERE active AND badge = ?"
        found = self._file.ask(sql, [_digest(text)])
        return _staff(found[0]) if found else None

    def add(self, name: str, role: Role, pin: str) -> Staff:
        """Register somebody under a new number.

        Args:
            name: 1 to 20 printable characters.
            role: What they may do.
            pin: As ``hash_pin`` gives it.

        Raises:
            FormError: The name does not fit.
        """
        name = name.strip()
        if not (0 < len(name) <= _LONGEST_NAME and name.isprintable()):
            raise FormError("name", "missing", f"1 to {_LONGEST_NAME} characters")
        sql = "INSERT INTO staff (name, role, pin) VALUES (?, ?, ?) RETURNING number"
        with self._file.open() as db, db.conn:
            found = db.conn.execute(sql, [name, str(role), pin])
            (number,) = found.fetchone()
            self._note(db, "staff-added", number)
        return Staff(id=str(number), name=name, role=role)

    def change_pin(self, number: str, pin: str) -> None:
        """Give somebody another PIN, as ``hash_pin`` gives it."""
        sql = "UPDATE staff SET pin = ? WHERE active AND number = ?"
        self._change("staff-pin-changed", sql, pin, number)

    def give_badge(self, number: str) -> str:
        """Give somebody a new badge; returns its text. The one before is void."""
        # Base 32: a symbol holds capitals and digits in few modules.
        text = PREFIX + base64.b32encode(secrets.token_bytes(_BADGE_BYTES)).decode()
        sql = "UPDATE staff SET badge = ? WHERE active AND number = ?"
        self._change("staff-badge-given", sql, _digest(text), number)
        return text

    def remove(self, number: str) -> None:
        """Let somebody sign in no more; the number stays theirs in the records."""
        sql = "UPDATE staff SET active = 0, pin = ?, badge = NULL WHERE number = ?"
        self._change("staff-removed", sql, "", number)

    def unlock(self, number: str, *subjects: str) -> None:
        """End the pause after wrong PINs: forget the failures of ``subjects``."""
        with self._file.open() as db, db.conn:
            _forget(db, subjects)
            self._note(db, "staff-unlocked", number)

    def unjournalled(self) -> list[StaffChange]:
        """The changes that are not in the journal yet, oldest first."""
        with self._file.open() as db:  # one of an older kiosk has no such table
            rows = db.execute(_UNJOURNALLED).fetchall()
        return [
            StaffChange(number=change, event=event, staff=_staff(who), by=by, at=at)
            for change, event, by, at, *who in rows
        ]

    def note_journalled(self, change: StaffChange) -> None:
        """Forget a change that is in the journal by now."""
        with self._file.open() as db, db.conn:
            db.conn.execute("DELETE FROM changes WHERE change = ?", [change.number])

    def failures(self) -> dict[str, int]:
        """How often signing in failed in a row, by person and device."""
        return dict(self._file.ask("SELECT subject, count FROM failures"))

    def count_failure(self, *subjects: str) -> None:
        """Count one more for each of ``subjects``."""
        with self._file.open() as db, db.conn:
            db.conn.executemany(
                "INSERT INTO failures VALUES (?, 1)"
                " ON CONFLICT (subject) DO UPDATE SET count = count + 1",
                [(subject,) for subject in subjects],
            )

    def forget_failures(self, *subjects: str) -> None:
        """Begin to count anew for each of ``subjects``."""
        with self._file.open() as db, db.conn:
            _forget(db, subjects)

    def _change(self, event: str, sql: str, value: str, number: str) -> None:
        with self._file.open() as db, db.conn:
            if not db.conn.execute(sql, [value, number]).rowcount:
                raise FormError("staff", "unknown-staff", "a staff number in the list")
            self._note(db, event, number)

    def _note(self, db: Database, event: str, number: str | int) -> None:
        if self._hand is not None:
            by, at = self._hand.by, self._hand.at.isoformat()
            db.conn.execute(_NOTE, [event, by, at, number])


def _forget(db: Database, subjects: Iterable[str]) -> None:
    db.conn.executemany(
        "DELETE FROM failures WHERE subject = ?", [(subject,) for subject in subjects]
    )


def _staff(row: Sequence[Any]) -> Staff:
    return Staff(id=str(row[0]), name=row[1], role=Role(row[2]))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
