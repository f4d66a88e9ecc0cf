"""What the plans say of vehicles, by the shipped policies, through the lane."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

import kiosk.rules
from kiosk.core.evidence import CodeReading
from kiosk.core.sections import Direction
from kiosk.core.view import LaneState
from kiosk.ports import ClockState
from kiosk.rules.decision import load_policy
from tests.fakes import recognise
from tests.lane.conftest import WHOLE_FORM, Scene
from tests.lane.test_vehicles import arrive, step_up

POLICIES = Path(kiosk.rules.__file__).parent / "policies"
LEVELS = ("routine", "low-risk", "closed", "sealed")
IN, OUT = Direction.IN, Direction.OUT


def gate(level: str, direction: Direction) -> Scene:
    text = (POLICIES / f"{level}.toml").read_text()
    scene = Scene(policy=load_policy(text, f"{level}.toml"))
    setting = scene.lane.stand._setting
    place = replace(setting.place, direction=direction)
    scene.lane.stand._setting = replace(setting, place=place)
    return scene


def with_supply_passes(scene: Scene) -> None:
    """Let every pass be one of a supply team."""

    def read(text: str, now: datetime, clock: ClockState) -> CodeReading:
        reading = recognise(text, now, clock)
        if reading.claims is None:
            return reading
        return replace(reading, claims=replace(reading.claims, pass_class="vehicle"))

    parts = replace(scene.lane._parts, recognise=read)
    scene.lane._in_view._recognise = parts.reading_of


async def answer(scene: Scene) -> None:
    """What a stricter level asks of everybody, answered well."""
    sampled = scene.clock.now()
    if scene.view().state is LaneState.GATHERING:
        said: dict[str, dict[str, object]] = {
            "disinfection": {"done": True},
            "health": {"colour": "green"},
            "travel": {"risk": "none", "returnee": False},
            "nat": {"result": "negative", "sampled_at": sampled, "tests": 3},
            "vaccination": {"doses": 3},
        }
        scene.desk.state(scene.view().passage, said)
        await scene.take_offered()
    if scene.view().state is LaneState.REGISTERING:
        scene.desk.register(scene.view().passage, WHOLE_FORM)
        await scene.take_offered()


@pytest.mark.parametrize(
    ("level", "direction", "kind", "reason"),
    [
        # S3 高风险区「所有人员只进不出、严禁聚集,车辆禁止出入」
        ("sealed", IN, "resident", "vehicle-sealed"),
        ("sealed", OUT, "resident", "vehicle-sealed"),
        ("sealed", IN, "outside", "vehicle-sealed"),
        ("sealed", OUT, "outside", "vehicle-sealed"),
        # S4 「外来车辆一律不得进入,封闭区车辆只进不出」
        ("closed", IN, "outside", "vehicle-outside"),
        ("closed", OUT, "resident", "vehicle-in-only"),
    ],
)
async def test_a_vehicle_that_may_not_pass_is_turned_at_its_first_person(
    level: str, direction: Direction, kind: str, reason: str
) -> None:
    scene = gate(level, direction)
    await arrive(scene, kind, people=3)
    await scene.admit("pass:aa")
    assert scene.view().reasons[0] == reason  # said before anything else is asked
    await answer(scene)

    assert scene.view().state is LaneState.STOPPED
    assert "turn-vehicle" in scene.view().actions
    assert scene.gate.openings == []
    assert scene.view().vehicle is None  # it has turned; the next one is on foot


@pytest.mark.parametrize(
    ("level", "direction", "kind"),
    [
        *((level, IN, "resident") for level in LEVELS[:3]),
        *((level, OUT, "resident") for level in LEVELS[:2]),
        # S2 「人员和车辆登记制度」: from outside, and registered
        *((level, IN, "outside") for level in LEVELS[:2]),
        # S4 (十) 保供「凭统一制作的临时通行证予以放行,并详细做好纪录」
        *((level, IN, "delivery") for level in LEVELS[2:]),
    ],
)
async def test_a_vehicle_that_may_pass_drives_once_all_are_recorded(
    level: str, direction: Direction, kind: str
) -> None:
    # S4 (三)「车内人员一律按规定接受信息登记」
    scene = gate(level, direction)
    if kind == "delivery":
        with_supply_passes(scene)
    await arrive(scene, kind, people=2)
    await scene.admit("pass:aa")
    await answer(scene)
    assert scene.view().rides
    assert scene.gate.openings == []

    await step_up(scene, "pass:bb")
    await answer(scene)

    assert scene.view().state is LaneState.PASSING
    assert scene.gate.openings == [4.0]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("direction", list(Direction))
async def test_an_emergency_vehicle_is_the_rules_own_allow_everywhere(
    level: str, direction: Direction
) -> None:
    # S4 「能够保障消防车和120急救车等应急车辆通行的道口」
    scene = gate(level, direction)
    await scene.desk.let_emergency_pass()
    await scene.lane.emergencies.settle()

    [draft] = scene.journal.drafts
    assert scene.gate.openings == [4.0]
    assert draft.payload["rules"] == ["emergency-vehicle"]
