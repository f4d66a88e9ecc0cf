"""The staff book: who may sign in, and how often signing in failed.

In a file of its own, like the holders: ``kiosk staff`` writes it while the service
runs. Failures are counted here so that a reboot does not forget them.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

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
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """A member of the staff with what proves it is them."""

    staff: Staff
    pin: str = field(repr=False)


class StaffBook:
    """The staff of this kiosk; every method may raise a StoreError.

    Args:
        directory: The store folder.
    """

    def __init__(self, directory: Path) -> None:
        self._file = SideFile(directory / "staff.db", _TABLES)

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
        with self._file.open() as db:
            (number,) = db.execute(sql, [name, str(role), pin]).fetchone()
            db.conn.commit()
        return Staff(id=str(number), name=name, role=role)

    def change_pin(self, number: str, pin: str) -> None:
        """Give somebody another PIN, as ``hash_pin`` gives it."""
        sql = "UPDATE staff SET pin = ? WHERE active AND number = ?"
        self._change(sql, pin, number)

    def give_badge(self, number: str) -> str:
        """Give somebody a new badge; returns its text. The one before is void."""
        # Base 32: a symbol holds capitals and digits in few modules.
        text = PREFIX + base64.b32encode(secrets.token_bytes(_BADGE_BYTES)).decode()
        sql = "UPDATE staff SET badge = ? WHERE active AND number = ?"
        self._change(sql, _digest(text), number)
        return text

    def remove(self, number: str) -> None:
        """Let somebody sign in no more; the number stays theirs in the records."""
        sql = "UPDATE staff SET active = 0, pin = ?, badge = NULL WHERE number = ?"
        self._change(sql, "", number)

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
            db.conn.executemany(
                "DELETE FROM failures WHERE subject = ?",
                [(subject,) for subject in subjects],
            )

    def _change(self, sql: str, value: str, number: str) -> None:
        with self._file.open() as db, db.conn:
            if not db.conn.execute(sql, [value, number]).rowcount:
                raise FormError("staff", "unknown-staff", "a staff number in the list")


def _staff(row: tuple[Any, ...]) -> Staff:
    return Staff(id=str(row[0]), name=row[1], role=Role(row[2]))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
