from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

import kiosk.rules
from kiosk.core.badge import is_badge
from kiosk.core.evidence import HealthAnswer, MaskTick
from kiosk.core.facts import Facts
from kiosk.core.record import Kind
from kiosk.core.sections import ControlLevel, Direction, LaneFacts
from kiosk.core.standing import Standing
from kiosk.core.verdict import Decision, Verdict
from kiosk.core.view import LaneView
from kiosk.lane.desk import LaneDesk
from kiosk.lane.facts import Situation
from kiosk.lane.inquiry import Question
from kiosk.lane.lane import Lane
from kiosk.lane.parts import Parts, Reply, Setting, Timing, Touch
from kiosk.lane.record import Place
from kiosk.ports import Judge
from kiosk.rules.decision import decide, load_policy
from kiosk.rules.policy import Policy
from tests.fakes import (
    HOME,
    NOON,
    FakeClock,
    FakeGate,
    FakeHealthService,
    FakeJournal,
    health_answer,
    recognise,
    scan,
    temperature,
)

POLICY = Path(kiosk.rules.__file__).parent / "policies" / "routine.toml"
ROUTINE = load_policy(POLICY.read_text(), "routine.toml")
# Like routine, with a green health code; without the service a form is filled in.
CAREFUL = load_policy(
    POLICY.read_text().split("# --- what the policy must say")[0]
    + """
[[rule]]
id = "careful-not-green"
when = "health.answer == 'answered' && health.colour != 'green'"
verdict = "hold"
reason = "health-not-green"
source = "test"
[[rule]]
id = "careful-refused"
when = "health.answer in ['expired', 'not-found']"
verdict = "refuse"
reason = "health-refused"
source = "test"
[[rule]]
id = "careful-unverified"
when = "health.answer == 'unverified' && !has(registration.complete)"
verdict = "register"
reason = "health-unverified"
source = "test"
[[example]]
title = "nothing"
facts = {}
verdict = "hold"
needs = ["temperature", "mask", "pass", "health"]
""",
    "careful.toml",
)
FORM = {
    "name": "测试甲",
    "phone": "13800000000",
    "household": "3-2-501",
    "contact": "no",
    "signature": "700.300*10.20.200.40.300.90",
}
"""All that is asked of a resident."""
WHOLE_FORM = {
    **FORM,
    # The worked example printed in GB 11643-1999.
    "id_number": "11010519491231002X",
    "domicile": "测试省测试县",
    "residence": "测试路1号",
    "purpose": "visit",
}
"""All that is asked of a visitor, and of whoever is not known."""
PLACE = Place(
    kiosk="kiosk-1",
    checkpoint="gate-1",
    lane="1",
    grid="测试县/测试社区",
    direction=Direction.IN,
)
HOLDERS = {"aa": "测**", "bb": "乙**"}
SITUATION = Situation(
    lane=LaneFacts(), home=HOME, now=NOON, clock="synced", standing=Standing()
)


@dataclass
class Scene:
    """One lane, its fakes, and a hand on the clock."""

    clock: FakeClock = field(default_factory=FakeClock)
    journal: FakeJournal = field(default_factory=FakeJournal)
    gate: FakeGate = field(default_factory=FakeGate)
    service: FakeHealthService = field(default_factory=FakeHealthService)
    policy: Policy = ROUTINE
    standing: Standing = field(default_factory=Standing)
    open_questions: list[Question] = field(default_factory=list)
    badges: list[str] = field(default_factory=list)
    ids: int = 0
    episode: int = 0

    def __post_init__(self) -> None:
        parts = Parts(
            clock=self.clock,
            journal=self.journal,
            gate=self.gate,
            judge=lambda facts: decide(facts, self.policy),
            recognise=recognise,
            name_of=HOLDERS.get,
            standing_of=lambda _identity, _now: self.standing,
            new_id=self.new_id,
            health=self.service,
            boot_id="boot",
            take_badge=self.take_badge,
        )
        setting = Setting(
            place=PLACE, home=HOME, level=ControlLevel.ROUTINE, timing=Timing()
        )
        self.lane = Lane(parts, setting)
        self.desk = LaneDesk(self.lane, self.clock)

    def registering(self) -> None:
        """Judge every passage without a form as ``register``, with one as allow."""

        def judge(facts: Facts) -> Decision:
            done = bool(facts.registration.complete)
            return Decision(verdict=Verdict.ALLOW if done else Verdict.REGISTER)

        self.judging(judge)

    def judging(self, judge: Judge) -> None:
        """Let ``judge`` decide from now on."""
        self.lane.stand._parts = replace(self.lane.stand._parts, judge=judge)

    async def take_offered(self) -> None:
        """Let the lane take what the desk offered last."""
        await self.lane.take(self.lane._inbox.get_nowait())

    def take_badge(self, text: str) -> bool:
        self.badges += [text] if is_badge(text) else []
        return is_badge(text)

    def new_id(self) -> str:
        self.ids += 1
        return f"passage-{self.ids}"

    def view(self) -> LaneView:
        return self.lane.board.view

    async def code(self, text: str) -> None:
        await self.lane.take(scan(text, self.clock.at))

    async def picture(self, *texts: str) -> None:
        """Several codes before the camera at once."""
        at = self.clock.at
        for following, text in zip(range(len(texts))[::-1], texts, strict=True):
            await self.lane.take(replace(scan(text, at), following=following))

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

    def questions(self) -> list[Question]:
        """What the lane wants to know, oldest first; nobody asks by itself here."""
        waiting = self.lane._inquiry._questions
        return [waiting.get_nowait() for _ in range(waiting.qsize())]

    async def reply(self, question: Question, answer: HealthAnswer) -> None:
        await self.lane.take(
            Reply(
                passage=question.passage,
                kind=question.kind,
                text=question.text,
                answer=answer,
            )
        )

    async def answered(self, answer: HealthAnswer | None = None) -> None:
        """The service answers all it was asked, green if not told otherwise."""
        for question in self.questions():
            await self.reply(question, answer or health_answer("green"))

    def verdicts(self) -> list[tuple[str, str | None]]:
        return [
            (d.payload["outcome"], d.payload["verdict"])
            for d in self.journal.drafts
            if d.kind is Kind.PASSAGE
        ]


@pytest.fixture
def scene() -> Scene:
    return Scene()
