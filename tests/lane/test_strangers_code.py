"""Somebody without a pass is asked, and the next one holds up what nobody knows."""

from kiosk.core.view import LaneState
from tests.lane.conftest import WHOLE_FORM, Scene
from tests.lane.test_registration import say, send

STRANGE, ANOTHER = "https://example.invalid/", "https://example.invalid/2"


async def asked(scene: Scene) -> None:
    """The first one has no pass and is measured; only the form is left."""
    await say(
        scene,
        pass_={"validity": "none"},
        person={"kind": "visitor", "host_confirmed": True},
        health={"colour": "green"},
        travel={"risk": "none", "returnee": False},
        disinfection={"done": True},
    )


async def held_up(scene: Scene, text: str, times: int) -> None:
    for _ in range(times):
        scene.clock.turn(0.5)
        await scene.code(text)


async def measured(scene: Scene, celsius: float = 36.5) -> None:
    await scene.forehead(celsius)
    await scene.mask()


async def test_the_code_is_not_written_down_as_the_first_ones(scene: Scene) -> None:
    await asked(scene)
    await held_up(scene, STRANGE, 3)
    assert (scene.view().passage, scene.view().code_error) == ("passage-1", None)

    await measured(scene)
    await held_up(scene, STRANGE, 2)
    await send(scene, WHOLE_FORM)

    assert scene.verdicts() == [("decided", "allow")]
    assert scene.journal.drafts[0].payload["code"] is None


async def test_the_next_one_is_told_of_it_once_the_first_has_gone(scene: Scene) -> None:
    await asked(scene)
    await held_up(scene, STRANGE, 1)
    await measured(scene)
    await send(scene, WHOLE_FORM)
    await held_up(scene, STRANGE, 2)
    assert scene.view().state is LaneState.PASSING  # the first one walks through

    await scene.lane.expire()
    await held_up(scene, STRANGE, 1)
    assert scene.view().passage == "passage-2"
    assert scene.view().reasons == ("unknown-code",)

    await measured(scene)
    assert scene.verdicts() == [("decided", "allow"), ("decided", "refuse")]
    assert scene.gate.openings == [4.0]


async def test_the_next_one_finds_the_pass_and_is_let_in(scene: Scene) -> None:
    await asked(scene)
    await held_up(scene, STRANGE, 1)
    await measured(scene)
    await send(scene, WHOLE_FORM)
    await scene.admit("pass:bb")

    codes = [bool(draft.payload["code"]) for draft in scene.journal.drafts]
    assert codes == [False, True]
    assert scene.verdicts() == [("decided", "allow")] * 2


async def test_a_held_one_stays_on_the_screen_until_staff_act(scene: Scene) -> None:
    await asked(scene)
    await held_up(scene, STRANGE, 1)
    await scene.forehead(38.5)
    await held_up(scene, STRANGE, 4)
    assert scene.view().passage == "passage-1"

    scene.desk.next_person("passage-1")
    await scene.take_offered()
    await held_up(scene, STRANGE, 1)
    assert scene.view().passage == "passage-2"
    assert scene.gate.openings == []


async def test_one_who_showed_something_strange_first_is_asked_to_the_end(
    scene: Scene,
) -> None:
    await scene.code(STRANGE)
    await asked(scene)
    await held_up(scene, ANOTHER, 3)
    await measured(scene)
    await send(scene, WHOLE_FORM)

    assert scene.verdicts() == [("decided", "allow")]


async def test_nobody_is_stuck_when_the_first_one_walks_away(scene: Scene) -> None:
    await asked(scene)
    await held_up(scene, STRANGE, 1)
    await scene.lane.expire()
    await held_up(scene, STRANGE, 1)
    await measured(scene)

    assert scene.verdicts() == [("abandoned", None), ("decided", "refuse")]
    assert scene.gate.openings == []
