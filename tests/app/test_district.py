"""What the lists from above say, with real lists in a real key folder."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.app.district import District
from kiosk.app.list_lights import expected_lists
from kiosk.app.lists import Lists
from kiosk.codes.watch_list import key_id_of, mark_of
from kiosk.core.duty import DutyBoard
from kiosk.core.evidence import Answer
from kiosk.core.region import OVERSEAS
from kiosk.core.sections import TravelFacts, WatchListFacts
from kiosk.core.standing import Identity
from kiosk.core.view import Condition
from kiosk.store.district import (
    DUTY,
    RISK,
    WATCH,
    list_path,
    make_watch_key,
    put_district_list,
)
from kiosk.store.keyfolder import replace_file
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import load_keyring, open_keyring
from kiosk.store.listmaking import open_signer
from tests.app.test_lists import Watch
from tests.codes.test_district_lists import DUTY as NUMBERS
from tests.codes.test_district_lists import KEY, LOOKED_FOR, RISKS, STREET, WATCHED
from tests.fakes import HOME, NOON, FakeClock, FakeJournal

HOUR = timedelta(hours=1)
PHONE = "13900000001"


class Gate:
    """A kiosk's lists over a key folder."""

    def __init__(self, folder: Path) -> None:
        self.keys, self.clock = folder / "keys", FakeClock()
        open_keyring(self.keys, FirstStart(community=HOME, now=NOON))

    def put(self, name: str, listed: Any) -> None:
        put_district_list(open_signer(self.keys), name, listed)

    def put_watched(self, **change: Any) -> None:
        make_watch_key(self.keys, KEY)
        self.put(WATCH, replace(WATCHED, **change))

    def lists(self) -> Lists:
        return Lists(load_keyring(self.keys), self.clock, FakeJournal())

    def district(self) -> District:
        return District(self.lists(), self.clock, self.keys, HOME)


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    return Gate(tmp_path)


def test_without_a_list_nobody_is_cleared(gate: Gate) -> None:
    district = gate.district()

    watched = district.watch_list_facts(Identity(phone=PHONE), NOON)
    travel = district.travel(["110105"], NOON)

    assert watched == WatchListFacts(answer=Answer.UNVERIFIED)
    assert travel == TravelFacts(answer=Answer.UNVERIFIED, regions="110105")
    assert district.numbers() is None
    assert district.risks() is None


def test_who_came_from_abroad_needs_no_list(gate: Gate) -> None:
    travel = gate.district().travel(["110105", OVERSEAS], NOON)

    assert (travel.answer, travel.risk) == (Answer.ANSWERED, "overseas")
    assert travel.list_age_hours is None


def test_the_worst_region_counts_and_the_age_of_the_list_is_told(gate: Gate) -> None:
    gate.put(RISK, RISKS)

    travel = gate.district().travel(["110106", "110105"], NOON + 5 * HOUR)

    assert travel == TravelFacts(
        answer=Answer.ANSWERED,
        regions="110106,110105",
        risk="medium",
        key_region=False,
        list_age_hours=5.0,
    )


def test_a_hit_tells_category_and_disposal_and_a_miss_that_it_looked(
    gate: Gate,
) -> None:
    gate.put_watched()
    district = gate.district()

    hit = district.watch_list_facts(Identity(phone="139 0000 0001"), NOON + HOUR)
    miss = district.watch_list_facts(Identity(plate="甘A12345"), NOON)
    nobody = district.watch_list_facts(Identity(member=1), NOON)

    assert hit == WatchListFacts(
        answer=Answer.ANSWERED,
        hit=True,
        category="returnee",
        disposal="register",
        list_age_hours=1.0,
    )
    assert (miss.answer, miss.hit) == (Answer.ANSWERED, False)
    assert (nobody.answer, nobody.hit) == (Answer.NOT_FOUND, None)


def test_the_gravest_of_all_that_a_person_is_known_by_counts(gate: Gate) -> None:
    by_pass = replace(
        LOOKED_FOR,
        mark=mark_of(KEY, "pass_id", "a1b2c3d4e5f6"),
        category="contact",
        disposal="hold",
    )
    gate.put_watched(entries=(LOOKED_FOR, by_pass))

    found = gate.district().watch_list_facts(
        Identity(phone=PHONE, pass_id="a1b2c3d4e5f6"), NOON
    )

    assert (found.category, found.disposal) == ("contact", "hold")


