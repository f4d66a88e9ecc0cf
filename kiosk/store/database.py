"""Opening the file: one connection writes, all others are read-only."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlite_utils import Database

from kiosk.store.errors import StoreMissing, StoreNotDurable, told_plainly

_BUSY_SECONDS: Final = 5.0
_SYNCHRONOUS_FULL: Final = 2
_EVERY_BYTE: Final = partial(str, encoding="utf-8", errors="surrogateescape")


def prepare_directory(directory: Path) -> None:
    """Create the store folder for its owner alone.

    Raises:
        OSError: It cannot be created or is not ours.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if directory.stat().st_mode & 0o077:
        directory.chmod(0o700)


def open_for_writing(path: Path) -> Database:
    """Open the one connection that writes and checkpoints.

    SQLite before 3.51.3 can damage a WAL file when two connections write or
    checkpoint at the same moment, so there must never be a second one.

    Raises:
        StoreError: The file cannot be opened, or not as durably as it must be.
    """
    with told_plainly(path.parent):
        # SQLite gives its side files the rights of the database.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        path.chmod(0o600)
        db = Database(sqlite3.connect(path, timeout=_BUSY_SECONDS))
        try:
            make_durable(db)
        except BaseException:
            db.close()
            raise
        return db


def make_durable(db: Database) -> None:
    """Set what a commit needs to survive a power cut, and check that it took.

    NORMAL loses the last commits when the power is cut, and so does the rollback
    journal that sqlite-utils starts with; a failing pragma says nothing.

    Raises:
        StoreNotDurable: The file system or library does not offer it.
        sqlite3.Error: The file cannot be read or written.
    """
    db.enable_wal()
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA recursive_triggers = ON")
    wanted = {
        "journal_mode": "wal",
        "synchronous": _SYNCHRONOUS_FULL,
        "foreign_keys": 1,
        "recursive_triggers": 1,
    }
    for pragma, value in wanted.items():
        found = db.execute(f"PRAGMA {pragma}").fetchone()[0]
        if found != value:
            raise StoreNotDurable(f"{pragma} is {found!r} and not {value!r}")


@contextmanager
def open_for_reading(path: Path) -> Iterator[Database]:
    """Open a read-only connection for the length of a ``with`` block.

    Safe while the service writes; never checkpoints. Text that is not UTF-8 comes with
    surrogate escapes, so that a damaged row can still be looked at.

    Raises:
        StoreMissing: There is no journal.
        StoreError: It cannot be read.
    """
    if not path.is_file():
        raise StoreMissing(f"there is none in {path.parent}")
    with told_plainly(path.parent), _connected(path) as db:
        yield db


def _reading_mode(path: Path) -> str:
    """Choose how to read: SQLite cannot share a WAL file on a read-only card."""
    is_read_only = os.statvfs(path.parent).f_flag & os.ST_RDONLY
    wal = path.with_name(path.name + "-wal")
    is_closed = not wal.exists() or wal.stat().st_size == 0
    return "immutable=1" if is_read_only and is_closed else "mode=ro"


@contextmanager
def _connected(path: Path) -> Iterator[Database]:
    uri = f"file:{quote(str(path.absolute()))}?{_reading_mode(path)}"
    with closing(sqlite3.connect(uri, uri=True, timeout=_BUSY_SECONDS)) as connection:
        connection.text_factory = _EVERY_BYTE
        yield Database(connection, recursive_triggers=False)
