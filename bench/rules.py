"""Deciding: 40 rules, and the shipped policies, the largest on a quarter core too."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from threading import Event
from typing import Any

from bench.report import Row, percentile
from bench.slow_core import quarter_core
from kiosk.core.facts import Facts
from kiosk.rules.decision import decide
from kiosk.rules.policy import Policy, parse_policy
from kiosk.store.policies import open_policy, shipped_policies

ROUNDS = 2000
FACTS: dict[str, Any] = {
    "now": "2026-11-21T04:00:00Z",
    "clock": "synced",
    "lane": {"direction": "in", "control_level": "routine"},
    "code": {"kind": "pass", "same_person": True},
    "pass": {"validity": "valid", "class": "resident", "home": True, "member": 1},
    "temperature": {"kind": "body", "celsius": 36.5, "quality": "good", "attempts": 1},
    "mask": {"worn": True},
    "disinfection": {"done": True},
    "health": {"answer": "answered", "colour": "green", "age_minutes": 3},
    "travel": {"answer": "answered", "risk": "low", "returnee": True},
    "nat": {
        "answer": "answered",
        "result": "negative",
        "sampled_at": "2026-11-20T04:00:00Z",
    },
    "vaccination": {"answer": "answered", "doses": 3},
    "registration": {"complete": True, "signed": True, "contact": False},
    "watch_list": {"answer": "answered", "hit": False, "list_age_hours": 2},
    "household": {"uses": 0, "member_out": False, "voided": False, "relief": False},
    "presence": {"state": "outside", "left_at": "2026-11-21T02:00:00Z"},
    "vehicle": {"kind": "resident", "occupants": 2, "occupants_recorded": 2},
}
"""Much is known: every rule has something to look at."""
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
    yield from _rows("decide, 40 rules", _times(parse_policy(forty, "forty.toml")))
    sizes = {name: len(open_policy(name).rules) for name in shipped_policies()}
    for name, size in sizes.items():
        yield from _rows(f"decide, {name}, {size} rules", _times(open_policy(name)))
    largest = max(sizes, key=lambda name: sizes[name])
    with quarter_core() as group:
        if group is None:
            return
        this = [sys.executable, "-m", "bench.rules", largest, str(group)]
        told = subprocess.run(this, check=True, capture_output=True, text=True)
        yield from _rows(f"decide, {largest}, quarter core", json.loads(told.stdout))


def _rows(part: str, times: Iterable[float]) -> Iterator[Row]:
    taken = list(times)
    yield Row(part=part, what="p50 ms", value=median(taken))
    yield Row(part=part, what="p99 ms", value=percentile(taken, 99), budget=5)


def _times(policy: Policy, pause_s: float = 0.0) -> Iterator[float]:
    facts = Facts.model_validate(FACTS)
    pause = Event()
    for _ in range(ROUNDS):
        pause.wait(pause_s)
        start = time.perf_counter()
        decide(facts, policy)
        yield (time.perf_counter() - start) * 1000


def _slowly(name: str, group: str) -> None:
    """Decide now and then, as a gate does, inside ``group``."""
    Path(group).write_text(str(os.getpid()))
    print(json.dumps(list(_times(open_policy(name), pause_s=0.02))))


if __name__ == "__main__":
    _slowly(*sys.argv[1:])
