from concurrent.futures import ThreadPoolExecutor

import pytest

from kiosk.core.errors import FormError
from kiosk.hub.deeds import Doer
from kiosk.hub.staff import FIRST_LIFE, HubStaff, Role, StaffUnknown
from tests.hub.gates import Hub

PASSWORD = "richtig-lang-und-geheim"


@pytest.fixture
def staff(hub: Hub) -> HubStaff:
    return HubStaff(hub.node.database)


def named(staff: HubStaff) -> dict[str, tuple[Role, bool]]:
    return {one.name: (one.role, one.active) for one in staff.everybody()}


def test_an_administrator_is_raised_and_stays_one_with_another_password(
    hub: Hub, staff: HubStaff
) -> None:
    first = staff.add("测试甲", PASSWORD, hub.doer)
    raised = staff.add("测试甲", PASSWORD, hub.doer, Role.ADMINISTRATOR)
    staff.add("测试甲", PASSWORD, hub.doer)

    assert first == raised
    assert named(staff) == {"测试甲": (Role.ADMINISTRATOR, True)}


def test_who_was_removed_is_admitted_under_the_same_number_as_what_is_said_then(
    hub: Hub, staff: HubStaff
) -> None:
    staff.add("测试甲", PASSWORD, hub.doer, Role.ADMINISTRATOR)
    staff.add("测试乙", PASSWORD, hub.doer, Role.ADMINISTRATOR)
    (before,) = [one.number for one in staff.everybody() if one.name == "测试乙"]
    staff.remove("测试乙", hub.doer)
    gone = named(staff)["测试乙"]

    staff.admit(" 测试乙 ", Role.SUPERVISOR, hub.doer)

    again = staff.everybody()[-1]
    assert gone == (Role.ADMINISTRATOR, False)
    assert (again.number, again.name) == (before, "测试乙")
    assert again.role is Role.SUPERVISOR
    assert again.first_until == hub.clock.now() + FIRST_LIFE


def test_nobody_is_admitted_twice(hub: Hub, staff: HubStaff) -> None:
    staff.add("测试甲", PASSWORD, hub.doer)

    with pytest.raises(FormError) as error:
        staff.admit("测试甲", Role.ADMINISTRATOR, hub.doer)

    assert error.value.slug == "taken"
    assert named(staff) == {"测试甲": (Role.SUPERVISOR, True)}


def test_the_last_administrator_who_can_sign_in_stays(
    hub: Hub, staff: HubStaff
) -> None:
    staff.add("测试甲", PASSWORD, hub.doer, Role.ADMINISTRATOR)
    staff.admit("测试乙", Role.ADMINISTRATOR, hub.doer)

    def lower(name: str, doer: Doer) -> None:
        staff.change_role(name, Role.SUPERVISOR, doer)

    for act in (staff.remove, staff.reset, lower):
        with pytest.raises(FormError) as error:
            act("测试甲", hub.doer)
        assert error.value.slug == "last-administrator"
    staff.change_role("测试甲", Role.ADMINISTRATOR, hub.doer)  # that they are
    staff.add("测试乙", PASSWORD, hub.doer)
    staff.remove("测试甲", hub.doer)

    assert named(staff)["测试甲"] == (Role.ADMINISTRATOR, False)


def test_two_administrators_cannot_remove_each_other_at_once(
    hub: Hub, staff: HubStaff
) -> None:
    for name in ("测试甲", "测试乙"):
        staff.add(name, PASSWORD, hub.doer, Role.ADMINISTRATOR)

    def removed(name: str) -> bool:
        try:
            staff.remove(name, hub.doer)
        except FormError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(removed, ("测试甲", "测试乙")))

    assert found == [False, True]


def test_a_role_is_changed_once_and_written_down(hub: Hub, staff: HubStaff) -> None:
    staff.add("测试甲", PASSWORD, hub.doer, Role.ADMINISTRATOR)
    staff.add("测试乙", PASSWORD, hub.doer)

    for _ in range(2):
        staff.change_role("测试乙", Role.ADMINISTRATOR, hub.doer)
    staff.change_role("测试甲", Role.SUPERVISOR, hub.doer)

    assert named(staff) == {
        "测试甲": (Role.SUPERVISOR, True),
        "测试乙": (Role.ADMINISTRATOR, True),
    }
    assert hub.ask(
        "SELECT about FROM deed WHERE what = 'role-changed' ORDER BY id"
    ) == [
        ("测试乙: administrator",),
        ("测试甲: supervisor",),
    ]
    staff.remove("测试甲", hub.doer)
    for name in ("测试甲", "\0"):
        with pytest.raises(StaffUnknown):
            staff.change_role(name, Role.ADMINISTRATOR, hub.doer)


def test_a_hub_without_administrators_lets_supervisors_go(
    hub: Hub, staff: HubStaff
) -> None:
    staff.add("测试甲", PASSWORD, hub.doer)

    staff.remove("测试甲", hub.doer)

    with pytest.raises(StaffUnknown):
        staff.remove("测试甲", hub.doer)
    with pytest.raises(StaffUnknown):
        staff.reset("\0", hub.doer)


def test_every_act_is_written_down_without_a_password(
    hub: Hub, staff: HubStaff
) -> None:
    staff.add("测试甲", PASSWORD, hub.doer, Role.ADMINISTRATOR)
    first = staff.admit("测试乙", Role.SUPERVISOR, hub.doer)
    second = staff.reset("测试乙", hub.doer)
    staff.remove("测试乙", hub.doer)

    assert hub.ask("SELECT staff, what, about FROM deed ORDER BY id") == [
        ("test", "staff-added", "测试甲: administrator"),
        ("test", "staff-added", "测试乙: supervisor"),
        ("test", "password-reset", "测试乙"),
        ("test", "staff-removed", "测试乙"),
    ]
    assert first != second


@pytest.mark.parametrize(
    ("name", "password", "field"),
    [
        ("", PASSWORD, "name"),
        ("x" * 21, PASSWORD, "name"),
        ("a\0", PASSWORD, "name"),
        ("x", "short", "password"),
        ("x", "x" * 201, "password"),
    ],
)
def test_a_short_password_or_no_name_is_refused(
    hub: Hub, staff: HubStaff, name: str, password: str, field: str
) -> None:
    with pytest.raises(FormError) as error:
        staff.add(name, password, hub.doer)

    assert error.value.field == field
