import pytest

from kiosk.core.errors import FormError
from kiosk.hub.sessions import Sessions
from kiosk.hub.staff import HubStaff, Person, Role
from tests.hub.gates import Hub

WHO, PASSWORD, OTHER = "测试督导", "richtig-lang-und-geheim", "noch-ein-geheimnis"


@pytest.fixture
def staff(hub: Hub) -> HubStaff:
    staff = HubStaff(hub.node.database)
    staff.add(WHO, PASSWORD, hub.doer)
    return staff


@pytest.fixture
def sessions(hub: Hub, staff: HubStaff) -> Sessions:
    return Sessions(hub.node.database)


def signed_in(hub: Hub, sessions: Sessions, password: str) -> Person:
    secret = sessions.sign_in(WHO, password, hub.clock.now())
    person = sessions.who(secret, hub.clock.now())
    assert person is not None
    return person


def refused(hub: Hub, sessions: Sessions, password: str, name: str = WHO) -> str:
    with pytest.raises(FormError) as error:
        sessions.sign_in(name, password, hub.clock.now())
    return error.value.slug


def test_a_supervisor_signs_in_and_out(hub: Hub, sessions: Sessions) -> None:
    secret = sessions.sign_in(WHO, PASSWORD, hub.clock.now())

    known = sessions.who(secret, hub.clock.now())
    assert known is not None
    assert (known.name, known.role) == (WHO, Role.SUPERVISOR)
    assert known.used_at == hub.clock.now()
    sessions.sign_out(secret)
    assert sessions.who(secret, hub.clock.now()) is None


def test_a_session_ends_after_half_an_hour_of_nothing(
    hub: Hub, sessions: Sessions, staff: HubStaff
) -> None:
    secret = sessions.sign_in(WHO, PASSWORD, hub.clock.now())

    for _ in range(3):
        hub.clock.turn(29 * 60)
        assert sessions.who(secret, hub.clock.now()) is not None
    (person,) = staff.everybody()
    assert person.used_at == hub.clock.now()
    hub.clock.turn(31 * 60)

    assert sessions.who(secret, hub.clock.now()) is None


def test_a_session_ends_after_twelve_hours_whatever_is_done(
    hub: Hub, sessions: Sessions
) -> None:
    secret = sessions.sign_in(WHO, PASSWORD, hub.clock.now())

    for _ in range(30):
        hub.clock.turn(25 * 60)
        sessions.who(secret, hub.clock.now())

    assert sessions.who(secret, hub.clock.now()) is None


@pytest.mark.parametrize("name", [WHO, "nobody", "\0"])
def test_a_wrong_name_and_a_wrong_password_are_told_alike(
    hub: Hub, sessions: Sessions, name: str
) -> None:
    assert refused(hub, sessions, "wrong", name) == "wrong-password"


def test_who_guesses_waits(hub: Hub, sessions: Sessions) -> None:
    for _ in range(5):
        refused(hub, sessions, "wrong")

    assert refused(hub, sessions, PASSWORD) == "wait"
    hub.clock.turn(31)
    assert sessions.sign_in(WHO, PASSWORD, hub.clock.now())


def test_who_was_removed_or_reset_is_out_at_once(
    hub: Hub, sessions: Sessions, staff: HubStaff
) -> None:
    secret = sessions.sign_in(WHO, PASSWORD, hub.clock.now())
    first = staff.reset(WHO, hub.doer)
    again = sessions.sign_in(WHO, first, hub.clock.now())
    staff.remove(WHO, hub.doer)

    assert [sessions.who(one, hub.clock.now()) for one in (secret, again)] == [None] * 2
    assert refused(hub, sessions, first) == "wrong-password"


@pytest.mark.parametrize("written", ["-", " ", ""])
def test_a_first_password_counts_however_it_is_written(
    hub: Hub, sessions: Sessions, staff: HubStaff, written: str
) -> None:
    first = staff.reset(WHO, hub.doer).replace("-", written)

    assert signed_in(hub, sessions, first).first_until is not None
    assert refused(hub, sessions, PASSWORD) == "wrong-password"


def test_a_first_password_of_yesterday_counts_no_more(
    hub: Hub, sessions: Sessions, staff: HubStaff
) -> None:
    first = staff.reset(WHO, hub.doer)
    hub.clock.turn(86400)

    assert refused(hub, sessions, first) == "too-old"
    assert refused(hub, sessions, "wrong") == "wrong-password"


def test_a_first_password_becomes_ones_own(
    hub: Hub, sessions: Sessions, staff: HubStaff
) -> None:
    first = staff.reset(WHO, hub.doer)
    person = signed_in(hub, sessions, first)

    secret = sessions.change_password(person, "", OTHER, hub.clock.now())

    own = sessions.who(secret, hub.clock.now())
    assert own is not None
    assert own.first_until is None
    assert refused(hub, sessions, first) == "wrong-password"
    assert signed_in(hub, sessions, OTHER).first_until is None
    assert ("password-changed", WHO) in hub.ask("SELECT what, about FROM deed")


def test_another_password_ends_every_other_session(
    hub: Hub, sessions: Sessions
) -> None:
    elsewhere = sessions.sign_in(WHO, PASSWORD, hub.clock.now())
    person = signed_in(hub, sessions, PASSWORD)

    here = sessions.change_password(person, PASSWORD, OTHER, hub.clock.now())

    assert sessions.who(elsewhere, hub.clock.now()) is None
    assert sessions.who(here, hub.clock.now()) is not None


@pytest.mark.parametrize(
    ("current", "new", "slug"),
    [
        ("wrong", OTHER, "wrong-password"),
        (PASSWORD, "short", "too-short"),
        (PASSWORD, PASSWORD, "same"),
    ],
)
def test_no_password_is_changed_by_who_does_not_know_it_or_to_a_bad_one(
    hub: Hub, sessions: Sessions, current: str, new: str, slug: str
) -> None:
    person = signed_in(hub, sessions, PASSWORD)

    with pytest.raises(FormError) as error:
        sessions.change_password(person, current, new, hub.clock.now())

    assert error.value.slug == slug
    assert signed_in(hub, sessions, PASSWORD).name == WHO


def test_a_password_that_was_reset_meanwhile_is_not_changed(
    hub: Hub, sessions: Sessions, staff: HubStaff
) -> None:
    staff.reset(WHO, hub.doer)
    first = staff.everybody()[0]
    staff.remove(WHO, hub.doer)

    with pytest.raises(FormError) as error:
        sessions.change_password(first, "", OTHER, hub.clock.now())

    assert error.value.slug == "wrong-password"
