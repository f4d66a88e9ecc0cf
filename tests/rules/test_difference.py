"""What changes from one policy to another."""

import pytest

from kiosk.core.facts import Facts
from kiosk.core.verdict import Need, Verdict
from kiosk.rules.difference import differ
from kiosk.rules.policy import parse_policy
from kiosk.rules.retrial import Turn, retry
from kiosk.store.policies import open_policy, shipped_policies
from tests.rules.policies import POLICY, policy

SMALL = parse_policy(POLICY, "small.toml")
BARE = Facts.model_validate({"mask": {"worn": False}})


@pytest.mark.parametrize("name", shipped_policies())
def test_nothing_changes_from_a_policy_to_itself(name: str) -> None:
    same = open_policy(name)

    found = differ(same, same)

    assert (found.added, found.removed, found.examples) == ((), (), ())
    assert found.changed == found.parameters == {}
    assert found.examined > 0


def test_every_kind_of_change_is_named() -> None:
    text = POLICY.replace("a = 1.5", "a = 2.0").replace(
        "[[example]]",
        """[[rule]]
id = "second"
when = "code.kind == 'unknown'"
verdict = "refuse"
reason = "unknown"
source = "brief"

[[example]]""",
        1,
    )
    more = parse_policy(text.replace('"mask-missing"', '"bare"'), "more.toml")

    there, back = differ(SMALL, more), differ(more, SMALL)

    assert (there.added, there.removed) == (("second",), ())
    assert (back.added, back.removed) == ((), ("second",))
    assert there.changed == {"only": ("reason",)}
    assert there.parameters == {"limit": ({"a": 1.5}, {"a": 2.0})}
    assert [(c.title, c.before, c.after) for c in there.examples] == [
        ("masked", "allow", "hold needs code"),
        ("bare", "refuse mask-missing", "refuse bare"),
    ]
    assert there.examined == 2


def test_another_layout_of_a_condition_is_no_change() -> None:
    assert differ(SMALL, policy("mask.worn   ==  false")).changed == {}


def test_an_example_is_asked_at_the_level_of_whoever_is_asked() -> None:
    here = POLICY.replace(
        "facts = { mask = { worn = true } }",
        'facts = { mask = { worn = true }, lane = { control_level = "routine" } }',
    ).replace("mask.worn == false", "mask.worn == false || lane.control_level == 'x'")
    sealed = here.replace('"routine"', '"sealed"', 1).replace("== 'x'", "== 'sealed'")

    found = differ(parse_policy(here, "a"), parse_policy(sealed, "b"))

    assert ("masked", "allow", "refuse mask-missing") in [
        (c.title, c.before, c.after) for c in found.examples
    ]


def test_a_verdict_that_stays_is_no_change() -> None:
    assert retry(BARE, SMALL, verdict=Verdict.REFUSE, rules=["only"]) is None


def test_a_worse_verdict_names_the_rule_that_is_new() -> None:
    found = retry(BARE, SMALL, verdict=Verdict.ALLOW, rules=[])

    assert found == Turn(before=Verdict.ALLOW, after=Verdict.REFUSE, rule="only")


def test_a_better_verdict_names_the_rule_that_is_gone() -> None:
    masked = Facts.model_validate({"mask": {"worn": True}})

    found = retry(masked, SMALL, verdict=Verdict.HOLD, rules=["fever", "only"])

    assert found == Turn(before=Verdict.HOLD, after=Verdict.ALLOW, rule="fever")


def test_what_would_be_asked_first_is_named() -> None:
    found = retry(Facts(), SMALL, verdict=Verdict.ALLOW, rules=[])

    assert found == Turn(before=Verdict.ALLOW, after=None, rule="", needs=(Need.MASK,))


def test_a_refusal_that_was_left_open_may_stay_open() -> None:
    two = parse_policy(
        POLICY.replace(
            "[[example]]",
            '[[rule]]\nid = "hot"\nwhen = "temperature.celsius > 40.0"\n'
            'verdict = "hold"\nreason = "hot"\nsource = "brief"\n\n[[example]]',
            1,
        ),
        "two.toml",
    )

    def again(*, was_open: bool) -> Turn | None:
        refused = Verdict.REFUSE
        return retry(BARE, two, verdict=refused, rules=["only"], was_open=was_open)

    assert again(was_open=True) is None
    assert again(was_open=False) is not None
