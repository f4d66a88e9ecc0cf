"""A rules' office as its page sees it, and boards to draw."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from kiosk.core.errors import FormError
from kiosk.core.policy import (
    Difference,
    ExampleChange,
    PolicyBoard,
    PolicyStamp,
    ReplayGroup,
    ReplaySummary,
    StagedPolicy,
)
from kiosk.core.sections import ControlLevel
from kiosk.core.verdict import Need, Verdict
from tests.fakes import NOON

TITLES = {
    ControlLevel.ROUTINE: "常态化",
    ControlLevel.LOW_RISK: "低风险",
    ControlLevel.CLOSED: "封闭管理",
    ControlLevel.SEALED: "封控",
}
DIFFERENCE = Difference(
    added=("household-quota", "exit-hours"),
    removed=("visitor-register",),
    changed={"nat-window": ("when", "source")},
    parameters={"nat_hours": (72, 48), "quota_days": (None, 2)},
    examples=(ExampleChange(title="a visitor", before="register", after="refuse x"),),
    examined=31,
)


def stamp(level: ControlLevel, *, key: int | None = None) -> PolicyStamp:
    return PolicyStamp(
        version=f"{level}/1",
        title=TITLES[level],
        level=level,
        digest=str(level).encode().hex().ljust(64, "0"),
        source="signed" if key else "shipped",
        key=key,
    )


def group(
    count: int, before: Verdict, after: Verdict | None, rule: str = ""
) -> ReplayGroup:
    needs = () if after else (Need.NAT, Need.PROOFS)
    return ReplayGroup(
        before=before, after=after, rule=rule, needs=needs, count=count, seqs=(1, 2)
    )


REPLAY = ReplaySummary(
    since=NOON - timedelta(days=1),
    until=NOON,
    asked=1284,
    changed=167,
    silent=0,
    complete=True,
    groups=(
        group(120, Verdict.ALLOW, None),
        group(31, Verdict.REGISTER, Verdict.REFUSE, "visitor-sealed"),
        group(16, Verdict.ALLOW, Verdict.REFUSE, "household-quota"),
    ),
)
BOARD = PolicyBoard(
    current=stamp(ControlLevel.ROUTINE),
    since=NOON - timedelta(hours=27),
    now=NOON,
    previous=stamp(ControlLevel.LOW_RISK),
    choices={str(level): stamp(level) for level in ControlLevel}
    | {"closed-2.policy": replace(stamp(ControlLevel.CLOSED, key=3), digest="f" * 64)},
    staged=None,
)
STAGED = StagedPolicy(
    stamp=stamp(ControlLevel.CLOSED),
    by="0012 测试组长",
    at=NOON,
    difference=DIFFERENCE,
    replay=REPLAY,
)


@dataclass
class FakeRules:
    """A rules' office in memory that can be told to refuse."""

    now: PolicyBoard = BOARD
    done: list[tuple[str, ...]] = field(default_factory=list)
    refusal: FormError | None = None

    async def board(self) -> PolicyBoard:
        return self.now

    async def stage(self, choice: str, by: str) -> None:
        self._do("stage", choice, by)
        staged = replace(STAGED, stamp=self.now.choices[choice])
        self.now = replace(self.now, staged=staged)

    async def stage_previous(self, by: str) -> None:
        self._do("previous", by)
        assert self.now.previous is not None
        self.now = replace(
            self.now, staged=replace(STAGED, stamp=self.now.previous, replay=None)
        )

    async def confirm(self, digest: str, by: str) -> None:
        self._do("confirm", digest, by)
        assert self.now.staged is not None
        self.now = replace(
            self.now,
            current=self.now.staged.stamp,
            since=NOON,
            previous=self.now.current,
            staged=None,
        )

    async def drop(self) -> None:
        self._do("drop")
        self.now = replace(self.now, staged=None)

    def _do(self, *what: str) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.done.append(what)
