"""Who uses the household's turn: no guest, nor who goes for everybody with a paper."""

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


WORKER = {"person": {"kind": "worker"}}


@pytest.mark.parametrize("paper", ["village", "employer"])
def test_a_supply_team_with_its_paper_uses_nothing(desk: Desk, paper: str) -> None:
    desk.write(out(code=TEMPORARY, told=WORKER | {"proofs": {paper: True}}))

    assert desk.household(SISTER).uses == 0


@pytest.mark.parametrize(
    "told",
    [
        WORKER,
        WORKER | {"proofs": {"village": False, "employer": False}},
        WORKER | {"proofs": {"medical": True}},
        VISITOR,
    ],
)
def test_whatever_somebody_without_the_paper_says_the_turn_is_used(
    desk: Desk, told: dict[str, Any]
) -> None:
    desk.write(out(code=TEMPORARY, told=told))

    assert desk.household(SISTER).uses == 1


def test_a_paper_makes_no_supply_team_of_a_resident_pass(desk: Desk) -> None:
    desk.write(out(told=WORKER | {"proofs": {"village": True}}))

    assert desk.household(SISTER).uses == 1


@pytest.mark.parametrize("kind", ["commuter", "patient"])
def test_work_and_hospital_use_nothing(desk: Desk, kind: str) -> None:
    desk.write(out(told={"person": {"kind": kind}}))

    assert desk.household(SISTER).uses == 0
