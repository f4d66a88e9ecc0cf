"""What the records know of whoever shows a pass."""

import pytest

from kiosk.core.household import HouseholdEvent, Quota
from kiosk.core.record import Bearer, Draft
from kiosk.core.sections import HouseholdFacts, PresenceFacts
from kiosk.core.standing import Identity, Standing
from tests.store.households import (
    ALONE,
    MEMBER,
    NEIGHBOUR,
    SISTER,
    Desk,
    at,
    back,
    crossing,
    leader,
    not_passed,
    out,
)

FREE = HouseholdFacts(uses=0, member_out=False, voided=False, relief=False)


def test_an_exit_is_a_use_of_the_whole_household_and_of_no_other(desk: Desk) -> None:
    desk.write(out())

    assert desk.household().uses == desk.household(SISTER).uses == 1
    assert desk.household(NEIGHBOUR) == FREE


def test_who_is_out_is_told_from_who_asks(desk: Desk) -> None:
    desk.write(out())

    assert desk.household().member_out is False
    assert desk.household(SISTER).member_out is True


def test_coming_back_ends_the_absence_and_not_the_use(desk: Desk) -> None:
    desk.write(out(), back(hours=1))

    assert desk.household(SISTER).member_out is False
    assert desk.household(SISTER).uses == 1


def test_a_member_with_a_new_pass_comes_back_as_the_same_member(desk: Desk) -> None:
    renewed = Bearer(pass_id="0000000000a9", household=MEMBER.household, member=1)
    desk.write(out(), back(renewed, hours=1))

    assert desk.household(SISTER).member_out is False


def test_inside_outside_and_unknown(desk: Desk) -> None:
    assert desk.ask().presence == PresenceFacts(state="unknown")
    desk.write(out(hours=1))
    assert desk.ask().presence == PresenceFacts(state="outside", left_at=at(1))
    desk.write(back(hours=2))
    assert desk.ask().presence == PresenceFacts(state="inside")


@pytest.mark.parametrize(
    "draft",
    [
        out(verdict="refuse"),
        out(verdict=None, outcome="abandoned"),
        out(outcome="given-up"),
        out(code={"kind": "pass", "class": "commuter"}),
        out(code=None),
        out(told={"person": {"kind": "patient"}}),
        crossing("both"),
        out(None),
        out(ALONE),
        back(ALONE, voids="returnee"),
        leader(HouseholdEvent.VOID, household=""),
        back(),
    ],
)
def test_what_is_no_use(desk: Desk, draft: Draft) -> None:
    desk.write(draft)

    assert desk.household() == FREE


def test_on_a_lane_for_both_ways_the_told_direction_counts(desk: Desk) -> None:
    desk.write(crossing("both", told={"lane": {"direction": "out"}}))

    assert desk.household().uses == 1
    assert desk.ask().presence.state == "outside"


def test_a_guest_who_goes_home_uses_nothing(desk: Desk) -> None:
    guest = Bearer(pass_id="0000000000e1", household=MEMBER.household, member=0)
    temporary = {"kind": "pass", "class": "temporary"}
    desk.write(out(), back(guest, code=temporary, hours=1))
    assert desk.household(guest) == FREE

    desk.write(out(guest, code=temporary, hours=2))
    assert desk.household().uses == 1


def test_a_temporary_pass_that_goes_out_first_is_a_households(desk: Desk) -> None:
    desk.write(out(code={"kind": "pass", "class": "temporary"}))

    assert desk.household().uses == 1


def test_a_calendar_day_begins_at_midnight_in_china(desk: Desk) -> None:
    desk.write(out(hours=9))  # Monday 21:00, say

    assert desk.household(hours=35.9).uses == 1  # Tuesday 23:54
    assert desk.household(hours=36).uses == 0  # Wednesday 00:00


def test_a_use_that_seems_to_lie_ahead_counts(desk: Desk) -> None:
    desk.write(out(hours=48))  # by a clock that was put back since

    assert desk.household().uses == 1


