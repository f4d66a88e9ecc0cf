"""The journal fails: the gate stays shut and nothing is forgotten."""

from kiosk.core.errors import StoreError
from kiosk.core.view import LaneState
from tests.lane.conftest import Scene

FULL = StoreError("the disk is full; free some space")


async def test_the_gate_stays_shut_when_the_record_fails(scene: Scene) -> None:
    scene.journal.error = FULL
    await scene.admit("pass:aa")

    assert scene.view().state is LaneState.UNRECORDED
    assert scene.view().fault == FULL.slug
    assert scene.gate.openings == []


async def test_the_gate_opens_when_the_journal_recovers_in_time(scene: Scene) -> None:
    scene.journal.error = FULL
    await scene.admit("pass:aa")
    await scene.lane.expire()
    assert scene.view().state is LaneState.UNRECORDED

    scene.journal.error = None
    scene.clock.turn(1.0)
    await scene.lane.expire()

    assert scene.view().state is LaneState.PASSING
    assert scene.gate.openings == [4.0]


async def test_a_late_recovery_is_recorded_but_opens_nothing(scene: Scene) -> None:
    scene.journal.error = FULL
    await scene.admit("pass:aa")
    scene.clock.turn(10.5)
    await scene.lane.expire()
    assert scene.view().state is LaneState.UNRECORDED

    scene.journal.error = None
    await scene.lane.expire()

    assert scene.gate.openings == []
    assert scene.verdicts() == [("given-up", "allow")]
    assert scene.view().state is LaneState.WAITING


async def test_a_new_code_does_not_replace_an_unrecorded_person(scene: Scene) -> None:
    scene.journal.error = FULL
    await scene.admit("pass:aa")
    await scene.code("pass:bb")

    assert scene.view().passage == "passage-1"


async def test_moving_on_keeps_the_owed_record_with_its_time(scene: Scene) -> None:
    scene.journal.error = FULL
    await scene.admit("pass:aa")
    at = scene.clock.now()
    scene.desk.next_person(scene.view().passage)
    await scene.lane.take(scene.lane._inbox.get_nowait())
    assert scene.view().state is LaneState.WAITING

    scene.journal.error = None
    scene.clock.turn(60)
    await scene.admit("pass:bb")

    assert scene.verdicts() == [("decided", "allow"), ("given-up", "allow")]
    assert scene.journal.drafts[1].at == at


async def test_abandoned_passages_wait_for_the_journal(scene: Scene) -> None:
    scene.journal.error = FULL
    await scene.code("pass:aa")
    await scene.lane.expire()
    scene.journal.error = None
    await scene.admit("pass:bb")

    assert sorted(scene.verdicts(), key=str) == [
        ("abandoned", None),
        ("decided", "allow"),
    ]


async def test_a_record_that_can_never_be_written_does_not_block_the_rest(
    scene: Scene,
) -> None:
    class Unfit(StoreError):
        lasting = True

    scene.journal.error = Unfit("too long")
    await scene.code("pass:aa")
    await scene.lane.expire()
    scene.journal.error = None
    await scene.admit("pass:bb")

    assert scene.verdicts() == [("decided", "allow")]
