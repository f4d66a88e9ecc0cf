from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.errors import PolicyError
from kiosk.rules.policy import parse_policy
from kiosk.store.policies import open_policy, shipped_policies
from tests.rules.policies import POLICY


def changed(old: str, new: str) -> str:
    assert old in POLICY
    return POLICY.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[policy]", "[policy", r"not TOML"),
        ('name = "small"', 'nam = "small"', r"small\.toml: policy\.\w+"),
        (
            'verdict = "refuse"',
            'verdict = "refuze"',
            r"small\.toml:12: rule\.0\.verdict",
        ),
        (
            "mask.worn",
            "mask.wron",
            r"small\.toml:12: .*unknown name 'mask\.wron'.*worn",
        ),
        ("mask.worn", "msk.worn", r"unknown name 'msk\.worn'"),
        ("mask.worn ==", "mask.worn = =", r"small\.toml:12: rule 'only'"),
        ("mask.worn == false", "shout(mask.worn)", r"unknown function 'shout'"),
        (
            "mask.worn == false",
            "parameters.limits.a > 1.0",
            r"unknown name 'parameters",
        ),
        ('source = "brief"', "", r"rule\.0\.source"),
        (
            "mask = { worn = true }",
            "mask = { warn = true }",
            r"small\.toml:19: fact mask",
        ),
        ('reasons = ["mask-missing"]', 'reason = "x"', r"small\.toml:24: example\.1"),
        ("version = 3", "version = 0", r"policy\.version"),
        ("+08:00", "", r"policy\.valid_from"),
    ],
)
def test_a_broken_file_is_refused_with_place_and_reason(
    old: str, new: str, message: str
) -> None:
    with pytest.raises(PolicyError, match=message):
        parse_policy(changed(old, new), "small.toml")


def test_a_rule_id_is_used_once() -> None:
    rule = POLICY[POLICY.index("[[rule]]") : POLICY.index("[[example]]")]
    with pytest.raises(
        PolicyError, match=r"small\.toml:19: rule id 'only' is used twice"
    ):
        parse_policy(
            POLICY.replace("[[example]]", rule + "[[example]]", 1), "small.toml"
        )


@given(st.text(max_size=200))
def test_any_text_is_a_policy_or_a_policy_error(text: str) -> None:
    with pytest.raises(PolicyError):
        parse_policy(text, "any.toml")


@given(st.text(alphabet="abm.k&|!()'\"= <>0159wornsmask", max_size=60))
def test_any_condition_compiles_or_is_a_policy_error(condition: str) -> None:
    quoted = condition.replace("\\", "").replace('"', "'")
    with suppress(PolicyError):
        parse_policy(changed("mask.worn == false", quoted or "x"), "any.toml")


def test_names_inside_text_and_has_are_not_facts() -> None:
    text = changed("mask.worn == false", "has(nat.result) && code.kind == 'a.b'")
    rule = parse_policy(text, "small.toml").rules[0]
    assert rule.condition.names == ("code.kind",)


@pytest.mark.parametrize("name", shipped_policies())
def test_every_shipped_policy_proves_itself(name: str) -> None:
    policy = open_policy(name)
    assert policy.header.name == name
    assert all(rule.text.source for rule in policy.rules)


def test_conditions_that_stay_the_same_are_compiled_once() -> None:
    first, again = parse_policy(POLICY, "a.toml"), parse_policy(POLICY, "b.toml")

    assert first.rules
    for rule, same in zip(first.rules, again.rules, strict=True):
        assert rule.condition is same.condition


def test_a_policy_file_is_found_by_path(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text(POLICY)
    assert open_policy(str(path)).version == "small/3"


@pytest.mark.parametrize("name", ["nowhere", "nowhere.toml"])
def test_a_missing_policy_is_named(name: str) -> None:
    with pytest.raises(PolicyError, match="nowhere"):
        open_policy(name)


def test_rules_written_inline_are_named_without_a_line() -> None:
    head = POLICY[: POLICY.index("[[rule]]")]
    text = "rule = [{ id = 'x' }]\n" + head
    with pytest.raises(PolicyError, match=r"inline\.toml: rule\.0\."):
        parse_policy(text, "inline.toml")