def test_a_rolling_window_ends_to_the_minute(desk: Desk) -> None:
    desk.quota = Quota(rolling=True)
    desk.write(out(hours=9))

    assert desk.household(hours=57).uses == 1
    assert desk.household(hours=57.1).uses == 0


def test_a_new_policys_window_counts_at_once(desk: Desk) -> None:
    desk.write(out())
    assert desk.household(hours=24).uses == 1

    desk.quota = Quota(days=1)

    assert desk.household(hours=24).uses == 0


def test_relief_is_one_more_exit_today(desk: Desk) -> None:
    desk.write(out(), leader(HouseholdEvent.RELIEF, hours=1))
    assert desk.household(hours=2).relief is True
    assert desk.household(hours=12).relief is False  # midnight

    desk.write(out(hours=3))
    assert desk.household(hours=4).relief is False
    assert desk.household(hours=4).uses == 2


def test_relief_that_was_not_used_after_all_stands_again(desk: Desk) -> None:
    desk.write(leader(HouseholdEvent.RELIEF), out(hours=1), not_passed(2, hours=1))

    assert desk.household(hours=2).relief is True


def test_voided_until_restored(desk: Desk) -> None:
    desk.write(leader(HouseholdEvent.VOID))
    assert desk.household().voided is True
    desk.write(leader(HouseholdEvent.RESTORE, hours=1))
    assert desk.household().voided is False


def test_a_returnee_voids_the_household(desk: Desk) -> None:
    desk.write(back(verdict="hold", voids="returnee"))

    assert desk.household(SISTER).voided is True
    assert desk.household(NEIGHBOUR).voided is False


def test_a_leaders_word_stands_against_the_services_for_fourteen_days(
    desk: Desk,
) -> None:
    desk.write(
        back(voids="returnee"),
        leader(HouseholdEvent.RESTORE, hours=1),
        back(voids="returnee", hours=24 * 14),
    )
    assert desk.household().voided is False

    desk.write(back(voids="returnee", hours=24 * 14 + 2))
    assert desk.household().voided is True


def test_whoever_did_not_go_through_has_used_nothing(desk: Desk) -> None:
    desk.write(back(), out(hours=1), not_passed(2, hours=1))

    assert desk.household() == FREE
    assert desk.ask().presence == PresenceFacts(state="inside")


def test_an_entry_taken_back_reopens_the_absence(desk: Desk) -> None:
    desk.write(out(), back(hours=1), not_passed(2, hours=1))

    assert desk.household(SISTER).member_out is True
    assert desk.ask().presence == PresenceFacts(state="outside", left_at=at(0))


def test_nobody_takes_back_anothers_exit_or_one_twice(desk: Desk) -> None:
    desk.write(out(), not_passed(1, NEIGHBOUR))
    assert desk.household().uses == 1

    desk.write(not_passed(1), not_passed(1), not_passed(99))
    assert desk.household().uses == 0


def test_a_leader_brings_home_who_came_by_another_way(desk: Desk) -> None:
    desk.write(out(), out(SISTER), leader(HouseholdEvent.RETURNED, hours=5))

    assert desk.household(SISTER).member_out is False
    assert desk.ask(SISTER).presence == PresenceFacts(state="inside")


def test_a_pass_without_a_household_has_no_quota_to_use_up(desk: Desk) -> None:
    desk.write(out(ALONE))

    found = desk.ask(ALONE)

    assert found.household == FREE
    assert (found.presence.state, found.version) == ("outside", 1)


def test_without_a_pass_nothing_is_known(desk: Desk) -> None:
    assert desk.standing.standing_of(Identity(phone="x"), at(0)) == Standing()


def test_every_change_of_a_household_is_a_new_version(desk: Desk) -> None:
    assert desk.ask().version == 0
    desk.write(out(), out(NEIGHBOUR), leader(HouseholdEvent.VOID))

    assert desk.ask().version == desk.ask(SISTER).version == 3
    assert desk.ask(NEIGHBOUR).version == 2
