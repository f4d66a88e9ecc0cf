from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.errors import PolicyError
from kiosk.core.facts import Facts
from kiosk.core.verdict import Need, Verdict
from kiosk.rules.decision import decide, load_policy
from tests.rules.policies import POLICY, policy
from tests.shipped import shipped

ROUTINE = shipped("routine")
GOOD: dict[str, Any] = {
    "code": {"kind": "pass"},
    "pass": {"validity": "valid", "class": "resident"},
    "temperature": {"kind": "body", "celsius": 36.5, "quality": "good", "attempts": 1},
    "mask": {"worn": True},
}


def test_the_worst_verdict_wins_and_every_reason_is_kept() -> None:
    facts = Facts.model_validate(
        GOOD
        | {
            "pass": {"validity": "forged"},
            "temperature": {"kind": "body", "celsius": 39, "quality": "good"},
            "mask": {"worn": False},
        }
    )
    decision = decide(facts, ROUTINE)

    assert decision.verdict is Verdict.HOLD
    assert decision.reasons == ("fever", "pass-forged", "mask-missing")
    assert decision.rules == ("fever", "pass-forged", "mask-missing")
    assert decision.policy == "routine/1"
    assert decision.final


def test_a_missing_fact_becomes_a_need_in_asking_order() -> None:
    decision = decide(Facts(), ROUTINE)

    assert decision.needs == (Need.PASS, Need.TEMPERATURE, Need.MASK)
    assert decision.verdict is Verdict.HOLD


def test_a_need_that_cannot_make_it_worse_is_not_asked() -> None:
    facts = Facts.model_validate(
        {"temperature": {"kind": "body", "celsius": 39, "quality": "good"}}
    )
    assert decide(facts, ROUTINE).needs == ()


def test_a_false_side_absorbs_a_missing_one() -> None:
    """CEL: false && missing is false, so nothing is asked in vain."""
    both = policy(when="mask.worn && nat.result == 'positive'", verdict="hold")
    decision = decide(Facts.model_validate({"mask": {"worn": False}}), both)
    assert decision.verdict is Verdict.ALLOW


def test_a_rule_that_fails_holds_and_calls_the_installer() -> None:
    broken = policy(when="mask.worn && temperature.celsius > pass.class")
    facts = Facts.model_validate(GOOD)
    decision = decide(facts, broken)

    assert (decision.verdict, decision.reasons) == (Verdict.HOLD, ("rule-error",))
    assert decision.actions == ("call-installer",)


def test_a_condition_that_is_no_truth_value_holds() -> None:
    decision = decide(Facts.model_validate(GOOD), policy(when="temperature.celsius"))
    assert decision.reasons == ("rule-error",)


def test_a_missing_parameter_key_is_an_error_and_not_a_need() -> None:
    strange = policy(when="mask.worn && parameters.limit['nowhere'] > 1.0")
    assert decide(Facts.model_validate(GOOD), strange).reasons == ("rule-error",)


def test_time_is_a_fact_and_its_absence_a_need() -> None:
    timed = policy(when="mask.worn && now > timestamp('2026-01-01T00:00:00Z')")
    assert decide(Facts.model_validate(GOOD), timed).needs == (Need.CLOCK,)


@pytest.mark.parametrize(
    ("when", "need"),
    [
        ("(has(nat.result) || nat.answer == '') && nat.result == 'none'", Need.NAT),
        ("has(lane.direction) && lane.direction == 'in' || !mask.worn", Need.MASK),
        ("pass.validity == 'valid' && health.answer == ''", Need.PASS),
        ("has(mask.worn) && mask.worn || has(pass.home) || !mask.worn", Need.MASK),
    ],
)
def test_the_first_fact_that_is_not_guarded_is_the_need(when: str, need: Need) -> None:
    assert decide(Facts(), policy(when=when)).needs == (need,)


