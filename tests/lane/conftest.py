from dataclasses import dataclass, field
from pathlib import Path

import pytest

import kiosk.rules
from kiosk.core.evidence import MaskTick
from kiosk.core.facts import ControlLevel, Direction
from kiosk.core.view import LaneView
from kiosk.lane.desk import LaneDesk
from kiosk.lane.lane import Lane
from kiosk.lane.parts import Parts, Setting, Timing, Touch
from kiosk.lane.record import Place
from kiosk.rules.decision import decide, load_policy
from tests.fakes import (
    HOME,
    FakeClock,
    FakeGate,
    FakeJournal,
    recognise,
    scan,
    temperature,
)

POLICY = Path(kiosk.rules.__file__).parent / "policies" / "routine.toml"
ROUTINE = load_policy(POLICY.read_text(), "routine.toml")
PLACE = Place(
    kiosk="kiosk-1",
    checkpoint="gate-1",
    lane="1",
    grid="测试县/测试社区",
    direction=Direction.IN,
)


@dataclass
class Scene:
    """One lane, its fakes, and a hand on the clock."""

    clock: FakeClock = field(default_factory=FakeClock)
    journal: FakeJournal = field(default_factory=FakeJournal)
    gate: FakeGate = field(default_factory=FakeGate)
    ids: int = 0
    episode: int = 0

    def __post_init__(self) -> None:
        parts = Parts(
            clock=self.clock,
            journal=self.journal,
            gate=self.gate,
            judge=lambda facts: decide(facts, ROUTINE),
            recognise=recognise,
            name_of=lambda pass_id: "测**" if pass_id == "aa" else None,
            new_id=self.new_id,
            boot_id="boot",
        )
        setting = Setting(
            place=PLACE, home=HOME, level=ControlLevel.ROUTINE, timing=Timing()
        )
        self.lane = Lane(parts, setting)
        self.desk = LaneDesk(self.lane, self.clock)

    def new_id(self) -> str:
        self.ids += 1
        return f"passage-{self.ids}"

    def view(self) -> LaneView:
        return self.lane.board.view

    async def code(self, text: str) -> None:
        await self.lane.take(scan(text, self.clock.at))

    async def forehead(self, celsius: float) -> None:
        self.episode += 1
        await self.lane.take(temperature(celsius, self.clock.at, self.episode))

    async def mask(self, *, worn: bool = True) -> None:
        tick = MaskTick(worn=worn, at=self.clock.at)
        await self.lane.take(Touch(passage=self.view().passage, evidence=tick))

    async def admit(self, text: str) -> None:
        await self.code(text)
        await self.forehead(36.5)
        await self.mask()

    def verdicts(self) -> list[tuple[str, str | None]]:
        return [
            (d.payload["outcome"], d.payload["verdict"]) for d in self.journal.drafts
        ]


@pytest.fixture
def scene() -> Scene:
    return Scene()
