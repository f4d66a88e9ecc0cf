"""Rows of shifts: who came, who went, what was handed over."""

from typing import Any

from kiosk.core.handover import Summary
from kiosk.core.record import Draft, Kind
from tests.fakes import NOON

NAMES = {"1": "测试甲", "2": "测试乙", "3": "测试丙"}


def shift(event: str, **said: Any) -> Draft:
    payload = {"event": event, "by": "1 测试甲", "turn": "2026-11-21/1", **said}
    return Draft(kind=Kind.SHIFT, at=NOON, payload=payload)


def on(staff: str = "1", event: str = "on-duty", **said: Any) -> Draft:
    who = {"staff": staff, "name": NAMES[staff], "role": "volunteer"}
    return shift(event, **who, **said)


def offered(through: int = 1, *leaving: int) -> Draft:
    summary = Summary(through=through, until=NOON).written()
    return shift(
        "handover-offered",
        leaving=list(leaving),
        stock={"masks": 20},
        summary=summary,
        remarked=False,
        signed=True,
    )


def accepted(offer: int, number: int, *leaving: int, by: str = "2") -> Draft:
    return on(by, "handover", offer=offer, number=number, leaving=list(leaving))
