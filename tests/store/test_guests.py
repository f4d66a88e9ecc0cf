"""Whose temporary pass uses the household's turn: a resident's, and no guest's."""

from typing import Any

import pytest

from kiosk.core.record import Draft
from tests.store.households import SISTER, Desk, back, out

TEMPORARY = {"kind": "pass", "class": "temporary"}
RESIDENT = {"person": {"kind": "resident"}}
VISITOR = {"person": {"kind": "visitor"}}


def goes_home(**said: Any) -> Draft:
    return out(hours=1, code=TEMPORARY, **said)


@pytest.mark.parametrize("said", [{}, {"told": VISITOR}])
def test_a_guest_who_goes_home_uses_nothing(desk: Desk, said: dict[str, Any]) -> None:
    desk.write(back(code=TEMPORARY, **said), goes_home())

    assert desk.household(SISTER).uses == 0
    assert desk.household(SISTER).member_out is False


def test_a_guest_is_not_stopped_by_what_the_household_used(desk: Desk) -> None:
    desk.write(out(SISTER), back(code=TEMPORARY, hours=1))

    assert desk.household(hours=2).uses == 0
    assert desk.household(hours=2).member_out is False


def test_a_resident_who_came_home_on_a_new_pass_uses_a_turn_by_going(
    desk: Desk,
) -> None:
    desk.write(back(code=TEMPORARY, told=RESIDENT), goes_home())

    assert desk.household(SISTER).uses == 1
    assert desk.household(SISTER).member_out is True


def test_a_temporary_pass_that_goes_out_first_is_the_households(desk: Desk) -> None:
    desk.write(out(code=TEMPORARY))

    assert desk.household(SISTER).uses == 1
