from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.app.token_desk import JournalTokenDesk
from kiosk.core.token import Scope
from kiosk.store.errors import StoreFull
from kiosk.store.tokens import TokenBook
from tests.fakes import NOON, FakeClock, FakeJournal


class Office:
    """A token desk over a real book with one token."""

    def __init__(self, store: Path) -> None:
        self.book = TokenBook(store)
        self.secret = self.book.issue(
            "督导台", [Scope.EXPORT], NOON + timedelta(days=90), "command line, a"
        )
        self.clock, self.journal = FakeClock(), FakeJournal()
        self.desk = JournalTokenDesk(self.book, clock=self.clock, journal=self.journal)

    def events(self) -> list[str]:
        return [draft.payload["event"] for draft in self.journal.drafts]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


async def test_a_token_opens_nothing_before_its_issue_is_on_record(
    office: Office,
) -> None:
    office.journal.error = StoreFull("the card is full")
    assert await office.desk.shown(office.secret) is None
    office.journal.error = None

    token = await office.desk.shown(office.secret)

    assert token is not None
    assert token.name == "督导台"
    assert office.events() == ["token-issued"]
    assert office.secret not in str(office.journal.drafts)
    await office.desk.shown(office.secret)
    assert office.events() == ["token-issued"]


async def test_a_withdrawn_or_old_token_opens_nothing(office: Office) -> None:
    await office.desk.shown(office.secret)
    office.clock.turn(timedelta(days=91).total_seconds())
    assert await office.desk.shown(office.secret) is None
    office.clock.turn(-timedelta(days=91).total_seconds())
    assert await office.desk.shown(office.secret) is not None

    office.book.revoke(1, NOON, "command line, b")

    assert await office.desk.shown(office.secret) is None
    await office.desk._journal_changes()  # what the service does every few seconds
    assert office.events() == ["token-issued", "token-revoked"]
    hands = [draft.payload["by"] for draft in office.journal.drafts]
    assert hands == ["command line, a", "command line, b"]


async def test_its_last_use_is_known_to_the_minute(office: Office) -> None:
    uses = []
    for _ in range(4):
        await office.desk.shown(office.secret)
        uses += [token.used for token in office.book.every()]
        office.clock.turn(30.0)

    minute = timedelta(minutes=1)
    assert uses == [NOON, NOON, NOON + minute, NOON + minute]


async def test_a_broken_book_opens_nothing(office: Office, tmp_path: Path) -> None:
    (tmp_path / "tokens.db").write_bytes(b"no database" * 500)

    assert await office.desk.shown(office.secret) is None
