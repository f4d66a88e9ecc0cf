"""A vehicle before the lane: everybody in it is checked, then it drives, once."""

import pytest

from kiosk.core.errors import FormError, FormRefused, StoreError
from kiosk.core.override import Override
from kiosk.core.record import Kind
from kiosk.core.verdict import Need
from kiosk.core.view import LaneState
from tests.lane.conftest import WHOLE_FORM, Scene

PLATE = "甘A12345"


async def arrive(scene: Scene, kind: str = "resident", people: int = 1) -> None:
    typed = {"plate": PLATE, "vehicle": kind, "occupants": str(people)}
    scene.desk.arrive_by(scene.view().passage, typed)
    await scene.take_offered()


async def step_up(scene: Scene, code: str) -> None:
    """The next one comes when the last one's 放行 is over."""
    scene.clock.turn(4)
    if scene.view().state is LaneState.PASSING:
        await scene.lane.expire()
    await scene.admit(code)


def recorded(scene: Scene) -> int | None:
    """How many of the vehicle that is here are done."""
    vehicle = scene.view().vehicle
    return vehicle.recorded if vehicle else None


def rows(scene: Scene) -> list[tuple[str, str | None, bool | None]]:
    """Outcome, verdict, and whether the person waits for the others."""
    return [
        (d.payload["outcome"], d.payload["verdict"], d.payload["vehicle"]["rides"])
        for d in scene.journal.drafts
        if d.kind is Kind.PASSAGE
    ]


async def test_a_vehicle_with_its_driver_alone_drives_at_once(scene: Scene) -> None:
    await arrive(scene)
    await scene.admit("pass:aa")

    assert scene.gate.openings == [4.0]
    assert rows(scene) == [("decided", "allow", False)]
    assert scene.view().vehicle is None


async def test_the_gate_opens_once_after_the_last_of_them(scene: Scene) -> None:
    await arrive(scene, people=3)
    await scene.admit("pass:aa")

    assert scene.gate.openings == []
    assert scene.view().rides
    assert recorded(scene) == 1

    await step_up(scene, "pass:bb")
    assert scene.gate.openings == []
    await step_up(scene, "pass:cc")

    assert scene.gate.openings == [4.0]
    assert [row[2] for row in rows(scene)] == [True, True, False]
    visits = {d.payload["vehicle"]["visit"] for d in scene.journal.drafts}
    assert len(visits) == 1
    assert [d.payload["vehicle"]["recorded"] for d in scene.journal.drafts] == [1, 2, 3]


async def test_a_vehicle_typed_while_the_driver_is_there_is_the_drivers(
    scene: Scene,
) -> None:
    await scene.code("pass:aa")
    await arrive(scene, people=2)
    await scene.forehead(36.5)
    await scene.mask()

    assert rows(scene) == [("decided", "allow", True)]


async def test_a_vehicle_typed_too_late_is_not_the_next_persons(scene: Scene) -> None:
    await scene.code("pass:aa")
    typed = {"plate": PLATE, "vehicle": "resident", "occupants": "1"}
    scene.desk.arrive_by("somebody-before", typed)
    await scene.take_offered()

    passage = scene.lane.passage
    assert passage is not None
    assert passage.visit is None
    assert scene.view().vehicle is not None


async def test_what_is_wrong_with_a_vehicle_is_said_at_once(scene: Scene) -> None:
    with pytest.raises(FormRefused) as refused:
        scene.desk.arrive_by(None, {"plate": "甘", "occupants": "none"})

    fields = {problem.field for problem in refused.value.problems}
    assert fields == {"plate", "vehicle", "occupants"}


async def test_the_number_of_people_can_be_corrected(scene: Scene) -> None:
    await arrive(scene, people=3)
    await scene.admit("pass:aa")
    typed = {"vehicle": "resident", "occupants": "2"}
    scene.desk.arrive_by(scene.view().passage, typed)
    await scene.take_offered()
    assert scene.view().state is LaneState.PASSING
    await step_up(scene, "pass:bb")

    assert scene.gate.openings == [4.0]


async def test_a_vehicle_that_turns_back_took_nobody_through(scene: Scene) -> None:
    await arrive(scene, people=2)
    await scene.admit("pass:aa")
    vehicle = scene.view().vehicle
    assert vehicle is not None
    scene.desk.turn_back(vehicle.id)
    await scene.take_offered()

    assert scene.view().vehicle is None
    assert scene.view().undoable is None
    assert [row[0] for row in rows(scene)] == ["decided", "not-passed"]
    assert scene.journal.drafts[1].payload["undoes"] == 1
    with pytest.raises(FormError, match="gone already"):
        scene.desk.turn_back(vehicle.id)


