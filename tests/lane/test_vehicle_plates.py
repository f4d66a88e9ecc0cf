"""A plate: under seal, and held against the pass of the vehicle."""

from dataclasses import replace
from datetime import datetime

import pytest

from kiosk.core.evidence import CodeKind, CodeReading, PassClaims
from kiosk.core.standing import Identity, Standing
from kiosk.core.view import LaneState
from kiosk.ports import ClockState
from tests.fakes import claims, recognise
from tests.lane.conftest import Scene
from tests.lane.test_vehicles import PLATE, arrive, step_up


async def test_the_plate_is_under_seal_and_nowhere_else(scene: Scene) -> None:
    await arrive(scene)
    await scene.admit("pass:aa")

    [draft] = scene.journal.drafts
    assert PLATE not in str(draft.payload)
    assert "12345" not in str(scene.view())
    assert draft.person is not None
    assert draft.person.private["vehicle"] == {"plate": PLATE}
    assert draft.payload["vehicle"]["plate_kind"] == "ordinary"


async def test_a_plate_alone_tells_who_was_there(scene: Scene) -> None:
    await arrive(scene)
    scene.desk.state(None, {"pass": {"validity": "none"}})
    await scene.take_offered()
    scene.clock.turn(61)
    await scene.lane.expire()

    draft = scene.journal.drafts[0]
    assert draft.person is not None
    assert draft.person.subject == PLATE


def vehicle_pass(plate: str) -> PassClaims:
    return replace(claims(), pass_class="vehicle", plate=plate)


def with_vehicle_pass(scene: Scene, plate: str) -> None:
    """Let the code ``vehicle`` be the pass of the vehicle with ``plate``."""

    def read(text: str, now: datetime, clock: ClockState) -> CodeReading:
        if text == "vehicle":
            return CodeReading(kind=CodeKind.PASS, claims=vehicle_pass(plate))
        return recognise(text, now, clock)

    parts = replace(scene.lane._parts, recognise=read)
    scene.lane._in_view._recognise = parts.reading_of


@pytest.mark.parametrize(
    ("plate", "state"),
    [("甘A·12345", LaneState.PASSING), ("甘A99999", LaneState.STOPPED)],
)
async def test_the_vehicles_pass_is_held_against_the_plate(
    scene: Scene, plate: str, state: LaneState
) -> None:
    with_vehicle_pass(scene, plate)
    await arrive(scene, people=2)
    await scene.admit("vehicle")

    assert scene.view().state is state
    mismatched = "plate-mismatch" in scene.view().reasons
    assert mismatched is (state is LaneState.STOPPED)
    # A mismatch turns the vehicle round; nobody is waited for any more.
    assert (scene.view().vehicle is None) is mismatched


async def test_a_vehicle_is_looked_up_by_its_plate(scene: Scene) -> None:
    asked: list[Identity] = []

    def standing(identity: Identity, _now: datetime) -> Standing:
        asked.append(identity)
        return Standing()

    scene.lane.stand._parts = replace(scene.lane._parts, standing_of=standing)
    await arrive(scene)
    await scene.code("pass:aa")

    assert asked[-1].plate == PLATE


async def test_a_vehicle_turned_at_its_second_person_took_nobody_through(
    scene: Scene,
) -> None:
    with_vehicle_pass(scene, "甘A99999")
    await arrive(scene, people=2)
    await scene.admit("pass:aa")
    await step_up(scene, "vehicle")

    assert scene.view().state is LaneState.STOPPED
    assert scene.view().seq == 2
    assert scene.view().vehicle is None
    assert [d.payload["outcome"] for d in scene.journal.drafts] == [
        "decided",
        "decided",
        "not-passed",
    ]
