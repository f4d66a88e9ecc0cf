"""An unsure clock, records that cannot be read: what then is known of a household."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kiosk.core.household import HouseholdEvent
from kiosk.core.standing import Standing
from tests.store.households import (
    MEMBER,
    NEIGHBOUR,
    Desk,
    at,
    back,
    identity,
    leader,
    out,
)


def test_an_unsure_exit_counts_until_the_window_has_surely_passed(desk: Desk) -> None:
    desk.write(out(hours=-9000, clock="unsure"))
    assert desk.household(hours=9000).uses == 1

    desk.write(back(NEIGHBOUR, hours=30))  # a sure time: it happened by then
    assert desk.household(hours=59).uses == 1
    assert desk.household(hours=60).uses == 0


@pytest.mark.parametrize("wrong", [-9000, 9000])
def test_an_unsure_clock_lets_nobody_out_whom_a_sure_one_would_not(
    desk: Desk, wrong: float
) -> None:
    desk.write(out(), leader(HouseholdEvent.RELIEF, hours=1))
    desk.clock.sureness = "unsure"

    assert desk.household(hours=wrong).uses == 1
    assert desk.household(hours=2).relief is False


def test_relief_given_by_an_unsure_clock_is_none(desk: Desk) -> None:
    desk.write(leader(HouseholdEvent.RELIEF, clock="unsure"))

    assert desk.household().relief is False


def test_records_that_cannot_be_read_leave_every_fact_missing(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "nowhere")
    assert desk.ask() == Standing()

    (tmp_path / "nowhere").mkdir()
    (tmp_path / "nowhere" / "kiosk.db").write_bytes(b"no database" * 99)
    assert desk.ask() == Standing()
    desk.standing.close()


def test_an_impossible_time_is_no_reason_to_fall_over(desk: Desk) -> None:
    early = datetime.min.replace(tzinfo=at(0).tzinfo) + timedelta(hours=1)

    assert desk.standing.standing_of(identity(MEMBER), early) == Standing()


def test_a_journal_moved_aside_is_noticed(desk: Desk) -> None:
    desk.write(out())
    assert desk.household().uses == 1
    for file in desk.store.glob("kiosk.db*"):
        file.rename(file.with_name("old-" + file.name))
    desk.write()

    assert desk.household().uses == 0
