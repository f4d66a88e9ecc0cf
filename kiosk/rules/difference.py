"""What changes from one policy to another: its rules, its limits, its answers."""

from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.core.facts import Facts
from kiosk.core.policy import Difference, ExampleChange, at_level
from kiosk.core.verdict import Decision
from kiosk.rules.decision import decide
from kiosk.rules.policy import Policy, Rule


def differ(before: Policy, after: Policy) -> Difference:
    """Compare two policies.

    The examples of both are asked of both, of each at its own control level.
    """
    old, new = _rules(before), _rules(after)
    asked = list(_examples(before, after))
    return Difference(
        added=tuple(rule for rule in new if rule not in old),
        removed=tuple(rule for rule in old if rule not in new),
        changed={
            rule: keys
            for rule in new
            if rule in old and (keys := _keys(old[rule], new[rule]))
        },
        parameters=_parameters(before.parameters, after.parameters),
        examples=tuple(
            change
            for title, facts in asked
            if (change := _example(title, facts, before, after))
        ),
        examined=len(asked),
    )


def said(decision: Decision) -> str:
    """A decision in one line: verdict, reasons, needs."""
    words = [str(decision.verdict), *decision.reasons]
    if decision.needs:
        words.append("needs " + ", ".join(decision.needs))
    return " ".join(words)


def _rules(policy: Policy) -> dict[str, Rule]:
    return {rule.text.id: rule for rule in policy.rules}


def _keys(old: Rule, new: Rule) -> tuple[str, ...]:
    before, after = old.text.model_dump(), new.text.model_dump()
    # With its terms written out: a term that changes, changes the rules that use it.
    before["when"], after["when"] = _plain(old), _plain(new)
    return tuple(key for key in after if before.get(key) != after[key])


def _plain(rule: Rule) -> str:
    return " ".join(rule.condition.spelt.split())


def _parameters(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> dict[str, tuple[Any, Any]]:
    names = dict.fromkeys([*old, *new])
    pairs = {name: (old.get(name), new.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _examples(before: Policy, after: Policy) -> Iterator[tuple[str, Facts]]:
    """Every example once, however many policies give it."""
    seen: set[str] = set()
    for policy in (before, after):
        for example, facts in policy.examples:
            told = facts.model_dump_json(exclude_none=True)
            if told not in seen:
                seen.add(told)
                yield example.title, facts


def _example(
    title: str, facts: Facts, before: Policy, after: Policy
) -> ExampleChange | None:
    one, other = (
        decide(at_level(facts, policy.header.control_level), policy)
        for policy in (before, after)
    )
    same = (one.verdict, set(one.reasons), one.needs) == (
        other.verdict,
        set(other.reasons),
        other.needs,
    )
    if same:
        return None
    return ExampleChange(title=title, before=said(one), after=said(other))