async def test_whoever_is_checked_when_the_vehicle_leaves_is_on_foot(
    scene: Scene,
) -> None:
    await arrive(scene, people=2)
    await scene.code("pass:aa")
    vehicle = scene.view().vehicle
    assert vehicle is not None
    scene.desk.turn_back(vehicle.id)
    await scene.take_offered()
    await scene.forehead(36.5)
    await scene.mask()

    assert scene.gate.openings == [4.0]
    assert "vehicle" not in scene.journal.drafts[0].payload


async def test_a_vehicle_nobody_comes_for_is_given_up(scene: Scene) -> None:
    await arrive(scene, people=2)
    await scene.admit("pass:aa")
    scene.clock.turn(4)
    await scene.lane.expire()  # 放行 is over
    scene.clock.turn(20)
    await scene.lane.expire()  # too late to take back
    assert scene.view().vehicle is not None
    scene.clock.turn(301)
    await scene.lane.expire()

    assert scene.view().vehicle is None
    assert [row[0] for row in rows(scene)] == ["decided", "not-passed"]


async def test_another_plate_is_another_vehicle(scene: Scene) -> None:
    await arrive(scene, people=2)
    await scene.admit("pass:aa")
    typed = {"plate": "甘A54321", "vehicle": "resident", "occupants": "1"}
    scene.desk.arrive_by(scene.view().passage, typed)
    await scene.take_offered()

    assert [row[0] for row in rows(scene)] == ["decided", "not-passed"]
    assert recorded(scene) == 0


async def test_one_who_did_not_go_after_all_is_recorded_again(scene: Scene) -> None:
    await arrive(scene, people=2)
    await scene.admit("pass:aa")
    scene.desk.take_back("passage-2")
    await scene.take_offered()

    assert recorded(scene) == 0
    assert [row[0] for row in rows(scene)] == ["decided", "not-passed"]


async def test_with_the_last_one_taken_back_nobody_of_the_vehicle_went(
    scene: Scene,
) -> None:
    await arrive(scene, people=2)
    await scene.admit("pass:aa")
    await step_up(scene, "pass:bb")
    undoable = scene.view().undoable
    assert undoable is not None
    scene.desk.take_back(undoable)
    await scene.take_offered()

    undone = [d.payload.get("undoes") for d in scene.journal.drafts]
    assert sorted(filter(None, undone)) == [1, 2]


async def test_nothing_drives_while_a_record_cannot_be_written(scene: Scene) -> None:
    await arrive(scene)
    scene.journal.error = StoreError("the disk is full; free some space")
    await scene.admit("pass:aa")

    assert scene.view().state is LaneState.UNRECORDED
    assert scene.gate.openings == []
    assert scene.view().vehicle is not None


async def test_one_with_a_fever_stops_and_the_vehicle_stays_shut_out(
    scene: Scene,
) -> None:
    await arrive(scene, people=2)
    await scene.admit("pass:aa")
    scene.clock.turn(4)
    await scene.lane.expire()
    await scene.code("pass:bb")
    await scene.forehead(38.5)
    await scene.mask()

    assert scene.view().state is LaneState.STOPPED
    assert scene.gate.openings == []
    assert scene.view().vehicle is not None  # until it turns back, or goes without


async def test_a_leader_who_lets_one_of_several_pass_opens_nothing_yet(
    scene: Scene,
) -> None:
    await arrive(scene, people=2)
    await scene.code("pass:aa")
    await scene.forehead(38.5)
    await scene.mask()
    passage = scene.view().passage
    assert passage is not None
    override = Override(reason="other", note="测试", by="组长")
    scene.desk.overrule(passage, override)
    await scene.take_offered()

    assert scene.gate.openings == []
    assert rows(scene)[-1] == ("overridden", "allow", True)


async def test_a_vehicle_from_outside_is_registered_person_by_person(
    scene: Scene,
) -> None:
    await arrive(scene, "outside", people=2)
    for code in ("pass:aa", "pass:bb"):
        await step_up(scene, code)
        assert scene.view().state is LaneState.REGISTERING
        assert scene.gate.openings == []
        scene.desk.register(scene.view().passage, WHOLE_FORM)
        await scene.take_offered()

    assert scene.gate.openings == [4.0]
    assert [row[2] for row in rows(scene)] == [True, False]
    assert Need.REGISTRATION not in scene.view().needs
