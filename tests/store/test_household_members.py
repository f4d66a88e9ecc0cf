"""Who of a household came by, each once, with what was told of them last."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.core.household_form import Noted
from kiosk.core.record import Bearer
from kiosk.store.errors import StoreDamaged
from kiosk.store.household_members import HouseholdMembers
from tests.fakes import NOON
from tests.store.households import (
    ALONE,
    HOUSE,
    MEMBER,
    NEIGHBOUR,
    SISTER,
    at,
    back,
    not_passed,
    out,
)
from tests.store.scenes import fill

TOLD = {
    "temperature": {"celsius": 36.5, "kind": "body"},
    "facts": {
        "health": {"colour": "green"},
        "nat": {"result": "negative", "sampled_at": "2026-11-20T08:00:00+08:00"},
        "travel": {"risk": "medium", "key_region": True, "returnee": False},
    },
    "vehicle": {"kind": "resident"},
}


def members(store: Path) -> HouseholdMembers:
    return HouseholdMembers(store, {MEMBER.pass_id: "测**"}.get)


def test_each_member_is_there_once_with_the_newest_of_each_fact(tmp_path: Path) -> None:
    renewed = replace(MEMBER, pass_id="0000000000a9")
    fill(
        tmp_path,
        out(SISTER, hours=0, temperature={"celsius": 36.1}),
        out(MEMBER, hours=1, **TOLD),
        back(MEMBER, hours=2, temperature={"celsius": "hot"}, facts=[]),
        out(NEIGHBOUR, hours=3),
        out(ALONE, hours=3),
        out(renewed, hours=4, temperature={"celsius": 36.9}),
    )

    first, second = members(tmp_path).of(HOUSE)

    assert (first.pass_id, first.member, first.masked_name) == (
        *("0000000000a9", 1),
        None,
    )
    assert first.noted == {
        "celsius": Noted(36.9, at(4)),
        "colour": Noted("green", at(1)),
        "nat": Noted("negative", NOON - timedelta(hours=28)),
        "risk": Noted("medium", at(1)),
        "key_region": Noted(value=True, at=at(1)),
        "returnee": Noted(value=False, at=at(1)),
        "vehicle": Noted("resident", at(1)),
    }
    assert (first.left, first.returned, first.out) == (at(4), at(2), True)
    assert (second.member, second.left, second.out) == (2, at(0), True)


def test_whoever_did_not_go_through_did_not_go(tmp_path: Path) -> None:
    fill(tmp_path, back(hours=0), out(hours=1), not_passed(2, hours=1))

    (one,) = members(tmp_path).of(HOUSE)

    assert (one.masked_name, one.left, one.returned) == ("测**", None, at(0))
    assert not one.out


def test_a_guest_is_no_member_and_a_household_as_a_whole_neither(
    tmp_path: Path,
) -> None:
    guest = Bearer(pass_id="0000000000b7", household=HOUSE)
    fill(
        tmp_path,
        back(guest, code={"class": "temporary"}),
        out(guest, hours=1, code={"class": "temporary"}),
        out(replace(MEMBER, pass_id=None), hours=2),
    )

    assert members(tmp_path).of(HOUSE) == ()


def test_a_time_that_is_none_is_damage(tmp_path: Path) -> None:
    fill(tmp_path, out(facts={"nat": {"result": "negative", "sampled_at": "soon"}}))

    with pytest.raises(StoreDamaged):
        members(tmp_path).of(HOUSE)
