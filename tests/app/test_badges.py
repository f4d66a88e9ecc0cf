from pathlib import Path

import pytest

from kiosk.app.badges import Badges
from kiosk.core.staff import Role
from kiosk.store.staff import StaffBook
from tests.fakes import FakeClock


@pytest.fixture
def book(tmp_path: Path) -> StaffBook:
    return StaffBook(tmp_path)


def test_a_badge_held_up_says_who_it_is_once_and_for_a_moment(book: StaffBook) -> None:
    staff, clock = book.add("测试甲", Role.LEADER, "pin"), FakeClock()
    text, badges = book.give_badge(staff.id), Badges(book, clock)

    assert badges.take(text)
    assert (badges.shown(), badges.shown()) == (staff, None)
    badges.take(text)
    clock.turn(6.0)
    assert badges.shown() is None


def test_a_badge_of_nobody_says_nothing_and_a_pass_is_none(
    book: StaffBook, tmp_path: Path
) -> None:
    badges = Badges(book, FakeClock())

    assert badges.take("KB1:OF-ANOTHER-KIOSK")
    assert badges.shown() is None
    assert not badges.take("KP1:AAAA")
    assert badges.shown() is None
    (tmp_path / "staff.db").write_bytes(b"no database" * 500)
    badges.take("KB1:X")
    assert badges.shown() is None


def test_whoever_was_removed_has_no_badge(book: StaffBook) -> None:
    staff = book.add("测试甲", Role.LEADER, "pin")
    text, badges = book.give_badge(staff.id), Badges(book, FakeClock())
    book.remove(staff.id)

    badges.take(text)

    assert badges.shown() is None