@pytest.mark.parametrize(
    ("now", "late"),
    [
        ("2026-11-21T11:59:00Z", False),
        ("2026-11-21T12:00:00Z", True),
        ("2026-11-21T20:00:00+08:00", True),
        ("2026-11-21T15:59:59Z", True),
        ("2026-11-21T16:00:00Z", False),
    ],
)
def test_the_hour_of_the_day_is_that_of_the_place(now: str, *, late: bool) -> None:
    evening = policy(when="mask.worn && (now + duration('8h')).getHours() >= 20")
    facts = Facts.model_validate({"now": now, "mask": {"worn": True}})
    assert (decide(facts, evening).verdict is Verdict.REFUSE) == late


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("person.purpose == '探亲'", True),
        ("size(person.purpose) == 6", True),  # bytes, not characters
        ("'探' in ['探', '亲']", True),
        ("duration(string(parameters.limit['a']) + 'h') == duration('90m')", True),
    ],
)
def test_chinese_text_and_durations_are_understood(when: str, *, said: bool) -> None:
    facts = Facts.model_validate({"person": {"purpose": "探亲"}})
    assert (decide(facts, policy(when=when)).verdict is Verdict.REFUSE) == said


def test_a_rule_that_asks_again_is_a_need_with_a_reason() -> None:
    facts = GOOD | {"temperature": {"quality": "too-low", "attempts": 1}}
    decision = decide(Facts.model_validate(facts), ROUTINE)

    assert decision.reasons == ("temperature-too-low",)
    assert Need.TEMPERATURE in decision.needs
    assert decision.actions == ("retest",)


@pytest.mark.parametrize("order", list(permutations(GOOD)))
def test_the_order_of_evidence_never_changes_the_verdict(
    order: tuple[str, ...],
) -> None:
    known: dict[str, Any] = {}
    for name in order:
        known[name] = GOOD[name]
        decision = decide(Facts.model_validate(known), ROUTINE)
        assert decision.final == (len(known) == len(GOOD) or _code_only_missing(known))
    assert decide(Facts.model_validate(known), ROUTINE).verdict is Verdict.ALLOW


def _code_only_missing(known: dict[str, Any]) -> bool:
    return set(GOOD) - set(known) == {"code"}


BAD: dict[str, Any] = {
    "pass": {"validity": "expired"},
    "temperature": {"kind": "body", "celsius": 38.0, "quality": "good", "attempts": 1},
    "mask": {"worn": False},
}


@given(
    known=st.sets(st.sampled_from(sorted(GOOD))), spoilt=st.sampled_from(sorted(BAD))
)
def test_a_bad_fact_never_improves_a_verdict(known: set[str], spoilt: str) -> None:
    facts = {name: GOOD[name] for name in known}
    before = decide(Facts.model_validate(facts), ROUTINE)
    after = decide(Facts.model_validate(facts | {spoilt: BAD[spoilt]}), ROUTINE)
    if before.final:
        assert after.verdict.severity >= before.verdict.severity
    assert after.verdict is not Verdict.ALLOW


@given(st.sets(st.sampled_from(sorted(GOOD))))
def test_nothing_undecided_is_allowed(known: set[str]) -> None:
    decision = decide(Facts.model_validate({n: GOOD[n] for n in known}), ROUTINE)
    assert decision.final or decision.verdict is not Verdict.ALLOW


def test_a_failing_example_refuses_the_file_and_says_both_sides() -> None:
    wrong = POLICY.replace('verdict = "allow"', 'verdict = "refuse"', 1)
    with pytest.raises(
        PolicyError, match=r"expects refuse \[\] but the rules say allow"
    ):
        load_policy(wrong, "wrong.toml")


def test_a_policy_that_needs_no_evidence_is_refused() -> None:
    always = POLICY.replace("mask.worn == false", "false")
    always = always.replace("limits of nothing", "x")
    text = always.replace(
        'verdict = "refuse"\nreasons = ["mask-missing"]', 'verdict = "allow"'
    )
    with pytest.raises(PolicyError, match="decides without any evidence"):
        load_policy(text, "always.toml")
