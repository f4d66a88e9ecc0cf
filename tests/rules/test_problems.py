"""Every problem of a policy at once, and policies tried on cases."""

from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.core.errors import PolicyError
from kiosk.core.facts import Facts
from kiosk.core.verdict import Need, Verdict
from kiosk.rules.decision import load_policy
from kiosk.rules.policy import parse_policy
from kiosk.rules.problems import problems
from kiosk.rules.trial import Case, own_cases, try_cases
from tests.rules.policies import POLICY

LINES = POLICY.splitlines(keepends=True)


def line_of(text: str, words: str) -> int:
    return next(n for n, row in enumerate(text.splitlines(), 1) if words in row)


def test_a_good_policy_has_none() -> None:
    assert problems(POLICY, "small.toml") == []


def test_every_missing_and_unknown_key_is_named_with_its_line() -> None:
    text = POLICY.replace('reason = "mask-missing"\n', "").replace(
        'verdict = "allow"', 'verdict = "perhaps"\ncolour = 1'
    )

    found = problems(text, "small.toml")

    assert len(found) == 3
    rule, row = line_of(text, "[[rule]]"), line_of(text, "[[example]]")
    assert f"small.toml:{rule}: rule.0.reason: Field required" in found
    assert any(f"small.toml:{row}: example.0.verdict" in line for line in found)
    assert any("example.0.colour: Extra inputs" in line for line in found)


def test_wrong_names_in_conditions_and_examples_are_all_named() -> None:
    text = POLICY.replace("mask.worn == false", "mask.wurn == false").replace(
        "{ worn = true }", "{ worm = true }"
    )

    found = problems(text, "small.toml")

    assert len(found) == 2
    assert "unknown name 'mask.wurn'" in found[0]
    assert f"small.toml:{line_of(text, '[[example]]')}: fact mask.worm" in found[1]


def test_every_example_that_does_not_hold_is_named() -> None:
    text = POLICY.replace('verdict = "allow"', 'verdict = "hold"').replace(
        'reasons = ["mask-missing"]', 'reasons = ["other"]'
    )

    found = problems(text, "small.toml")

    masked, bare = (line.split(": ", 1)[1] for line in found)
    assert masked == (
        "example 'masked' expects hold but the rules say allow; correct one of them"
    )
    assert bare == (
        "example 'bare' expects refuse other but the rules say refuse mask-missing; "
        "correct one of them"
    )


def test_a_part_that_is_not_there_is_said() -> None:
    text = POLICY.replace("[policy]", 'include = ["no/1"]\n[policy]')

    (problem,) = problems(text, "small.toml")

    assert problem.startswith("small.toml: include: no part 'no/1'")


def test_what_only_the_whole_shows_is_said() -> None:
    text = POLICY.replace("mask.worn == false", "has(mask.worn) && !mask.worn")

    assert "decides without any evidence" in problems(text, "small.toml")[0]


@given(st.lists(st.integers(0, len(LINES) - 1), max_size=4), st.text(max_size=6))
@example([0], "[[")
@example([3], "\x00")
def test_a_policy_loads_if_and_only_if_no_problem_is_found(
    left_out: list[int], put_in: str
) -> None:
    kept = [row for n, row in enumerate(LINES) if n not in left_out]
    text = "".join(kept) + put_in

    found = problems(text, "any.toml")

    try:
        load_policy(text, "any.toml")
    except PolicyError:
        assert found
        assert all(line.startswith("any.toml") for line in found)
    else:
        assert found == []


def test_its_own_examples_are_compared_whole() -> None:
    policy = parse_policy(POLICY.replace('verdict = "allow"', 'verdict="hold"'), "x")

    good, bad = [t.good for t in try_cases(policy, own_cases(policy))][::-1]

    assert (good, bad) == (True, False)


def test_what_a_case_leaves_out_is_not_compared() -> None:
    policy = parse_policy(POLICY, "small.toml")
    bare = Facts.model_validate({"mask": {"worn": False}})
    cases = [
        Case(facts=bare, verdict=Verdict.REFUSE),
        Case(facts=bare, verdict=Verdict.REFUSE, reasons=("mask-missing",)),
        Case(facts=bare, verdict=Verdict.REFUSE, reasons=()),
        Case(facts=Facts(), verdict=Verdict.HOLD, needs=(Need.MASK,)),
    ]

    trials = list(try_cases(policy, cases))

    assert [t.good for t in trials] == [True, True, False, True]
    assert trials[0].title == "case 1"
    assert trials[2].found == "refuse mask-missing"
