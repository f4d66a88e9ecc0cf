"""Fakes of the offices of shifts, and what they show."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from kiosk.core.errors import FormError
from kiosk.core.handover import Handover, HandoverBoard, Open, Summary, Words
from kiosk.core.shift import Assignment, Duty, DutyEnd, Plan, Rota, ShiftBoard
from kiosk.core.staff import Role, Staff
from kiosk.store.errors import StoreFull
from tests.fakes import NOON

VOLUNTEER = Staff(id="1", name="测试甲", role=Role.VOLUNTEER)
LEADER = Staff(id="2", name="测试乙", role=Role.LEADER)
OTHER = Staff(id="3", name="测试丙", role=Role.VOLUNTEER)

HERE = Duty(seq=7, staff="1", name="测试甲", role=Role.VOLUNTEER, since=NOON)
GONE = replace(HERE, seq=3, name="测试丁", until=NOON, ended=DutyEnd.RELIEVED)
LONG_AGO = replace(HERE, seq=2, staff="9", since=NOON - timedelta(hours=20))

PLAN = Plan(
    assignments=tuple(
        Assignment(day=NOON.date(), number=number, names=names)
        for number, names in ((1, ("测试甲", "<b>测试乙")), (2, ("测试丙",)))
    ),
    age_hours=50.0,
    stale=True,
)

SUMMARY = Summary(
    through=40,
    head="40:0123456789ab",
    since=NOON - timedelta(hours=8),
    until=NOON,
    outcomes={"decided": 30, "overridden": 1, "abandoned": 2},
    verdicts={"allow": 28, "hold": 2},
    reasons={"none": 28, "fever": 2},
    classes={"resident": 29, "none": 1},
    directions={"in": 30},
    inside=12,
    outside=3,
    overdue=1,
    incidents=1,
    open=(Open(seq=33, verdict="hold", reason="fever"),),
    overrides=1,
    faults={"camera: unplugged": 2},
)

OFFERED = Handover(
    seq=41,
    at=NOON,
    kiosk="kiosk-9",
    checkpoint="gate-9",
    turn="2026-11-21/1",
    outgoing="1 测试甲",
    leaving=(7,),
    stock={"masks": 20},
    summary=SUMMARY,
    remarked=True,
    signed=True,
)
ACCEPTED = replace(
    OFFERED,
    number=5,
    accepted_at=NOON,
    incoming="3 测试丙",
    sealed_by="42:ba9876543210",
    words=Words(remark="<b>测试", signature="300.100*10.10.200.90*5.5"),
)


@dataclass
class FakeShifts:
    """A shift office in memory."""

    here: tuple[Duty, ...] = (HERE,)
    readable: bool = True
    plan: Plan | None = None
    done: list[tuple[str, str, int | None]] = field(default_factory=list)

    def present(self) -> tuple[Duty, ...] | None:
        return self.here if self.readable else None

    async def board(self) -> ShiftBoard:
        if not self.readable:
            raise StoreFull("the card is full")
        return ShiftBoard(
            now=NOON, rota=Rota(), present=self.here, past=(GONE,), plan=self.plan
        )

    async def begin(self, staff: Staff, relieves: int | None) -> None:
        self.done.append(("on", staff.id, relieves))

    async def end(self, staff: Staff, duty: int | None) -> None:
        if duty is not None and not staff.role.covers(Role.LEADER):
            raise FormError("shift", "leader-needed", "a leader's own PIN")
        self.done.append(("off", staff.id, duty))


@dataclass
class FakeHandovers:
    """A handover office in memory."""

    offered: Handover | None = None
    readable: bool = True
    done: list[tuple[object, ...]] = field(default_factory=list)

    async def board(self) -> HandoverBoard:
        if not self.readable:
            raise StoreFull("the card is full")
        summary = None if self.offered else SUMMARY
        return HandoverBoard(summary=summary, offered=self.offered, last=(ACCEPTED,))

    async def offer(self, staff: Staff, fields: Mapping[str, str]) -> None:
        self.done.append(("offer", staff.id, dict(fields)))
        self.offered = OFFERED

    async def accept(self, staff: Staff, offer: int, signature: str) -> int:
        if self.offered is None or self.offered.seq != offer:
            raise FormError("handover", "handover-over", "it was closed meanwhile")
        self.done.append(("accept", staff.id, offer, signature))
        self.offered = None
        return 5

    async def withdraw(self, staff: Staff, offer: int) -> None:
        self.done.append(("withdraw", staff.id, offer))

    async def accepted(self, number: int) -> Handover | None:
        if not self.readable:
            raise StoreFull("the card is full")
        return ACCEPTED if number == ACCEPTED.number else None
