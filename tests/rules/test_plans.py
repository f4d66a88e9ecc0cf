"""Whoever comes to the gate is told what somebody would who has only read the plans."""

import tomllib
from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.facts import Facts
from kiosk.core.verdict import Decision, Verdict
from kiosk.rules.decision import decide
from tests.shipped import all_shipped

Told = dict[str, Any]

TABLE, RARE = (
    tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    for name in ("scenarios.toml", "rare_cases.toml")
)
SCENARIOS: list[Told] = TABLE["scenario"] + RARE["scenario"]
POLICIES = all_shipped()
OPEN = "open"


def changed(facts: Told, change: Mapping[str, Any]) -> Told:
    """The facts with what ``change`` leaves out gone, and what it says put in."""
    after = deepcopy(facts)
    for name in change.get("without", ()):
        section, _, fact = name.partition(".")
        if fact:
            del after[section][fact]
        else:
            after.pop(section, None)
    for section, said in change.get("facts", {}).items():
        within = isinstance(said, dict)
        after[section] = after.get(section, {}) | said if within else said
    return after


@lru_cache
def _start(name: str) -> Told:
    start = TABLE["start"][name]
    return changed(_start(start["like"]), start) if "like" in start else start


def by_level(scenario: Told) -> dict[str, str]:
    says = scenario["says"]
    return dict.fromkeys(POLICIES, says) if isinstance(says, str) else says


def facts_of_scenario(scenario: Told) -> Facts:
    return Facts.model_validate(changed(_start(scenario["start"]), scenario))


@pytest.mark.parametrize(
    "scenario", [pytest.param(told, id=told["title"]) for told in SCENARIOS]
)
def test_the_plans_and_the_rules_say_the_same(scenario: Told) -> None:
    facts = facts_of_scenario(scenario)
    for level, word in by_level(scenario).items():
        _is_told(decide(facts, POLICIES[level]), scenario, level, word)


def _is_told(decision: Decision, scenario: Told, level: str, word: str) -> None:
    if word == OPEN:
        assert decision.needs, level
        assert decision.verdict is Verdict.HOLD, (level, decision.reasons)
    else:
        why = (level, decision.reasons, decision.needs)
        assert decision.verdict == word, why
        assert decision.final or word != Verdict.ALLOW, level
    assert set(scenario.get("asks", ())) <= set(decision.needs), level
    assert set(scenario.get("reasons", ())) <= set(decision.reasons), level
    assert set(scenario.get("actions", ())) <= set(decision.actions), level
    told = {*decision.reasons, *decision.actions}
    assert not set(scenario.get("unsaid", ())) & told, level


def test_every_scenario_has_a_title_of_its_own_and_rests_on_something() -> None:
    titles = [scenario["title"] for scenario in SCENARIOS]
    assert len(titles) == len(set(titles))
    assert all(scenario["source"] for scenario in SCENARIOS)


def test_every_level_is_tried_with_every_verdict_it_can_give() -> None:
    words = {(level, word) for s in SCENARIOS for level, word in by_level(s).items()}
    assert words >= {(level, verdict) for level in POLICIES for verdict in Verdict}
