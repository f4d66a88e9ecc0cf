from pathlib import Path

import pytest

from kiosk.app.sign_in import IDLE_S, LAN_IDLE_S, LONGEST_S, SignIn
from kiosk.core.errors import FormError
from kiosk.core.shift import Rota
from kiosk.core.staff import SCREEN, UNREGISTERED, Role, Staff, person
from kiosk.store.errors import StoreFull
from kiosk.store.pins import hash_pin
from kiosk.store.staff import StaffBook
from tests.fakes import FakeClock, FakeJournal

PEPPER, PIN, WRONG = bytes(32), "493027", "493028"
LEADER = Staff(id="1", name="测试甲", role=Role.LEADER)


class Office:
    """A sign-in desk over a real staff book with one leader."""

    def __init__(self, store: Path) -> None:
        self.book = StaffBook(store)
        self.book.add(LEADER.name, LEADER.role, hash_pin(PIN, PEPPER))
        self.clock, self.journal = FakeClock(), FakeJournal()
        self.reopen()

    def reopen(self) -> None:
        """Start the kiosk anew."""
        self.desk = SignIn(
            self.book, PEPPER, Rota, clock=self.clock, journal=self.journal
        )

    async def slug(self, pin: str, number: str = "1") -> str:
        with pytest.raises(FormError) as refused:
            await self.desk.sign_in(number, pin, SCREEN)
        return refused.value.slug

    def events(self) -> list[str]:
        return [draft.payload["event"] for draft in self.journal.drafts]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


async def test_number_and_pin_begin_a_session_and_every_step_is_a_row(
    office: Office,
) -> None:
    token = await office.desk.sign_in("1", PIN, SCREEN)
    assert office.desk.who(token) == LEADER
    assert office.desk.who(token + "x") is None
    assert office.desk.who(None) is None

    await office.desk.sign_out(token)
    await office.desk.sign_out(token)

    assert office.desk.who(token) is None
    assert office.events() == ["signed-in", "signed-out"]
    assert PIN not in str(office.journal.drafts)


async def test_a_pin_for_one_deed_begins_no_session_and_its_failures_count(
    office: Office,
) -> None:
    assert await office.desk.prove("1", PIN, SCREEN) == LEADER
    assert office.events() == []  # the deed has a row of its own

    with pytest.raises(FormError) as refused:
        await office.desk.prove("1", WRONG, SCREEN)

    assert refused.value.slug == "wrong-pin"
    assert office.events() == ["sign-in-failed"]
    assert office.book.failures() == {person("1"): 1, SCREEN: 1}


async def test_a_session_ends_when_idle_and_at_last_anyway(office: Office) -> None:
    token = await office.desk.sign_in("1", PIN, SCREEN)
    office.clock.turn(IDLE_S)
    assert office.desk.who(token) is None

    token = await office.desk.sign_in("1", PIN, SCREEN)
    uses = []
    for _ in range(13):
        office.clock.turn(IDLE_S / 2)
        uses.append(office.desk.who(token))

    assert uses[:11] == [LEADER] * 11
    assert uses[-1] is None
    assert IDLE_S / 2 * 12 == LONGEST_S


async def test_a_session_on_a_machine_of_ones_own_lasts_until_the_shift_changes(
    office: Office,
) -> None:
    token = await office.desk.sign_in("1", PIN, "lan 192.168.1.20")  # at noon in China
    uses = []
    for _ in range(12):
        office.clock.turn(LAN_IDLE_S - 600.0)
        uses.append(office.desk.who(token))
    assert uses == [LEADER] * 11 + [None]  # 16:00

    token = await office.desk.sign_in("1", PIN, "lan 192.168.1.20")
    office.clock.turn(LAN_IDLE_S / 2)
    assert office.desk.who(token, idle=True) == LEADER
    office.clock.turn(LAN_IDLE_S / 2)
    assert office.desk.who(token) is None


async def test_whoever_guesses_from_the_network_keeps_nobody_from_the_screen(
    office: Office,
) -> None:
    for _ in range(5):
        with pytest.raises(FormError):
            await office.desk.sign_in("1", WRONG, "lan 192.168.1.20")

    assert office.desk.wait_s("1", "lan 192.168.1.21") == 30.0
    assert await office.desk.sign_in("1", PIN, SCREEN)


async def test_wrong_pins_make_both_person_and_screen_wait(office: Office) -> None:
    slugs = [await office.slug(WRONG) for _ in range(6)]
    assert slugs == ["wrong-pin"] * 5 + ["too-many-tries"]
    assert await office.slug(PIN) == "too-many-tries"
    assert office.desk.wait_s("2", SCREEN) == 30.0
    assert office.desk.wait_s("2", "phone") == 0.0

    office.clock.turn(30.0)

    assert await office.desk.sign_in("1", PIN, SCREEN)
    assert office.desk.wait_s("1", SCREEN) == 0.0
    assert office.events().count("sign-in-failed") == 5


async def test_a_restart_forgets_no_failure(office: Office) -> None:
    for _ in range(5):
        await office.slug(WRONG)
    office.clock.turn(29.0)

    office.reopen()

    assert office.desk.wait_s("1", SCREEN) == 30.0
    office.book.forget_failures(person("1"), SCREEN)  # kiosk staff unlock
    assert office.desk.wait_s("1", SCREEN) == 0.0


async def test_somebody_unknown_is_told_the_same_as_with_a_wrong_pin(
    office: Office,
) -> None:
    assert await office.slug(PIN, number="7") == "wrong-pin"
    assert await office.slug(PIN, number="x") == "unknown-staff"


async def test_who_was_removed_or_changed_is_signed_out(office: Office) -> None:
    token = await office.desk.sign_in("1", PIN, SCREEN)
    office.book.add("测试乙", Role.ADMIN, hash_pin(PIN, PEPPER))
    office.book.remove("1")

    assert office.desk.who(token) is None
    assert [s.name for s in office.desk.staff()] == ["测试乙"]


async def test_what_cannot_be_recorded_does_not_count(office: Office) -> None:
    office.journal.error = StoreFull("the card is full")

    assert await office.slug(PIN) == "not-recorded"
    assert await office.slug(WRONG) == "not-recorded"


async def test_a_broken_book_lets_nobody_in(office: Office, tmp_path: Path) -> None:
    token = await office.desk.sign_in("1", PIN, SCREEN)
    (tmp_path / "staff.db").write_bytes(b"no database" * 500)

    assert office.desk.who(token) is None
    assert await office.slug(PIN) == "not-recorded"
    office.reopen()  # and the kiosk starts all the same
    assert office.desk.who(token) is None


def test_before_the_first_is_registered_everybody_is_the_installer(
    tmp_path: Path,
) -> None:
    desk = SignIn(
        StaffBook(tmp_path),
        PEPPER,
        Rota,
        clock=FakeClock(),
        journal=FakeJournal(),
    )

    assert desk.who(None) == UNREGISTERED
    assert Role.ADMIN.covers(Role.LEADER)
    assert not Role.VOLUNTEER.covers(Role.LEADER)
