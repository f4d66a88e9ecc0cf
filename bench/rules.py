"""Deciding: 40 rules, and the shipped policy."""

import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from bench.report import Row, percentile
from kiosk.core.facts import Facts
from kiosk.rules.decision import decide
from kiosk.rules.policy import Policy, parse_policy
from kiosk.store.policies import open_policy

ROUNDS = 2000
FACTS: dict[str, Any] = {
    "now": "2026-11-21T04:00:00Z",
    "clock": "synced",
    "lane": {"direction": "in", "control_level": "routine"},
    "code": {"kind": "pass"},
    "pass": {"validity": "valid", "class": "resident", "home": True, "member": 1},
    "temperature": {"kind": "body", "celsius": 36.5, "quality": "good", "attempts": 1},
    "mask": {"worn": True},
}
_HEAD = """
[policy]
name = "forty"
title = "四十条"
control_level = "routine"
version = 1
valid_from = 2026-01-01T00:00:00Z
"""
_RULE = """
[[rule]]
id = "rule-{n}"
when = "temperature.celsius > {n}.5 + 40.0 && pass.member == {n} || mask.worn == false"
verdict = "refuse"
reason = "reason-{n}"
source = "bench"
"""
_EXAMPLE = """
[[example]]
title = "any"
facts = {}
verdict = "hold"
"""


def measure() -> Iterator[Row]:
    """p50 and p99 of one decision."""
    forty = _HEAD + "".join(_RULE.format(n=n) for n in range(40)) + _EXAMPLE
    for name, policy in (
        ("decide, 40 rules", parse_policy(forty, "forty.toml")),
        ("decide, routine", open_policy("routine")),
    ):
        times = list(_times(policy))
        yield Row(part=name, what="p50 ms", value=median(times))
        yield Row(part=name, what="p99 ms", value=percentile(times, 99), budget=5)


def _times(policy: Policy) -> Iterator[float]:
    facts = Facts.model_validate(FACTS)
    for _ in range(ROUNDS):
        start = time.perf_counter()
        decide(facts, policy)
        yield (time.perf_counter() - start) * 1000
