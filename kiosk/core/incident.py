"""Incidents 处置事项: a person was held or turned back, and somebody must see to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from kiosk.core.verdict import Verdict


class Result(StrEnum):
    """How an incident ended."""

    TURNED_AWAY = "turned-away"  # 劝返
    SENT_HOME = "sent-home"  # 送回家中
    HANDED_OVER = "handed-over"  # 移交社区、网格长
    HOSPITAL = "hospital"  # 送定点医院
    ISOLATED = "isolated"  # 送集中隔离
    POLICE = "police"  # 移交民警
    CLEARED = "cleared"  # 复核无异常
    OVERRIDDEN = "overridden"  # a leader let the person pass


class Contact(StrEnum):
    """Who is called; the numbers are in the list of phone numbers on duty."""

    COMMUNITY = "community"  # 社区 24 小时值班
    GRID_LEADER = "grid-leader"  # 第一网格长
    POLICE = "police"  # 网格警员
    HOSPITAL = "hospital"  # 定点医院
    INSTALLER = "installer"  # 设备维护


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A disposal card 处置卡.

    Attributes:
        steps: What is to be done, in order; slugs of actions.
        calls: Whom to call, in order.
        results: How it can end, the likeliest first.
    """

    steps: tuple[str, ...]
    calls: tuple[Contact, ...]
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A step that was done: which, when, and by whom (staff, empty when unsaid)."""

    step: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One incident.

    Attributes:
        passage: Id of the passage that opened it, and its own.
        seq: Journal number of that passage.
        at: When it was opened.
        lane: Where.
        verdict: ``hold`` or ``refuse``.
        reasons: Why, worst first.
        actions: What the rules told staff to do.
        ticks: What was done, in order.
        closed_at: When it was closed, or None while it is open.
        result: How it ended, or None.
        closed_by: Who closed it, or None.
    """

    passage: str
    seq: int
    at: datetime
    lane: str
    verdict: Verdict
    reasons: tuple[str, ...]
    actions: tuple[str, ...]
    ticks: tuple[Tick, ...] = ()
    closed_at: datetime | None = None
    result: Result | None = None
    closed_by: str | None = None

    @property
    def card(self) -> Card:
        """What to do about it."""
        return card_of(self.verdict, self.reasons, self.actions)


OPENS: Final = frozenset({Verdict.REFUSE, Verdict.HOLD})
"""Verdicts that open an incident."""

# 「第一时间上报…现场稳控，再按相关程序转送」 (S2): hold first, report, then hand over.
_ORDER: Final = ("isolate-on-spot", "report-community", "contact-thermometer", "retest")
_POLICE: Final = (
    *("pass-forged", "pass-wrong-class", "codes-disagree", "certificate-forged"),
    *("plate-mismatch", "home-isolation-leaving", "signature-refused"),
)
_HOSPITAL: Final = ("fever", "temperature", "nat-positive", "medical-")


def card_of(verdict: Verdict, reasons: Sequence[str], actions: Sequence[str]) -> Card:
    """The disposal card of a verdict; there is one for every reason."""
    held = verdict is Verdict.HOLD
    steps = list(actions)
    if held and "isolate-on-spot" not in steps:
        steps.insert(0, "isolate-on-spot")
    if held and "report-community" not in steps:
        steps.append("report-community")
    place = {step: at for at, step in enumerate(_ORDER)}
    steps.sort(key=lambda step: place.get(step, len(_ORDER)))
    calls = [Contact.COMMUNITY, Contact.GRID_LEADER] if held else [Contact.COMMUNITY]
    if any(reason.startswith(_HOSPITAL) for reason in reasons):
        calls.insert(0, Contact.HOSPITAL)
    if any(r in _POLICE or r.startswith("watch-list") for r in reasons):
        calls.insert(0, Contact.POLICE)
    broken = {"call-installer", "update-lists"} & set(steps)
    if broken or {"clock-unsure", "rule-error"} & set(reasons):
        calls.append(Contact.INSTALLER)
    results = tuple(result for result in Result if result is not Result.OVERRIDDEN)
    if held:
        results = (*results[2:], *results[:2])
    return Card(steps=tuple(dict.fromkeys(steps)), calls=tuple(calls), results=results)
