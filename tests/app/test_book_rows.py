"""Whoever changes the staff book by a command is on record, once, without the PIN."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.app.book_rows import StaffRows
from kiosk.core.errors import FormError
from kiosk.core.staff import SCREEN, Role, person
from kiosk.core.token import Scope
from kiosk.store.errors import StoreFull
from kiosk.store.staff import Hand, StaffBook
from kiosk.store.tokens import TokenBook
from tests.fakes import NOON, FakeClock, FakeJournal


@pytest.fixture
def book(tmp_path: Path) -> StaffBook:
    """A book in which everything was changed once that a command can change."""
    book = StaffBook(tmp_path, Hand(by="command line, pi", at=NOON))
    book.add("测试甲", Role.LEADER, "$argon2id$first")
    book.change_pin("1", "$argon2id$second")
    book.give_badge("1")
    book.unlock("1", person("1", SCREEN), SCREEN)
    book.remove("1")
    return book


async def test_each_change_is_one_row_also_after_a_full_card(book: StaffBook) -> None:
    journal = FakeJournal(error=StoreFull("the card is full"))
    rows = StaffRows(book, clock=FakeClock(), journal=journal)
    with pytest.raises(StoreFull):
        await rows.note()
    journal.error = None
    task = asyncio.create_task(rows.run())
    while book.unjournalled():  # noqa: ASYNC110 - a file
        await asyncio.sleep(0.01)
    task.cancel()
    await rows.note()

    told = [draft.payload for draft in journal.drafts]
    assert [row["event"].removeprefix("staff-") for row in told] == [
        *("added", "pin-changed", "badge-given", "unlocked", "removed")
    ]
    assert {(row["staff"], row["name"], row["role"]) for row in told} == {
        ("1", "测试甲", "leader")
    }
    assert {(row["by"], row["changed_at"]) for row in told} == {
        ("command line, pi", NOON.isoformat())
    }
    assert "argon2id" not in str(told)


def test_what_was_refused_is_no_change(tmp_path: Path) -> None:
    book = StaffBook(tmp_path, Hand(by="command line", at=NOON))
    with pytest.raises(FormError):
        book.change_pin("9", "$argon2id$")
    book.unlock("9", person("9", SCREEN))

    assert book.unjournalled() == []


def test_books_of_an_older_kiosk_have_nothing_to_tell(tmp_path: Path) -> None:
    soon = NOON + timedelta(days=9)
    TokenBook(tmp_path).issue("督导台", [Scope.EXPORT], soon, "command line")
    StaffBook(tmp_path).add("测试甲", Role.LEADER, "$argon2id$")
    for file, table in (("staff.db", "changes"), ("tokens.db", "hands")):
        with closing(sqlite3.connect(tmp_path / file)) as older:
            older.execute(f"DROP TABLE {table}")

    (token,) = TokenBook(tmp_path).unjournalled()
    assert TokenBook(tmp_path).by(token) == ""
    assert StaffBook(tmp_path).unjournalled() == []
