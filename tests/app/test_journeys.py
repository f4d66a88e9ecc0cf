"""The region picker's answers, with real lists and a table of a few regions."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.app.journeys import ListedJourneys
from kiosk.core.evidence import Answer
from kiosk.core.gazetteer import Gazetteer
from kiosk.core.region import elsewhere_in
from kiosk.store.district import RISK
from tests.app.test_district import Gate
from tests.codes.test_district_lists import RISKS
from tests.core.test_gazetteer import TABLE
from tests.fakes import HOME

HOUR_S = 3600


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    return Gate(tmp_path)


def journeys(gate: Gate) -> ListedJourneys:
    return ListedJourneys(
        gate.district(), gate.clock, HOME, lambda home: Gazetteer(TABLE, home)
    )


def names(picker: ListedJourneys, typed: str = "") -> list[str]:
    return [stay.region.name for stay in picker.choices(typed).found]


def test_before_anything_is_typed_the_listed_and_the_last_named_are_offered(
    gate: Gate,
) -> None:
    assert names(journeys(gate)) == []
    gate.put(RISK, RISKS)
    picker = journeys(gate)
    assert names(picker) == ["城关区", "朝阳区"]

    picker.remember(["222401", HOME[:6], "620100"])
    picker.remember(["222401"])

    assert names(picker) == ["延吉市", "兰州市", "城关区", "朝阳区"]


async def test_what_is_typed_is_found_with_its_risk(gate: Gate) -> None:
    gate.put(RISK, RISKS)
    picker = journeys(gate)
    await picker.warm(0)

    found = picker.choices("bjcy")

    assert [(s.region.path, s.risk) for s in found.found] == [
        ("北京市 朝阳区", "medium")
    ]
    assert found.letters == {"q"}


def test_a_street_at_risk_is_named_as_the_list_names_it(gate: Gate) -> None:
    gate.put(RISK, RISKS)
    picker = journeys(gate)

    county = picker.look(["620102"])
    street = picker.look(["620102008"])
    rest = picker.look([elsewhere_in("620102")])

    assert [(s.region.name, s.risk) for s in county.parts] == [("靖远路街道", "high")]
    assert county.facts.risk == "high"
    assert (street.stays[0].region.name, street.parts) == ("靖远路街道", ())
    assert (rest.stays[0].region.name, rest.facts.risk, rest.parts) == (
        "城关区",
        "none",
        (),
    )


def test_without_a_list_the_names_are_there_and_the_risk_is_not(gate: Gate) -> None:
    journey = journeys(gate).look(["110105"])

    assert journey.source is None
    assert journey.stays[0].region.name == "朝阳区"
    assert journey.stays[0].risk is None
    assert journey.facts.answer is Answer.UNVERIFIED
    assert journeys(gate).look([]).facts.answer is None


def test_the_list_in_force_is_told_with_its_age(gate: Gate) -> None:
    gate.put(RISK, replace(RISKS, next_update=RISKS.issued + timedelta(hours=2)))
    picker = journeys(gate)
    gate.clock.turn(3 * HOUR_S)

    source = picker.look(["110105"]).source

    assert source is not None
    assert (source.notice, source.window_days) == ("测试通告", 14)
    assert (source.age_hours, source.stale) == (3.0, True)
    gate.clock.sureness = "unsure"
    unsure = picker.look(["110105"]).source
    assert unsure is not None
    assert not unsure.stale
