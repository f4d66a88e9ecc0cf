"""Why a policy decides as it does."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.facts import Facts
from kiosk.core.verdict import Need, Verdict
from kiosk.rules.explanation import Spoken, explain
from kiosk.rules.policy import Policy, parse_policy
from tests.rules.policies import POLICY, policy

ASKING = POLICY.replace(
    "[[example]]",
    """
[[rule]]
id = "warm"
when = "temperature.celsius > parameters.limit['a'] && temperature.attempts < 2"
asks = "temperature"
verdict = "hold"
reason = "warm"
source = "S1 第三条"

[[example]]""",
    1,
)


def facts(**sections: object) -> Facts:
    return Facts.model_validate(sections)


def spoken(told: Facts, asked: Policy) -> dict[str, Spoken]:
    return {said.rule: said for said in explain(told, asked).spoken}


def test_a_rule_that_applies_shows_its_clause_and_what_it_looked_at() -> None:
    found = explain(facts(mask={"worn": False}), policy("mask.worn == false"))

    (only,) = found.spoken
    assert (only.rule, only.voice, only.verdict) == ("only", "applies", Verdict.REFUSE)
    assert (only.reason, only.source) == ("mask-missing", "brief")
    assert only.facts == {"mask.worn": False}
    assert found.decision.verdict is Verdict.REFUSE
    assert found.silent == 0


def test_a_missing_fact_is_shown_as_missing_and_what_would_bring_it() -> None:
    (only,) = explain(Facts(), policy("mask.worn == false")).spoken

    assert only.voice == "waits"
    assert only.facts == {"mask.worn": None}
    assert only.needs == (Need.MASK,)


def test_a_rule_that_asks_again_shows_its_limit_too() -> None:
    warm = facts(temperature={"celsius": 37.0, "attempts": 1}, mask={"worn": True})

    said = spoken(warm, parse_policy(ASKING, "asking.toml"))["warm"]

    assert said.voice == "asks"
    assert said.facts == {
        "temperature.celsius": 37.0,
        "parameters.limit": {"a": 1.5},
        "temperature.attempts": 1,
    }


def test_a_fact_that_is_only_asked_for_being_there_is_shown() -> None:
    said = spoken(Facts(), policy("!has(code.kind) || code.kind == 'unknown'"))["only"]

    assert said.facts == {"code.kind": None}


def test_a_rule_that_fails_is_a_hold_and_says_so() -> None:
    broken = policy("parameters.limit['b'] > 1.0")

    (only,) = explain(facts(mask={"worn": True}), broken).spoken

    assert (only.voice, only.verdict) == ("fails", Verdict.HOLD)


def test_the_time_and_the_clock_are_facts_too() -> None:
    asked = policy("clock == 'unsure' || now < timestamp('2026-01-01T00:00:00Z')")
    told = facts(clock="synced", now="2025-01-01T00:00:00Z")

    assert spoken(told, asked)["only"].facts == {
        "clock": "synced",
        "now": "2025-01-01T00:00:00Z",
    }


def test_words_inside_a_text_are_no_facts() -> None:
    said = spoken(facts(code={"kind": "pass"}), policy("code.kind != 'mask.worn'"))

    assert list(said["only"].facts) == ["code.kind"]


@given(
    mask=st.sampled_from([{}, {"worn": True}, {"worn": False}]),
    celsius=st.none() | st.floats(30, 42),
    attempts=st.none() | st.integers(0, 3),
)
def test_the_rules_that_apply_are_those_of_the_decision(
    mask: dict[str, bool], celsius: float | None, attempts: int | None
) -> None:
    asked = parse_policy(ASKING, "asking.toml")
    told = facts(mask=mask, temperature={"celsius": celsius, "attempts": attempts})

    found = explain(told, asked)

    applied = {said.rule for said in found.spoken if said.voice == "applies"}
    assert applied <= set(found.decision.rules)
    assert set(found.decision.rules) <= {said.rule for said in found.spoken}
    assert len(found.spoken) + found.silent == len(asked.rules)
