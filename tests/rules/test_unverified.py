"""Where a policy asks for no health code, a silent service changes no verdict."""

import pytest

from kiosk.core.evidence import Answer
from kiosk.core.facts import Facts
from kiosk.core.sections import HealthFacts, NatFacts, TravelFacts, VaccinationFacts
from kiosk.rules.decision import decide
from kiosk.store.policies import open_policy

ROUTINE = open_policy("routine")
CASES = {
    example.title: facts
    for example, facts in ROUTINE.examples
    if facts.health == HealthFacts()
}


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

    assert decide(asked, ROUTINE) == decide(facts, ROUTINE)
