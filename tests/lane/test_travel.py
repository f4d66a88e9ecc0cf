"""Where somebody comes from, by the service and the volunteer together."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.evidence import Answer
from kiosk.core.region import SEVERITY
from kiosk.core.sections import TravelFacts
from kiosk.lane.health import travel_of

ANSWERED = Answer.ANSWERED


def said(**facts: Any) -> TravelFacts:
    return TravelFacts(answer=ANSWERED, **facts)


def test_what_only_one_of_them_said_counts() -> None:
    service = said(risk="low")
    told = said(regions="110105", arrived_at="2026-11-20T04:00:00Z", source="volunteer")

    both = travel_of(service, told)

    assert (both.risk, both.regions, both.arrived_at) == (
        "low",
        "110105",
        told.arrived_at,
    )


def test_a_service_that_did_not_answer_leaves_the_volunteers_word() -> None:
    told = said(risk="high")

    assert travel_of(TravelFacts(), told) == told
    assert travel_of(TravelFacts(answer=Answer.UNVERIFIED), told) == told
    assert travel_of(told, TravelFacts()) == told


@pytest.mark.parametrize(
    "words",
    [(None, None, None), (False, None, False), (True, False, True), (None, True, True)],
)
def test_who_is_a_returnee_to_either_is_one(words: tuple[bool | None, ...]) -> None:
    service, told, together = words

    both = travel_of(said(returnee=service), said(returnee=told))

    assert both.returnee is together
    assert both.risk is None


@given(st.sampled_from(SEVERITY), st.sampled_from(SEVERITY))
def test_the_worse_word_counts_whoever_said_it(service: Any, told: Any) -> None:
    both = travel_of(said(risk=service), said(risk=told))

    assert both.risk == max(service, told, key=SEVERITY.index)
    assert both == travel_of(said(risk=told), said(risk=service))
