import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from kiosk.core.record import Kind
from kiosk.store.database import open_for_writing
from kiosk.store.errors import StoreNewer
from kiosk.store.reading import JournalReader
from kiosk.store.schema import bring_up_to_date
from tests.store.scenes import ZHANG, fill, ledger, passage


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    fill(tmp_path, passage(1, person=ZHANG), passage(2, person=ZHANG))
    opened = open_for_writing(tmp_path / "kiosk.db")
    yield opened
    opened.close()


_REPLACE = "INSERT OR REPLACE INTO journal VALUES (2, 'at', 'audit', '{}', 'p', 'h')"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET payload = '{}' WHERE seq = 1",
        "DELETE FROM journal WHERE seq = 2",
        "DELETE FROM journal",
        _REPLACE,
        "REPLACE INTO journal VALUES (1, 'at', 'audit', '{}', 'p', 'h')",
        "UPDATE people SET masked = '甲**'",
    ],
)
def test_what_is_written_stays_as_it_is(db: Database, statement: str) -> None:
    with pytest.raises(
        sqlite3.IntegrityError, match=r"append-only|follow|never changed"
    ):
        db.execute(statement)


def test_a_plain_connection_cannot_replace_a_row_either(
    db: Database, tmp_path: Path
) -> None:
    # Without recursive_triggers, REPLACE deletes without asking the DELETE trigger.
    with (
        closing(sqlite3.connect(tmp_path / "kiosk.db")) as plain,
        pytest.raises(sqlite3.IntegrityError, match="must follow the last one"),
    ):
        plain.execute(_REPLACE)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO journal VALUES (4, 'at', 'audit', '{}', 'p', 'h')",
        "INSERT INTO journal VALUES (0, 'at', 'audit', '{}', 'p', 'h')",
        "INSERT INTO journal VALUES (3, 'at', 'audit', '{}', 'not the last', 'h')",
    ],
)
def test_a_row_must_follow_the_last_one(db: Database, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="must follow the last one"):
        db.execute(statement)


def test_sqlite_utils_cannot_change_the_journal(db: Database) -> None:
    table = db.table("journal")
    with pytest.raises(sqlite3.IntegrityError):
        table.delete_where("seq = ?", [1])
    with pytest.raises(sqlite3.IntegrityError):
        table.update(1, {"payload": "{}"})
    row = {"seq": 1, "at": "", "kind": "audit", "payload": "", "prev": "", "hash": ""}
    with pytest.raises(sqlite3.IntegrityError):
        table.insert(row, replace=True)


def test_people_can_be_erased(db: Database) -> None:
    db.execute("DELETE FROM people WHERE seq = 1")

    assert db.execute("SELECT seq FROM people").fetchall() == [(2,)]


def test_an_unknown_kind_is_refused(db: Database) -> None:
    prev = db.execute("SELECT hash FROM journal WHERE seq = 2").fetchone()[0]
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        db.execute(
            "INSERT INTO journal VALUES (3, 'at', 'gossip', '{}', ?, 'h')", [prev]
        )


def test_every_kind_of_record_is_accepted(tmp_path: Path) -> None:
    drafts = [passage(1)]
    for kind in Kind:
        draft = passage(1)
        drafts.append(type(draft)(kind=kind, at=draft.at, payload={}))

    entries = fill(tmp_path, *drafts)

    assert [e.kind for e in entries[1:]] == list(Kind)


def test_triggers_that_a_migration_dropped_come_back(db: Database) -> None:
    # db.transform() is how sqlite-utils changes a table, and loses its triggers.
    db.execute("DROP TRIGGER journal_no_delete")
    db.execute("DROP TRIGGER journal_next")
    db.execute(
        "CREATE TRIGGER journal_next BEFORE INSERT ON journal BEGIN SELECT 1; END"
    )

    bring_up_to_date(db)

    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute("DELETE FROM journal")
    with pytest.raises(sqlite3.IntegrityError, match="must follow"):
        db.execute(_REPLACE)


def test_triggers_come_back_at_the_next_start(tmp_path: Path) -> None:
    fill(tmp_path, passage(1))
    with closing(sqlite3.connect(tmp_path / "kiosk.db")) as plain:
        plain.execute("DROP TRIGGER journal_no_update")

    fill(tmp_path)

    with (
        closing(sqlite3.connect(tmp_path / "kiosk.db")) as plain,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        plain.execute("UPDATE journal SET at = 'x'")


def test_a_file_of_a_newer_kiosk_is_refused_and_left_alone(tmp_path: Path) -> None:
    fill(tmp_path, passage(1))
    with closing(sqlite3.connect(tmp_path / "kiosk.db")) as plain:
        plain.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('kiosk', 'm999_telepathy', '')"
        )
        plain.commit()
    pen = ledger(tmp_path)

    with pytest.raises(StoreNewer, match="m999_telepathy") as refusal:
        pen.open()
    pen.close()

    assert refusal.value.slug == "store-newer"
    with pytest.raises(StoreNewer):
        JournalReader(tmp_path).last(1)
    assert not list(tmp_path.glob("*.damaged-*"))
