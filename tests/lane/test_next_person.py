"""One person after another: whose evidence is whose, and when the next one begins."""

from kiosk.core.verdict import Need, Verdict
from tests.fakes import temperature
from tests.lane.conftest import Scene


async def test_evidence_further_apart_than_the_window_is_of_two_people(
    scene: Scene,
) -> None:
    await scene.code("pass:aa")
    scene.clock.turn(10.1)
    await scene.forehead(36.5)
    await scene.mask()

    assert scene.verdicts() == [("abandoned", None)]
    assert scene.view().needs == (Need.PASS,)


async def test_evidence_inside_the_window_is_of_one_person(scene: Scene) -> None:
    await scene.code("pass:aa")
    scene.clock.turn(9.9)
    await scene.forehead(36.5)
    scene.clock.turn(9.9)
    await scene.mask()

    assert scene.verdicts() == [("decided", "allow")]


async def test_a_new_code_ends_a_refusal_on_the_screen_at_once(scene: Scene) -> None:
    await scene.code("pass:aa")
    await scene.forehead(38.4)
    await scene.code("pass:bb")

    assert scene.view().passage == "passage-2"
    assert scene.view().needs == (Need.TEMPERATURE, Need.MASK)


async def test_two_people_in_quick_succession_never_share_evidence(
    scene: Scene,
) -> None:
    await scene.code("pass:aa")
    await scene.forehead(36.5)
    scene.clock.turn(1.1)
    await scene.code("pass:bb")
    await scene.mask()
    assert scene.view().needs == (Need.TEMPERATURE,)

    await scene.forehead(38.0)

    assert scene.verdicts() == [("abandoned", None), ("decided", "hold")]
    assert scene.gate.openings == []


async def test_a_forehead_of_the_last_person_never_counts_for_the_next(
    scene: Scene,
) -> None:
    await scene.admit("pass:aa")
    await scene.code("pass:bb")
    late = temperature(36.5, scene.clock.at, scene.episode)  # the same presence
    await scene.lane.take(late)

    assert Need.TEMPERATURE in scene.view().needs


async def test_the_next_forehead_starts_the_next_passage_while_allow_shows(
    scene: Scene,
) -> None:
    await scene.admit("pass:aa")
    await scene.forehead(36.6)
    await scene.code("pass:bb")
    await scene.mask()

    assert scene.verdicts() == [("decided", "allow"), ("decided", "allow")]


async def test_a_forehead_near_a_held_person_does_not_clear_the_screen(
    scene: Scene,
) -> None:
    await scene.forehead(38.4)
    await scene.forehead(36.5)

    assert scene.view().verdict is Verdict.HOLD


async def test_a_code_after_a_hold_without_one_is_the_next_person(scene: Scene) -> None:
    await scene.forehead(38.4)
    await scene.code("pass:bb")

    assert scene.view().passage == "passage-2"
    assert scene.view().needs == (Need.TEMPERATURE, Need.MASK)
