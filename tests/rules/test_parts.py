"""What a policy includes, overrides and leaves out."""

import pytest

from kiosk.core.errors import PolicyError
from kiosk.core.facts import Facts
from kiosk.core.verdict import Verdict
from kiosk.rules.decision import decide, load_policy
from kiosk.rules.parts import shipped_part, shipped_parts
from kiosk.rules.policy import Policy, parse_policy
from tests.rules.policies import POLICY


def including(top: str, rules: str = "") -> Policy:
    """The small policy with words before it and rules after its own."""
    text = POLICY.replace("[[example]]", rules + "[[example]]", 1)
    return parse_policy(f"{top}\n{text}", "small.toml")


def ids(policy: Policy) -> list[str]:
    return [rule.text.id for rule in policy.rules]


OWN_FEVER = """
[[rule]]
id = "fever"
when = "temperature.celsius >= parameters.fever_c['body'] && leaving"
verdict = "hold"
reason = "fever"
source = "brief"
"""


@pytest.mark.parametrize("reference", shipped_parts())
def test_a_shipped_part_says_its_own_name_and_version(reference: str) -> None:
    part = shipped_part(reference)
    assert part is not None
    assert f"{part.part.name}/{part.part.version}" == reference
    assert all(rule.source for rule in part.rule)


def test_a_policy_of_ones_own_includes_a_shipped_part() -> None:
    policy = including('include = ["common/1"]')
    common = shipped_part("common/1")

    assert common is not None
    assert ids(policy) == [*(rule.id for rule in common.rule), "only"]
    assert policy.parameters["fever_c"] == common.parameters["fever_c"]
    assert policy.parameters["limit"] == {"a": 1.5}


def test_a_rule_of_ones_own_takes_the_place_of_the_included_one() -> None:
    policy = including('include = ["common/1"]', OWN_FEVER)
    fever = [rule for rule in policy.rules if rule.text.id == "fever"]

    assert [rule.text.source for rule in fever] == ["brief"]
    assert ids(policy).index("fever") < ids(policy).index("only")


def test_an_included_rule_can_be_left_out() -> None:
    policy = including('include = ["common/1"]\nwithout = ["courier-outside"]')
    assert "courier-outside" not in ids(policy)


def test_a_later_part_overrides_an_earlier_one() -> None:
    both = including('include = ["common/1", "strict/1"]')
    health = next(r for r in both.rules if r.text.id == "health-unverified")
    assert health.text.verdict is Verdict.REGISTER
    assert len(set(ids(both))) == len(both.rules)


@pytest.mark.parametrize(
    ("top", "message"),
    [
        ('include = ["common/9"]', r"no part 'common/9'.*common/1"),
        ('include = ["../../etc/passwd"]', "no part"),
        ('without = ["fever"]', "no included rule 'fever'"),
        ('include = ["common/1"]\nwithout = ["nothing"]', "no included rule 'nothing'"),
        ('terms = { mask = "true" }', "term 'mask' is a fact's name"),
        ('terms = { now = "true" }', "term 'now' is a fact's name"),
    ],
)
def test_what_cannot_be_included_or_left_out_is_named(top: str, message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        including(top)


def test_a_policy_needs_a_rule_from_somewhere() -> None:
    rule = POLICY[POLICY.index("[[rule]]") : POLICY.index("[[example]]")]
    bare = POLICY.replace(rule, "")
    with pytest.raises(PolicyError, match=r"small\.toml: has no rule"):
        parse_policy(bare, "small.toml")
    assert parse_policy('include = ["common/1"]\n' + bare, "small.toml").rules


def test_a_wrong_rule_of_a_part_is_named_by_the_part() -> None:
    """Leaving out a limit that a part's rules use: the part's rule says so."""
    with pytest.raises(PolicyError, match=r"common/1: rule '.+': leads|common/1: rule"):
        including('include = ["common/1"]\nterms = { guest = "guest" }')


REGISTER = """
[policy]
name = "small"
title = "小"
control_level = "routine"
version = 1
valid_from = 2026-01-01T00:00:00+08:00

[[rule]]
id = "bare"
when = "!mask.worn"
verdict = "register"
once_registered = "allow"
reason = "mask-missing"
actions = ["put-on-mask"]
source = "brief"

[[rule]]
id = "blue-light"
when = "has(vehicle.kind) && vehicle.kind == 'emergency'"
verdict = "allow"
at_once = true
reason = "emergency-vehicle"
source = "brief"

[[example]]
title = "registered"
facts = { mask = { worn = false }, registration = { complete = true } }
verdict = "allow"
reasons = ["mask-missing"]
"""


@pytest.mark.parametrize(
    ("registration", "verdict"),
    [
        ({}, "register"),
        ({"complete": False}, "register"),
        ({"complete": True}, "allow"),
    ],
)
def test_a_registration_ends_what_asked_for_it_and_the_reason_stays(
    registration: dict[str, bool], verdict: str
) -> None:
    facts = {"mask": {"worn": False}, "registration": registration}
    decision = decide(Facts.model_validate(facts), load_policy(REGISTER, "small.toml"))

    assert decision.verdict == verdict
    assert (decision.reasons, decision.actions) == (("mask-missing",), ("put-on-mask",))


def test_what_gives_way_is_unsaid_beside_anything_worse() -> None:
    policy = load_policy(
        REGISTER.replace('id = "bare"', 'id = "bare"\ngives_way = true')
        + """
[[rule]]
id = "forged"
when = "has(pass.validity) && pass.validity == 'forged'"
verdict = "refuse"
reason = "pass-forged"
source = "brief"
""",
        "small.toml",
    )
    bare = {"mask": {"worn": False}}
    forged = bare | {"pass": {"validity": "forged"}}

    alone = decide(Facts.model_validate(bare), policy)
    beside = decide(Facts.model_validate(forged), policy)

    assert (alone.reasons, alone.actions) == (("mask-missing",), ("put-on-mask",))
    assert (beside.reasons, beside.actions) == (("pass-forged",), ())
    assert beside.rules == ("forged",)


def test_once_registered_another_reason_may_be_the_true_one() -> None:
    text = REGISTER.replace(
        'reason = "mask-missing"',
        'reason = "mask-missing"\nreason_registered = "mask-noted"',
    ).replace('reasons = ["mask-missing"]', 'reasons = ["mask-noted"]')
    policy = load_policy(text, "small.toml")
    bare = {"mask": {"worn": False}}

    assert decide(Facts.model_validate(bare), policy).reasons == ("mask-missing",)


def test_a_rule_that_decides_at_once_waits_for_nothing_and_nobody() -> None:
    policy = load_policy(REGISTER, "small.toml")
    blue = {"vehicle": {"kind": "emergency"}}
    for known in (blue, blue | {"mask": {"worn": False}}):
        decision = decide(Facts.model_validate(known), policy)
        assert (decision.verdict, decision.final) == (Verdict.ALLOW, True)
        assert decision.reasons == ("emergency-vehicle",)
