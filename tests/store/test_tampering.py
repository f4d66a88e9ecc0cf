"""Somebody with the card and a database tool changes the file: it shows."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from kiosk.core.chain import Flaw
from kiosk.core.errors import StoreError
from kiosk.store.checking import Survey
from kiosk.store.reading import JournalReader
from tests.store.scenes import ZHANG, fill, passage, tamper


@pytest.fixture
def store(tmp_path: Path) -> Path:
    fill(tmp_path, *(passage(n, person=ZHANG) for n in range(1, 7)))
    return tmp_path


def _survey(store: Path) -> Survey:
    return JournalReader(store).survey()


def test_an_untouched_journal_is_intact(store: Path) -> None:
    survey = _survey(store)

    assert (survey.count, survey.flaw, survey.at) == (6, None, None)


@pytest.mark.parametrize("column", ["at", "kind", "payload", "prev", "hash"])
def test_any_changed_byte_of_a_journal_row_is_found(store: Path, column: str) -> None:
    with closing(sqlite3.connect(store / "kiosk.db")) as connection:
        text = str(Database(connection).table("journal").get(3)[column])
    for place in range(0, len(text), 13):
        changed = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
        _set(store, column, changed)
        assert _survey(store).at == 3
        _set(store, column, text)
    assert _survey(store).flaw is None


def _set(store: Path, column: str, value: str) -> None:
    with closing(sqlite3.connect(store / "kiosk.db")) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("DROP TRIGGER IF EXISTS journal_no_update")
        Database(connection).table("journal").update(3, {column: value})


@pytest.mark.parametrize(
    ("statement", "at", "flaw"),
    [
        ("UPDATE journal SET seq = 9 WHERE seq = 6", 9, Flaw.GAP),
        ("UPDATE journal SET seq = -3 WHERE seq = 1", -3, Flaw.GAP),
        ("DELETE FROM journal WHERE seq = 4", 5, Flaw.GAP),
        ("DELETE FROM journal WHERE seq = 1", 2, Flaw.GAP),
        (
            "UPDATE journal SET payload = CAST(X'FF' AS TEXT) WHERE seq = 2",
            2,
            Flaw.HASH,
        ),
        ("UPDATE people SET token = 'other' WHERE seq = 2", 2, Flaw.PERSON),
        ("UPDATE people SET masked = '甲**' WHERE seq = 2", 2, Flaw.PERSON),
        (
            "UPDATE people SET masked = CAST(X'FF' AS TEXT) WHERE seq = 2",
            2,
            Flaw.PERSON,
        ),
        ("UPDATE people SET sealed = X'00' WHERE seq = 2", 2, Flaw.PERSON),
        ("UPDATE people SET seq = 99 WHERE seq = 2", 99, Flaw.PERSON),
    ],
)
def test_a_changed_moved_or_removed_row_is_found(
    store: Path, statement: str, at: int, flaw: Flaw
) -> None:
    tamper(store, statement)

    survey = _survey(store)

    assert (survey.at, survey.flaw) == (at, flaw)


def test_swapped_rows_are_found(store: Path) -> None:
    tamper(
        store,
        "UPDATE journal SET seq = 100 WHERE seq = 2",
        "UPDATE journal SET seq = 2 WHERE seq = 4",
        "UPDATE journal SET seq = 4 WHERE seq = 100",
    )

    survey = _survey(store)

    assert (survey.at, survey.flaw) == (2, Flaw.PREV)


def test_swapped_people_are_found(store: Path) -> None:
    tamper(
        store,
        "UPDATE people SET seq = 100 WHERE seq = 2",
        "UPDATE people SET seq = 2 WHERE seq = 4",
        "UPDATE people SET seq = 4 WHERE seq = 100",
    )

    survey = _survey(store)

    assert (survey.at, survey.flaw) == (2, Flaw.PERSON)


def test_a_planted_person_is_found(tmp_path: Path) -> None:
    fill(tmp_path, passage(1))
    tamper(tmp_path, "INSERT INTO people VALUES (1, 't', '甲**', X'00')")

    assert _survey(tmp_path).flaw is Flaw.PERSON


def test_erased_people_leave_the_chain_intact(store: Path) -> None:
    with closing(sqlite3.connect(store / "kiosk.db")) as connection:
        connection.execute("DELETE FROM people WHERE seq <= 4")
        connection.commit()

    survey = _survey(store)

    assert (survey.count, survey.flaw) == (6, None)


def test_a_flipped_bit_in_any_row_is_found_or_refused(store: Path) -> None:
    file = store / "kiosk.db"
    sound = file.read_bytes()
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT hash, payload FROM journal").fetchall()
    for own, payload in rows:
        for text in (own, payload):
            place = sound.index(text.encode()) + len(text) // 2
            file.write_bytes(_flipped(sound, place))
            assert not _is_intact(store)


def _flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :]


def _is_intact(store: Path) -> bool:
    try:
        return _survey(store).flaw is None
    except StoreError:
        return False
