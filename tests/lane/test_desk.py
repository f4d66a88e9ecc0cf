import pytest

from kiosk.core.errors import FormError
from kiosk.core.view import LaneState
from tests.lane.conftest import FORM, Scene


async def test_register_keeps_the_passage_at_the_form_until_it_is_complete(
    scene: Scene,
) -> None:
    scene.registering()
    await scene.code("pass:zz")
    assert scene.view().state is LaneState.REGISTERING
    assert scene.journal.drafts == []

    scene.desk.register(scene.view().passage, FORM)
    await scene.take_offered()

    assert scene.verdicts() == [("decided", "allow")]
    person = scene.journal.drafts[0].person
    assert person is not None
    assert person.masked == "测**"
    assert person.private["form"]["phone"] == FORM["phone"]
    payload = dict(scene.journal.drafts[0].payload)
    assert FORM["phone"] not in str(payload)
    assert payload["registration"] == {
        "source": "typed",
        "signed": True,
        "contact": False,
    }


async def test_another_code_does_not_tear_up_a_form(scene: Scene) -> None:
    scene.registering()
    await scene.code("pass:zz")
    await scene.code("pass:bb")

    assert scene.view().passage == "passage-1"


async def test_walking_away_from_the_form_is_abandoned(scene: Scene) -> None:
    scene.registering()
    await scene.code("pass:zz")
    await scene.lane.expire()

    assert scene.verdicts() == [("abandoned", None)]


async def test_a_touch_for_the_last_person_changes_nothing(scene: Scene) -> None:
    await scene.code("pass:aa")
    scene.desk.tick_mask(scene.view().passage, worn=True)
    scene.clock.turn(1.1)
    await scene.code("pass:bb")  # stepped up before the tap was handled
    await scene.take_offered()

    assert scene.view().mask is None


async def test_a_touch_on_an_old_screen_is_refused(scene: Scene) -> None:
    await scene.code("pass:aa")
    with pytest.raises(FormError, match="already done"):
        scene.desk.tick_mask("passage-0", worn=True)


async def test_next_person_closes_a_refusal(scene: Scene) -> None:
    await scene.forehead(38.5)
    scene.desk.next_person(scene.view().passage)
    await scene.take_offered()

    assert scene.view().state is LaneState.WAITING


async def test_a_mask_may_be_ticked_first(scene: Scene) -> None:
    scene.desk.tick_mask(None, worn=True)
    await scene.take_offered()

    assert scene.view().mask is True


@pytest.mark.parametrize("celsius", [29.9, 45.1, float("nan"), float("inf")])
async def test_an_impossible_contact_temperature_is_refused(
    scene: Scene, celsius: float
) -> None:
    with pytest.raises(FormError, match=r"30\.0 to 45\.0"):
        scene.desk.enter_temperature(None, celsius)


async def test_the_views_of_the_desk_are_the_boards(scene: Scene) -> None:
    assert scene.desk.lane == "1"
    assert await anext(scene.desk.views()) is scene.view()


async def test_shown_completes_the_stage_times(scene: Scene) -> None:
    await scene.admit("pass:aa")
    scene.clock.turn(0.25)
    scene.desk.shown("passage-1")
    scene.desk.shown("passage-1")  # a second screen
    scene.desk.shown("passage-0")

    stages = {latency.stage: latency for latency in scene.lane.stages.snapshot()}
    assert stages["total"].p50 == 250.0
    assert stages["total"].count == 1

    await scene.admit("pass:bb")
    previous = {"passage": "passage-1", "log_ms": 0.0, "show_ms": 250.0}
    assert scene.journal.drafts[1].payload["previous"] == previous


async def test_a_touch_too_late_for_its_state_is_dropped(scene: Scene) -> None:
    await scene.code("pass:aa")
    scene.desk.tick_mask(scene.view().passage, worn=False)
    await scene.forehead(38.5)  # held before the tap was handled
    await scene.take_offered()
    assert scene.view().mask is None

    scene.desk.next_person(scene.view().passage)
    scene.desk.next_person(scene.view().passage)
    await scene.take_offered()
    await scene.take_offered()
    assert scene.view().state is LaneState.WAITING
