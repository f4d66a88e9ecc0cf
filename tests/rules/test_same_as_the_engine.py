"""The quick way through a shipped rule and the engine's come to the same answer."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.facts import Facts
from kiosk.rules import engine
from kiosk.rules.expression import Condition
from tests.rules.situations import NOON, OPTIONS, facts_of
from tests.rules.test_plans import SCENARIOS, facts_of_scenario
from tests.shipped import all_shipped

CONDITIONS: dict[str, Condition] = {
    rule.condition.spelt: rule.condition
    for policy in all_shipped().values()
    for rule in policy.rules
}
NEAR = st.sampled_from([0, 1, 6, 8, 14, 48, 72, 168, 348]).flatmap(
    lambda hours: st.sampled_from([-1, 0, 1]).map(
        lambda tick: NOON - timedelta(hours=hours, microseconds=tick)
    )
)
"""Moments on the very limits of the policies and a microsecond beside them."""


def answers(facts: Facts, conditions: Iterable[Condition]) -> int:
    """How many were answered without the engine, which says the same of each."""
    known = facts.context()
    context = engine.Context(variables=known)
    quick = 0
    for condition in conditions:
        said = condition.sifted(known)
        if said is not None:
            quick += 1
            assert said == condition.holds(context, known), condition.source
    return quick


def test_of_everybody_in_the_plans() -> None:
    whole = [facts_of_scenario(scenario) for scenario in SCENARIOS]
    quick = sum(answers(facts, CONDITIONS.values()) for facts in whole)
    assert quick > 0.99 * len(whole) * len(CONDITIONS)


@given(
    st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(said) for name, said in OPTIONS.items()}
    ),
    NEAR,
    st.sampled_from(["synced", "unsure"]),
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    ("nat", "sampled_at"),
                    ("travel", "arrived_at"),
                    ("presence", "left_at"),
                ]
            ),
            NEAR,
        )
    ),
)
def test_of_anybody_at_any_hour(
    known: dict[str, Any], now: Any, clock: str, moments: list[Any]
) -> None:
    facts = known | {"now": now, "clock": clock}
    for (section, name), at in moments:
        facts[section] = facts.get(section, {}) | {name: at}
    answers(facts_of(facts), CONDITIONS.values())
