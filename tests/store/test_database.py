import os
import stat
from pathlib import Path

import pytest
from sqlite_utils import Database

from kiosk.store.database import make_durable, open_for_reading, open_for_writing
from kiosk.store.errors import StoreDamaged, StoreMissing, StoreNotDurable
from tests.store.scenes import fill, ledger, passage


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_writing_connection_keeps_what_a_commit_promises(tmp_path: Path) -> None:
    db = open_for_writing(tmp_path / "kiosk.db")

    found = {
        name: db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in (
            "journal_mode",
            "synchronous",
            "recursive_triggers",
            "foreign_keys",
            "busy_timeout",
        )
    }
    db.close()

    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "recursive_triggers": 1,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }


def test_a_file_system_without_wal_is_refused() -> None:
    # A database in memory has no WAL, as one on a network share may have none.
    db = Database(memory=True)

    with pytest.raises(StoreNotDurable, match="journal_mode is 'memory'"):
        make_durable(db)
    db.close()


def test_only_the_owner_can_look(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir(mode=0o755)
    pen = ledger(store)
    old = os.umask(0)
    try:
        pen.open()
    finally:
        os.umask(old)

    modes = {path.name: _mode(path) for path in store.iterdir()}
    pen.close()

    assert _mode(store) == 0o700
    assert set(modes) >= {"kiosk.db", "kiosk.db-wal", "kiosk.db-shm", "kiosk.lock"}
    assert set(modes.values()) == {0o600}


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    fill(tmp_path, passage(1))

    with (
        pytest.raises(Exception, match="read-only") as refusal,
        open_for_reading(tmp_path / "kiosk.db") as db,
    ):
        db.execute("DELETE FROM people")

    assert refusal.value.__class__.__name__ == "StoreUnwritable"


def test_reading_makes_no_journal(tmp_path: Path) -> None:
    with (
        pytest.raises(StoreMissing, match="there is none in"),
        open_for_reading(tmp_path / "kiosk.db"),
    ):
        pass

    assert list(tmp_path.iterdir()) == []


def test_what_is_no_database_is_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "kiosk.db").write_bytes(b"garbage " * 1000)

    with (
        pytest.raises(StoreDamaged, match="not a database"),
        open_for_reading(tmp_path / "kiosk.db") as db,
    ):
        db.execute("SELECT * FROM journal")
