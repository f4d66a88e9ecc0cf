"""The loop itself, on a real event loop and the real monotonic clock."""

import asyncio
from contextlib import suppress

from kiosk.core.view import LaneState
from kiosk.lane.board import Board
from tests.fakes import scan
from tests.lane.conftest import Scene


async def test_the_loop_takes_what_is_offered_and_expires_by_itself(
    scene: Scene,
) -> None:
    views = scene.lane.board.views()
    loop = asyncio.create_task(scene.lane.run())
    assert (await anext(views)).state is LaneState.WAITING

    scene.lane.offer(scan("pass:aa", scene.clock.at))
    assert (await anext(views)).state is LaneState.GATHERING

    scene.clock.turn(11)  # the loop sleeps until woken; the next item finds it late
    scene.lane.offer(scan("pass:bb", scene.clock.at))
    view = await anext(views)
    assert (view.state, view.passage) == (LaneState.GATHERING, "passage-2")
    assert scene.verdicts() == [("abandoned", None)]

    loop.cancel()
    with suppress(asyncio.CancelledError):
        await loop


async def test_the_deadline_wakes_the_loop(scene: Scene) -> None:
    await scene.code("pass:aa")
    scene.clock.turn(10.0)
    loop = asyncio.create_task(scene.lane.run())
    views = scene.lane.board.views()
    while (await anext(views)).state is not LaneState.WAITING:
        pass

    assert scene.verdicts() == [("abandoned", None)]
    loop.cancel()
    with suppress(asyncio.CancelledError):
        await loop


async def test_a_slow_screen_skips_to_the_newest_view(scene: Scene) -> None:
    views = scene.lane.board.views()
    await anext(views)
    await scene.code("pass:aa")
    await scene.forehead(36.5)

    assert (await anext(views)) is scene.view()


async def test_a_screen_waits_until_something_changes(scene: Scene) -> None:
    board: Board = scene.lane.board
    views = board.views()
    await anext(views)
    waiting = asyncio.ensure_future(anext(views))
    await asyncio.sleep(0)
    assert not waiting.done()

    await scene.code("pass:aa")
    assert (await waiting).state is LaneState.GATHERING
