"""Side files: small SQLite files beside the journal.

Commands write them while the service runs. The rollback journal that SQLite starts with
allows several writers, which the WAL of old SQLite versions does not safely.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from kiosk.store.database import open_for_reading, prepare_directory
from kiosk.store.errors import StoreMissing, told_plainly

_BUSY_SECONDS: Final = 5.0


class SideFile:
    """One side file; every method may raise a StoreError.

    Args:
        path: The file.
        opening: Statements at every opening: its tables, if they are not there yet.
    """

    def __init__(self, path: Path, opening: Sequence[str]) -> None:
        self._path, self._opening = path, opening

    def ask(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a question; none while there is no file."""
        try:
            with open_for_reading(self._path) as db:
                return db.execute(sql, values).fetchall()
        except StoreMissing:
            return []

    @contextmanager
    def open(self) -> Iterator[Database]:
        """A connection that may write, to a file that is made if missing."""
        with told_plainly(self._path.parent):
            prepare_directory(self._path.parent)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            with closing(sqlite3.connect(self._path, timeout=_BUSY_SECONDS)) as conn:
                db = Database(conn)
                for statement in self._opening:
                    db.execute(statement)
                yield db
