import re
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.errors import FormError
from kiosk.core.staff import Role, Staff
from kiosk.store.keyfile import KeyDamaged
from kiosk.store.pins import check_pin, hash_pin, open_pepper, pin_fits
from kiosk.store.staff import StaffBook

PEPPER = bytes(32)


def test_a_kiosk_without_a_book_knows_nobody(tmp_path: Path) -> None:
    book = StaffBook(tmp_path)

    assert (book.active(), book.failures()) == ([], {})
    assert book.credentials("1") is None
    assert book.by_badge("KB1:x") is None


def test_numbers_are_never_used_again(tmp_path: Path) -> None:
    book = StaffBook(tmp_path)
    first = book.add(" 测试甲 ", Role.LEADER, "pin")
    book.remove(first.id)
    second = book.add("测试乙", Role.VOLUNTEER, "pin")

    assert first == Staff(id="1", name="测试甲", role=Role.LEADER)
    assert second.id == "2"
    assert book.active() == [second]
    assert book.credentials("1") is None


def test_a_pin_and_a_badge_can_be_changed(tmp_path: Path) -> None:
    book = StaffBook(tmp_path)
    staff = book.add("测试甲", Role.LEADER, "old")
    book.change_pin("1", "new")
    first, second = book.give_badge("1"), book.give_badge("1")

    found = book.credentials("1")

    assert found is not None
    assert found.pin == "new"
    assert book.by_badge(first) is None
    assert book.by_badge(second) == staff
    assert b"KB1:" not in (tmp_path / "staff.db").read_bytes()


@pytest.mark.parametrize("name", ["", " ", "x" * 21, "a\nb"])
def test_a_name_that_no_screen_could_show_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FormError):
        StaffBook(tmp_path).add(name, Role.ADMIN, "pin")


def test_somebody_unknown_cannot_be_changed(tmp_path: Path) -> None:
    book = StaffBook(tmp_path)
    book.add("测试甲", Role.ADMIN, "pin")

    for change in (
        partial(book.change_pin, "9", "x"),
        partial(book.give_badge, "9"),
        partial(book.remove, "9"),
    ):
        with pytest.raises(FormError) as refused:
            change()
        assert refused.value.slug == "unknown-staff"


def test_failures_are_counted_until_forgotten(tmp_path: Path) -> None:
    book = StaffBook(tmp_path)
    book.count_failure("staff 1", "screen")
    book.count_failure("staff 1")
    assert StaffBook(tmp_path).failures() == {"staff 1": 2, "screen": 1}

    book.forget_failures("staff 1", "screen")

    assert book.failures() == {}


def test_a_pin_fits_itself_only_and_only_with_its_pepper() -> None:
    stored = hash_pin("493027", PEPPER)

    assert pin_fits("493027", stored, PEPPER)
    assert not pin_fits("493028", stored, PEPPER)
    assert not pin_fits("493027", stored, bytes(31) + b"x")
    assert not pin_fits("493027", "", PEPPER)
    assert stored != hash_pin("493027", PEPPER)  # salted
    assert "m=19456,t=2,p=1" in stored


@given(st.text(max_size=8).filter(lambda t: not re.fullmatch("[0-9]{6}", t)))
def test_a_pin_is_six_digits_or_refused(text: str) -> None:
    with pytest.raises(FormError) as refused:
        check_pin(text)
    assert refused.value.slug == "not-a-pin"


@pytest.mark.parametrize("pin", ["000000", "123456", "987654"])
def test_what_everybody_tries_first_is_no_pin(pin: str) -> None:
    with pytest.raises(FormError) as refused:
        check_pin(pin)
    assert refused.value.slug == "weak-pin"


def test_the_pepper_is_made_once_and_guarded(tmp_path: Path) -> None:
    first = open_pepper(tmp_path)
    assert open_pepper(tmp_path) == first
    assert len(first) == 32
    assert (tmp_path / "pepper.key").stat().st_mode & 0o777 == 0o600

    (tmp_path / "pepper.key").write_text("pepper zz")
    with pytest.raises(KeyDamaged):
        open_pepper(tmp_path)
