"""Words for whoever comes to the gate: facts by name, to be joined with ``|``."""

from datetime import timedelta
from typing import Any

from kiosk.core.verdict import Verdict
from tests.rules.situations import NOON, OPTIONS, Known

LEVELS = ("routine", "low-risk", "closed", "sealed")
ALLOW, REGISTER, REFUSE, HOLD = Verdict

COMING: Known = {
    name: OPTIONS[name][0]
    for name in OPTIONS
    if name not in {"registration", "vehicle", "proofs", "person"}
} | {"person": {"kind": "resident"}, "nat": OPTIONS["nat"][1]}
"""A resident coming home with everything in order."""
FORM: Known = {"registration": OPTIONS["registration"][0]}
GOING: Known = COMING | {"lane": {"direction": "out"}}
BARE: Known = COMING | {"pass": {"validity": "none"}}
FOREIGN: Known = COMING | {"pass": OPTIONS["pass"][6]}


def sampled(hours: float) -> Known:
    sampled_at = NOON - timedelta(hours=hours)
    said = {"answer": "answered", "result": "negative", "sampled_at": sampled_at}
    return {"nat": said}


def of(**said: dict[str, Any]) -> Known:
    return {name.rstrip("_"): value for name, value in said.items()}


def risk(level: str) -> Known:
    return of(travel={"answer": "answered", "risk": level})


def who(kind: str, **said: Any) -> Known:
    return of(person={"kind": kind, **said})


UNTESTED = of(nat={"answer": "answered", "result": "none"})
RETURNEE = of(travel={"answer": "answered", "risk": "none", "returnee": True})
SICK = who("patient") | of(proofs={"medical": True})
CAR = {"kind": "resident", "occupants": 2, "occupants_recorded": 2}
OUTSIDE = of(vehicle=CAR | {"kind": "outside"})
VAN = of(vehicle=CAR | {"kind": "delivery"})
SUPPLY = VAN | of(pass_=OPTIONS["pass"][4])
FAMILY = who("resident", host_confirmed=True)
