"""The same code counts once while it is in view; other codes always count."""

from kiosk.core.view import LaneState
from tests.lane.conftest import Scene


async def test_the_same_code_in_view_counts_once(scene: Scene) -> None:
    await scene.admit("pass:aa")
    for _ in range(20):
        scene.clock.turn(0.5)
        await scene.code("pass:aa")

    assert scene.verdicts() == [("decided", "allow")]


async def test_the_same_code_counts_again_after_it_left_the_view(scene: Scene) -> None:
    await scene.admit("pass:aa")
    scene.clock.turn(3.1)
    await scene.admit("pass:aa")

    assert scene.verdicts() == [("decided", "allow"), ("decided", "allow")]


async def test_debounce_is_per_code_not_global(scene: Scene) -> None:
    await scene.admit("pass:aa")
    scene.clock.turn(0.1)
    await scene.code("pass:bb")

    assert scene.view().state is LaneState.GATHERING
    assert scene.view().passage == "passage-2"
