"""From whatever is known, what can be supplied leads to a verdict: no dead end."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.facts import Facts
from kiosk.core.verdict import Decision, Verdict
from kiosk.rules.decision import decide
from tests.examples import examples
from tests.rules.situations import BAD, OPTIONS, OWN, Known, facts_of, pairwise
from tests.shipped import all_shipped

POLICIES = all_shipped()
SPOKEN = [name for name in OPTIONS if name not in {*OWN, "lane"}]
MOST_STEPS = 60

each_policy = pytest.mark.parametrize("policy", POLICIES)


def one_of(section: str) -> st.SearchStrategy[dict[str, Any]]:
    """Mostly in order: where everything is odd, a passage ends before it began."""
    return st.sampled_from(OPTIONS[section][:1] * 20 + OPTIONS[section])


some = st.fixed_dictionaries({}, optional={name: one_of(name) for name in OPTIONS})
spoken = st.fixed_dictionaries(
    {"lane": st.sampled_from(OPTIONS["lane"])},
    optional={name: one_of(name) for name in SPOKEN},
)
own = st.fixed_dictionaries(
    {name: one_of(name) for name in ("household", "presence", "watch_list")}
)


def looked_up(known: Known, records: Known) -> Facts:
    """The facts with what the kiosk itself knows of whoever showed a pass."""
    identified = known.get("pass", {}).get("validity") == "valid"
    return facts_of(records if identified else {}, known)


@each_policy
@given(known=spoken, records=own, data=st.data())
def test_every_passage_ends(
    policy: str, known: Known, records: Known, data: st.DataObject
) -> None:
    asked: Counter[str] = Counter()
    for _ in range(MOST_STEPS):
        decision = decide(looked_up(known, records), POLICIES[policy])
        if decision.final and decision.verdict is not Verdict.REGISTER:
            return
        wanted = _wanted(decision, known)
        assert not OWN & set(decision.needs), f"nobody can supply {decision.needs}"
        need = data.draw(st.sampled_from(wanted))
        asked[need] += 1
        # whoever is asked a third time gives the answer that settles it
        options = OPTIONS[need] if asked[need] < 3 else OPTIONS[need][:1]
        known = known | {need: data.draw(st.sampled_from(options))}
    pytest.fail(f"not over after {MOST_STEPS} steps: {known}")


def _wanted(decision: Decision, known: Known) -> list[str]:
    """Sections to supply next: what is asked, or what ends a registration."""
    if decision.needs:
        return [str(need) for need in decision.needs]
    return ["registration", *(["vehicle"] if "vehicle" in known else [])]


ODD = [(name, odd) for name in OPTIONS for odd in OPTIONS[name][1:]]
FORMS = OPTIONS["registration"][0], OPTIONS["registration"][2]  # signed, witnessed
RECORDED = {"occupants": 2, "occupants_recorded": 2}


@each_policy
@pytest.mark.parametrize("form", FORMS, ids=["signed", "cannot-write"])
@pytest.mark.parametrize("direction", OPTIONS["lane"], ids=["in", "out"])
def test_whoever_is_registered_is_not_sent_to_the_form_again(
    policy: str, form: dict[str, Any], direction: dict[str, Any]
) -> None:
    usual = {name: OPTIONS[name][0] for name in OPTIONS if name != "vehicle"}
    for section, odd in ODD:
        known = usual | {section: odd, "lane": direction, "registration": form}
        if "vehicle" in known:
            known["vehicle"] = known["vehicle"] | RECORDED
        decision = decide(facts_of(known), POLICIES[policy])
        assert decision.verdict is not Verdict.REGISTER, (section, odd, decision)


@each_policy
@given(known=some, clock=st.sampled_from(["synced", "unsure"]))
def test_nothing_undecided_is_allowed_and_every_stop_has_a_reason(
    policy: str, known: Known, clock: str
) -> None:
    facts = facts_of(known).model_copy(update={"clock": clock})
    _check(decide(facts, POLICIES[policy]))


@each_policy
@given(known=some)
def test_a_clock_that_is_unsure_never_improves_a_verdict(
    policy: str, known: Known
) -> None:
    facts = facts_of(known)
    sure = decide(facts, POLICIES[policy])
    unsure = decide(facts.model_copy(update={"clock": "unsure"}), POLICIES[policy])
    assert unsure.verdict.severity >= sure.verdict.severity or not sure.final


@each_policy
def test_any_two_facts_together_have_a_verdict_and_a_reason(policy: str) -> None:
    table = pairwise({name: [None, *options] for name, options in OPTIONS.items()})
    for row in table:
        _check(decide(facts_of(_present(row)), POLICIES[policy]))


def _present(row: Mapping[str, Any]) -> Known:
    return {name: said for name, said in row.items() if said is not None}


def _check(decision: Decision) -> None:
    assert "rule-error" not in decision.reasons
    assert decision.final or decision.verdict is not Verdict.ALLOW
    if decision.final and decision.verdict is not Verdict.ALLOW:
        assert decision.reasons


@each_policy
@examples(5)
@given(known=some, bad=st.sampled_from(BAD))
def test_a_bad_fact_never_improves_a_verdict(
    policy: str, known: Known, bad: Known
) -> None:
    section = next(iter(bad))
    others = {name: said for name, said in known.items() if name != section}
    after = decide(facts_of(others, bad), POLICIES[policy])
    for before in ({}, {section: OPTIONS[section][0]}):
        decision = decide(facts_of(others, before), POLICIES[policy])
        if decision.final and "emergency-vehicle" not in decision.reasons:
            assert after.verdict.severity >= decision.verdict.severity
            assert after.verdict is not Verdict.ALLOW


@each_policy
@given(known=some, order=st.randoms(use_true_random=False))
def test_the_order_of_evidence_never_changes_the_decision(
    policy: str, known: Known, order: Any
) -> None:
    names = list(known)
    order.shuffle(names)
    shuffled = {name: known[name] for name in names}
    assert decide(facts_of(shuffled), POLICIES[policy]) == decide(
        facts_of(known), POLICIES[policy]
    )


@pytest.mark.parametrize("pairs", [{"a": [1, 2], "b": [1, 2, 3], "c": [1, 2]}])
def test_the_table_of_pairs_holds_every_pair(pairs: dict[str, list[int]]) -> None:
    rows = pairwise(pairs)
    assert {(r["a"], r["b"]) for r in rows} == {
        (a, b) for a in (1, 2) for b in (1, 2, 3)
    }
    assert {(r["b"], r["c"]) for r in rows} == {
        (b, c) for b in (1, 2, 3) for c in (1, 2)
    }
    assert len(rows) < 12
