"""Masked names of pass holders, in a file of their own.

Not part of the journal: they can be erased, and ``kiosk pass issue`` adds to them
while the service writes the journal. The rollback journal that SQLite starts with
allows several writers, which the WAL of old SQLite versions does not safely.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from kiosk.core.errors import StoreError
from kiosk.store.database import open_for_reading, prepare_directory
from kiosk.store.errors import told_plainly

_BUSY_SECONDS: Final = 5.0

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS holders (
    pass_id TEXT PRIMARY KEY,
    masked  TEXT NOT NULL
) STRICT, WITHOUT ROWID"""


class Holders:
    """The holders known to this kiosk.

    Args:
        directory: The store folder.
    """

    def __init__(self, directory: Path) -> None:
        self._path = directory / "holders.db"

    def masked_name(self, pass_id: str) -> str | None:
        """Masked name by pass id, or None when it is not known: a ``NameOf``.

        A file that cannot be read knows nobody: a name must not stop a gate.
        """
        try:
            with open_for_reading(self._path) as db:
                row = db.execute(
                    "SELECT masked FROM holders WHERE pass_id = ?", [pass_id]
                ).fetchone()
        except StoreError:
            return None
        return str(row[0]) if row else None

    def called(self, first: str) -> tuple[str, ...]:
        """Pass ids of everybody whose masked name begins with a character.

        Raises:
            StoreError: The file cannot be read.
        """
        if not self._path.exists():
            return ()
        with open_for_reading(self._path) as db:
            found = db.execute(
                "SELECT pass_id FROM holders WHERE substr(masked, 1, 1) = ?", [first]
            ).fetchall()
        return tuple(str(pass_id) for (pass_id,) in found)

    def note(self, pass_id: str, masked: str) -> None:
        """Remember a holder, or how the name of a known one is shown now.

        Raises:
            StoreError: Not remembered.
        """
        self.note_all([(pass_id, masked)])

    def note_all(self, holders: Iterable[tuple[str, str]]) -> None:
        """Remember many holders, pass id and masked name, in one step.

        Raises:
            StoreError: None of them is remembered.
        """
        with self._open() as db, db.conn:
            db.conn.executemany(
                "INSERT INTO holders VALUES (?, ?)"
                " ON CONFLICT (pass_id) DO UPDATE SET masked = excluded.masked",
                holders,
            )

    def forget(self, pass_id: str) -> None:
        """Erase a holder.

        Raises:
            StoreError: Not erased.
        """
        with self._open() as db:
            db.execute("DELETE FROM holders WHERE pass_id = ?", [pass_id])

    @contextmanager
    def _open(self) -> Iterator[Database]:
        with told_plainly(self._path.parent):
            prepare_directory(self._path.parent)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            with closing(sqlite3.connect(self._path, timeout=_BUSY_SECONDS)) as conn:
                db = Database(conn)
                db.execute("PRAGMA secure_delete = ON")
                db.execute(_TABLE)
                yield db
