"""Each level decides as the clauses of the plans say."""

from datetime import timedelta
from typing import Any

import pytest

from kiosk.core.verdict import Need, Verdict
from kiosk.rules.decision import decide
from kiosk.rules.policy import parse_policy
from tests.rules.policies import POLICY
from tests.rules.scenarios import CASES, Case
from tests.rules.situations import NOON, facts_of
from tests.rules.vocabulary import COMING, GOING, LEVELS, of, risk, sampled
from tests.shipped import all_shipped

PHASE = 'include = ["common/1"]\n' + POLICY.replace(
    "[parameters]", "[parameters]\ngeneration_min = 2"
)
POLICIES = all_shipped()
ALLOW, REFUSE = Verdict.ALLOW, Verdict.REFUSE


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
@pytest.mark.parametrize("level", LEVELS)
def test_each_level_says_what_the_clauses_say(case: Case, level: str) -> None:
    decision = decide(facts_of(case.known), POLICIES[level])

    assert decision.verdict is case.says[LEVELS.index(level)], decision.reasons
    if decision.verdict is not Verdict.ALLOW or case.actions:
        assert decision.reasons
    if case.says == (decision.verdict,) * 4:
        assert set(case.actions) <= set(decision.actions)


@pytest.mark.parametrize(
    ("hours", "verdict"), [(-7, REFUSE), (-6, ALLOW), (7.9, ALLOW), (8, REFUSE)]
)
def test_whoever_goes_shopping_goes_in_the_set_hours(
    hours: float, verdict: Verdict
) -> None:
    """Six in the morning to eight in the evening; noon is NOON."""
    known: Any = GOING | {"now": NOON + timedelta(hours=hours)}
    assert decide(facts_of(known), POLICIES["closed"]).verdict is verdict


@pytest.mark.parametrize(("hours", "late"), [(2.9, False), (3.1, True)])
def test_whoever_comes_back_late_is_reported(hours: float, *, late: bool) -> None:
    left = {"state": "outside", "left_at": NOON - timedelta(hours=hours)}
    decision = decide(facts_of(COMING, of(presence=left)), POLICIES["closed"])
    assert ("returned-late" in decision.reasons) == late
    assert decision.verdict is Verdict.ALLOW


@pytest.mark.parametrize(
    ("goods", "reason"),
    [
        ({}, "courier-outside"),
        ({"handed_over_outside": True}, "goods-not-disinfected"),
        ({"handed_over_outside": True, "disinfected": False}, "goods-not-disinfected"),
        ({"handed_over_outside": True, "disinfected": True}, "goods-handed-over"),
    ],
)
@pytest.mark.parametrize("level", LEVELS)
def test_whatever_becomes_of_the_goods_the_courier_stays_outside(
    level: str, goods: dict[str, bool], reason: str
) -> None:
    courier = of(person={"kind": "delivery"}, goods=goods)
    decision = decide(facts_of(COMING, courier), POLICIES[level])
    assert (decision.verdict, decision.reasons) == (REFUSE, (reason,))


@pytest.mark.parametrize("level", LEVELS)
def test_a_pass_for_a_vehicle_asks_for_the_vehicle(level: str) -> None:
    shown = of(pass_={"validity": "valid", "class": "vehicle", "home": True})
    decision = decide(facts_of(COMING, shown), POLICIES[level])
    assert decision.needs == (Need.VEHICLE,)


def test_a_test_on_an_unsure_clock_proves_nothing() -> None:
    known: Any = COMING | risk("low") | sampled(10) | {"clock": "unsure"}
    assert decide(facts_of(known), POLICIES["low-risk"]).verdict is Verdict.REGISTER


def test_a_pass_of_an_earlier_series_is_refused_once_the_policy_says_so() -> None:
    phase = parse_policy(PHASE, "phase.toml")
    assert decide(facts_of(COMING), POLICIES["routine"]).verdict is Verdict.ALLOW
    decision = decide(facts_of(COMING), phase)
    assert decision.reasons[0] == "pass-old-generation"
