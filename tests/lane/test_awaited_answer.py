"""An allow waits for the health service; what stops somebody waits for nothing."""

from dataclasses import replace

import pytest

from kiosk.core.evidence import HealthAnswer
from kiosk.core.verdict import Verdict
from kiosk.core.view import LaneState
from tests.fakes import health_answer, scan, unverified
from tests.lane.conftest import Scene

A, B, HEALTH_A, HEALTH_B = "pass:aa", "pass:bb", "health:aa", "health:bb"
OF_ANOTHER = replace(health_answer("green"), masked_name="乙**")


async def measured(scene: Scene) -> None:
    await scene.forehead(36.5)
    await scene.mask()


@pytest.mark.parametrize("last", ["picture", "mask"])
@pytest.mark.parametrize("order", [(A, HEALTH_B), (HEALTH_B, A)])
async def test_a_pass_beside_anothers_health_code_never_opens_the_gate(
    order: tuple[str, str], last: str, scene: Scene
) -> None:
    if last == "picture":
        await measured(scene)
        await scene.picture(*order)
    else:
        await scene.picture(*order)
        await measured(scene)
    assert (scene.view().state, scene.view().asking) == (LaneState.GATHERING, True)
    assert (scene.gate.openings, scene.verdicts()) == ([], [])

    await scene.answered(OF_ANOTHER)

    assert scene.view().reasons == ("codes-disagree",)
    assert (scene.verdicts(), scene.gate.openings) == ([("decided", "hold")], [])


async def test_a_name_that_came_before_the_pass_counts_with_it(scene: Scene) -> None:
    await scene.code(HEALTH_B)
    await scene.answered(OF_ANOTHER)
    scene.clock.turn(2)
    await scene.admit(A)

    assert scene.view().reasons == ("codes-disagree",)
    assert scene.gate.openings == []


async def test_a_colour_that_was_painted_on_does_not_pass(scene: Scene) -> None:
    await measured(scene)
    painted = replace(scan(HEALTH_A, scene.clock.at), colour="green", following=1)
    await scene.lane.take(painted)
    await scene.lane.take(scan(A, scene.clock.at))
    await scene.answered(health_answer("yellow"))

    assert {"health-not-green", "health-colour-mismatch"} <= {*scene.view().reasons}
    assert scene.gate.openings == []


@pytest.mark.parametrize("answer", [health_answer("green"), unverified()])
async def test_the_gate_opens_with_the_answer_whatever_it_is_short_of_a_reason(
    answer: HealthAnswer, scene: Scene
) -> None:
    await scene.picture(A, HEALTH_A)
    await measured(scene)
    scene.clock.turn(0.4)  # the whole budget of the service
    await scene.answered(answer)

    assert scene.verdicts() == [("decided", "allow")]
    times = scene.journal.drafts[0].payload["stages_ms"]
    assert (times["latest"], times["decided"]) == (0.0, 400.0)


async def test_who_shows_no_health_code_waits_for_nobody(scene: Scene) -> None:
    await scene.admit(A)

    assert scene.journal.drafts[0].payload["stages_ms"]["decided"] == 0.0
    assert len(scene.gate.openings) == 1


async def test_fever_waits_for_no_answer(scene: Scene) -> None:
    await scene.picture(A, HEALTH_A)
    await scene.forehead(38.5)

    assert scene.view().verdict is Verdict.HOLD
    assert scene.verdicts() == [("decided", "hold")]


async def test_without_an_answer_nobody_passes_and_the_window_ends_it(
    scene: Scene,
) -> None:
    await scene.picture(A, HEALTH_A)
    await measured(scene)
    scene.clock.turn(10)
    await scene.lane.expire()

    assert scene.verdicts() == [("abandoned", None)]
    assert scene.gate.openings == []


async def test_a_code_that_is_taken_back_is_waited_for_no_longer(
    scene: Scene,
) -> None:
    await measured(scene)
    await scene.picture(A, HEALTH_B)
    scene.clock.turn(0.3)
    await scene.picture(A, B, HEALTH_B)

    assert scene.verdicts() == [("decided", "allow")]
    assert scene.journal.drafts[0].payload["health"] is None


async def test_a_health_code_shown_once_the_gate_is_open_is_another_passages(
    scene: Scene,
) -> None:
    await scene.admit(A)
    scene.clock.turn(1.1)
    await scene.code(HEALTH_B)
    await scene.answered(health_answer("red"))

    assert scene.view().passage == "passage-2"
    assert scene.view().health_colour == "red"
    first = scene.journal.drafts[0].payload
    assert (first["verdict"], first["health"]) == ("allow", None)
    assert len(scene.gate.openings) == 1