def test_an_unsure_clock_ends_no_entry_and_no_area(gate: Gate) -> None:
    gate.put_watched()
    gate.put(RISK, RISKS)
    district, much_later = gate.district(), NOON + timedelta(days=90)
    over = district.watch_list_facts(Identity(phone=PHONE), much_later)
    assert (over.hit, district.travel([STREET.code], much_later).risk) == (
        False,
        "none",
    )

    gate.clock.sureness = "unsure"

    unsure = district.watch_list_facts(Identity(phone=PHONE), much_later)
    assert (unsure.hit, district.travel([STREET.code], much_later).risk) == (
        True,
        "high",
    )


def test_a_lost_watch_key_clears_nobody(gate: Gate) -> None:
    gate.put_watched()
    district = gate.district()
    (gate.keys / "watch.key").unlink()

    found = district.watch_list_facts(Identity(phone=PHONE), NOON)

    assert found == WatchListFacts(answer=Answer.UNVERIFIED)
    again = gate.district().watch_list_facts(Identity(phone=PHONE), NOON)
    assert again == WatchListFacts(answer=Answer.UNVERIFIED)


def test_a_list_made_with_another_key_is_not_taken_at_start(gate: Gate) -> None:
    make_watch_key(gate.keys, KEY)
    gate.put(WATCH, replace(WATCHED, key_id=key_id_of(bytes(32))))

    assert gate.lists().listed(WATCH) is None


def test_numbers_are_shown_with_their_age(gate: Gate) -> None:
    gate.put(DUTY, NUMBERS)
    district = gate.district()

    assert district.numbers() == DutyBoard(
        numbers=NUMBERS.entries, age_hours=0.0, stale=False
    )
    gate.clock.turn(25 * 3600)
    late = district.numbers()
    assert late is not None
    assert (late.age_hours, late.stale) == (25.0, True)
    gate.clock.sureness = "unsure"
    assert district.numbers() == replace(late, stale=False)


@pytest.mark.parametrize(
    ("named", "parameters", "demonstration", "expected"),
    [
        (None, {"list_amber_hours": 24}, False, {RISK, WATCH, DUTY}),
        (None, {}, False, {DUTY}),
        (None, {"list_amber_hours": 24}, True, set()),
        ((WATCH,), {"list_amber_hours": 24}, True, {WATCH}),
        ((), {"list_amber_hours": 24}, False, set()),
    ],
)
def test_settings_else_the_rules_say_which_lists_ought_to_be_here(
    named: tuple[str, ...] | None,
    parameters: dict[str, int],
    *,
    demonstration: bool,
    expected: set[str],
) -> None:
    found = expected_lists(named, parameters, demonstration=demonstration)

    assert found == expected


def test_a_list_that_ought_to_be_here_and_never_came_is_amber(gate: Gate) -> None:
    light = gate.lists().district_light(WATCH, lambda: {WATCH})

    assert light is not None
    assert (light.condition, light.slug) == (Condition.WARNING, "list-missing")


def test_a_stale_list_is_amber_with_its_age_and_a_missing_one_no_light(
    gate: Gate,
) -> None:
    gate.put(RISK, RISKS)
    lists = gate.lists()
    fresh = lists.district_light(RISK)
    assert fresh is not None
    assert fresh.condition is Condition.OK
    assert lists.district_light(WATCH) is None

    gate.clock.turn(25 * 3600)

    stale = lists.district_light(RISK)
    assert stale is not None
    assert (stale.condition, stale.slug) == (Condition.WARNING, "list-stale")
    assert stale.age_hours == 25.0
    assert lists.light().condition is Condition.OK
    assert lists.facts()["risk-areas_list"] == "#3 · 2 · 25 h"


async def test_a_running_kiosk_takes_a_newer_list_and_refuses_a_damaged_one(
    gate: Gate,
) -> None:
    gate.put(DUTY, NUMBERS)
    watch = Watch.anew(gate.keys)
    async with watch.watching(trust=1, **{DUTY: 3}):
        gate.put(DUTY, replace(NUMBERS, seq=4))
        await watch.until_said(DUTY, "list-in-force", 4, None)
        replace_file(list_path(gate.keys, DUTY), b"?")
        await watch.until_said(DUTY, "list-refused", 4, "district-list-malformed")

    assert watch.lists.listed(DUTY) == replace(NUMBERS, seq=4)
    light = watch.lists.district_light(DUTY)
    assert light is not None
    assert light.slug == "list-unusable"
    assert watch.lists.light().slug is None
