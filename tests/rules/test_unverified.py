"""What a silent service means: nothing in quiet times, a form or a halt in others."""

import pytest

from kiosk.core.evidence import Answer
from kiosk.core.facts import Facts
from kiosk.core.sections import HealthFacts, NatFacts, TravelFacts, VaccinationFacts
from kiosk.core.verdict import Verdict
from kiosk.rules.decision import decide
from tests.rules.situations import OPTIONS, facts_of
from tests.shipped import shipped

ROUTINE = shipped("routine")
CASES = {
    example.title: facts
    for example, facts in ROUTINE.examples
    if facts.health == HealthFacts()
}
NOTES = {"health-unverified", "health-expired", "health-not-found"}


@pytest.mark.parametrize("answer", Answer)
@pytest.mark.parametrize("facts", CASES.values(), ids=CASES)
def test_the_routine_policy_decides_as_if_nobody_had_been_asked(
    facts: Facts, answer: Answer
) -> None:
    asked = facts.model_copy(
        update={
            "health": HealthFacts(answer=answer),
            "nat": NatFacts(answer=answer),
            "vaccination": VaccinationFacts(answer=answer),
            "travel": TravelFacts(answer=answer),
        }
    )

    without, silent = decide(facts, ROUTINE), decide(asked, ROUTINE)
    assert (silent.verdict, silent.needs) == (without.verdict, without.needs)
    assert set(silent.reasons) - set(without.reasons) <= NOTES


@pytest.mark.parametrize(
    ("policy", "verdict"),
    [
        ("routine", Verdict.ALLOW),
        ("low-risk", Verdict.REGISTER),
        ("closed", Verdict.REGISTER),
        ("sealed", Verdict.HOLD),
    ],
)
def test_each_level_says_what_an_unverified_health_code_means(
    policy: str, verdict: Verdict
) -> None:
    known = {name: OPTIONS[name][0] for name in OPTIONS if name != "registration"}
    facts = facts_of(
        known,
        {
            "person": {"kind": "resident"},
            "vehicle": {},
            "nat": OPTIONS["nat"][1],
            "health": {"answer": "unverified"},
        },
    )

    decision = decide(facts, shipped(policy))

    assert (decision.verdict, decision.final) == (verdict, True)
    assert "health-unverified" in decision.reasons
