import pytest

from kiosk.core.errors import FormError
from kiosk.hub.staff import HubStaff, StaffUnknown
from tests.hub.gates import Hub

PASSWORD = "richtig-lang-und-geheim"


@pytest.fixture
def staff(hub: Hub) -> HubStaff:
    return HubStaff(hub.node.database)


def test_a_supervisor_signs_in_and_out(hub: Hub, staff: HubStaff) -> None:
    staff.add("测试督导", PASSWORD)

    secret = staff.sign_in("测试督导", PASSWORD, hub.clock.now())

    known = staff.who(secret, hub.clock.now())
    assert known is not None
    assert known.name == "测试督导"
    staff.sign_out(secret)
    assert staff.who(secret, hub.clock.now()) is None


def test_a_session_ends_after_half_an_hour_of_nothing(
    hub: Hub, staff: HubStaff
) -> None:
    staff.add("测试督导", PASSWORD)
    secret = staff.sign_in("测试督导", PASSWORD, hub.clock.now())

    for _ in range(3):
        hub.clock.turn(29 * 60)
        assert staff.who(secret, hub.clock.now()) is not None
    hub.clock.turn(31 * 60)

    assert staff.who(secret, hub.clock.now()) is None


def test_a_session_ends_after_twelve_hours_whatever_is_done(
    hub: Hub, staff: HubStaff
) -> None:
    staff.add("测试督导", PASSWORD)
    secret = staff.sign_in("测试督导", PASSWORD, hub.clock.now())

    for _ in range(30):
        hub.clock.turn(25 * 60)
        staff.who(secret, hub.clock.now())

    assert staff.who(secret, hub.clock.now()) is None


@pytest.mark.parametrize("name", ["测试督导", "nobody", "\0"])
def test_a_wrong_name_and_a_wrong_password_are_told_alike(
    hub: Hub, staff: HubStaff, name: str
) -> None:
    staff.add("测试督导", PASSWORD)

    with pytest.raises(FormError) as error:
        staff.sign_in(name, "wrong", hub.clock.now())

    assert error.value.slug == "wrong-password"


def test_who_guesses_waits(hub: Hub, staff: HubStaff) -> None:
    staff.add("测试督导", PASSWORD)
    for _ in range(5):
        with pytest.raises(FormError):
            staff.sign_in("测试督导", "wrong", hub.clock.now())

    with pytest.raises(FormError) as error:
        staff.sign_in("测试督导", PASSWORD, hub.clock.now())

    assert error.value.slug == "wait"
    hub.clock.turn(31)
    assert staff.sign_in("测试督导", PASSWORD, hub.clock.now())


def test_who_was_removed_is_out_at_once(hub: Hub, staff: HubStaff) -> None:
    staff.add("测试督导", PASSWORD)
    secret = staff.sign_in("测试督导", PASSWORD, hub.clock.now())

    staff.remove("测试督导")

    assert staff.who(secret, hub.clock.now()) is None
    assert staff.everybody() == []
    with pytest.raises(StaffUnknown):
        staff.remove("测试督导")


@pytest.mark.parametrize(
    ("name", "password", "field"), [("", PASSWORD, "name"), ("x", "short", "password")]
)
def test_a_short_password_or_no_name_is_refused(
    staff: HubStaff, name: str, password: str, field: str
) -> None:
    with pytest.raises(FormError) as error:
        staff.add(name, password)

    assert error.value.field == field
