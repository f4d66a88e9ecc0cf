import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.errors import FormError
from kiosk.core.facts import Facts
from kiosk.core.verdict import Decision, Verdict
from kiosk.core.view import LaneState
from kiosk.lane.registration import check_form, is_id_number, mask_name
from tests.lane.conftest import Scene

FORM = {"name": "测试甲", "phone": "13800000000", "purpose": "探亲"}
# 11010519491231002X is the worked example printed in GB 11643-1999.
ID_NUMBER = "11010519491231002X"


def registering(scene: Scene) -> None:
    """Judge every passage without a form as ``register``, with one as ``allow``."""

    def judge(facts: Facts) -> Decision:
        done = bool(facts.registration.complete)
        return Decision(verdict=Verdict.ALLOW if done else Verdict.REGISTER)

    scene.lane._parts = scene.lane._parts.__class__(
        **{
            name: getattr(scene.lane._parts, name)
            for name in scene.lane._parts.__slots__
            if name != "judge"
        },
        judge=judge,
    )


async def take_offered(scene: Scene) -> None:
    await scene.lane.take(scene.lane._inbox.get_nowait())


async def test_register_keeps_the_passage_at_the_form_until_it_is_complete(
    scene: Scene,
) -> None:
    registering(scene)
    await scene.code("pass:zz")
    assert scene.view().state is LaneState.REGISTERING
    assert scene.journal.drafts == []

    scene.desk.register(scene.view().passage, FORM)
    await take_offered(scene)

    assert scene.verdicts() == [("decided", "allow")]
    person = scene.journal.drafts[0].person
    assert person is not None
    assert person.masked == "测**"
    assert person.private["form"]["phone"] == "13800000000"
    assert "13800000000" not in str(dict(scene.journal.drafts[0].payload))


async def test_another_code_does_not_tear_up_a_form(scene: Scene) -> None:
    registering(scene)
    await scene.code("pass:zz")
    await scene.code("pass:bb")

    assert scene.view().passage == "passage-1"


async def test_walking_away_from_the_form_is_abandoned(scene: Scene) -> None:
    registering(scene)
    await scene.code("pass:zz")
    await scene.lane.expire()

    assert scene.verdicts() == [("abandoned", None)]


async def test_a_touch_for_the_last_person_changes_nothing(scene: Scene) -> None:
    await scene.code("pass:aa")
    scene.desk.tick_mask(scene.view().passage, worn=True)
    scene.clock.turn(1.1)
    await scene.code("pass:bb")  # stepped up before the tap was handled
    await take_offered(scene)

    assert scene.view().mask is None


async def test_a_touch_on_an_old_screen_is_refused(scene: Scene) -> None:
    await scene.code("pass:aa")
    with pytest.raises(FormError, match="already done"):
        scene.desk.tick_mask("passage-0", worn=True)


async def test_next_person_closes_a_refusal(scene: Scene) -> None:
    await scene.forehead(38.5)
    scene.desk.next_person(scene.view().passage)
    await take_offered(scene)

    assert scene.view().state is LaneState.WAITING


async def test_a_mask_may_be_ticked_first(scene: Scene) -> None:
    scene.desk.tick_mask(None, worn=True)
    await take_offered(scene)

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
    await take_offered(scene)
    assert scene.view().mask is None

    scene.desk.next_person(scene.view().passage)
    scene.desk.next_person(scene.view().passage)
    await take_offered(scene)
    await take_offered(scene)
    assert scene.view().state is LaneState.WAITING


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "长" * 41),
        ("phone", "12345"),
        ("phone", "１３８００００００００"),
        ("id_number", "110105194912310021"),
        ("purpose", ""),
        ("surprise", "x"),
        ("id_number", "测试"),
    ],
)
def test_a_wrong_field_is_named_and_its_value_is_not(field: str, value: str) -> None:
    with pytest.raises(FormError) as caught:
        check_form(FORM | {field: value})
    assert caught.value.field in {field, "form"}
    assert not value.strip() or value not in str(caught.value)


def test_a_form_is_cleaned() -> None:
    form = FORM | {"id_number": " 11010519491231002x "}
    assert check_form(form)["id_number"] == ID_NUMBER
    assert "id_number" not in check_form(FORM)


@given(st.integers(0, 17), st.integers(1, 9))
def test_any_changed_digit_of_an_id_number_is_noticed(place: int, step: int) -> None:
    digits = list(ID_NUMBER)
    old = digits[place]
    digits[place] = str((int(old) + step) % 10) if old != "X" else str(step)
    assert is_id_number(ID_NUMBER)
    assert not is_id_number("".join(digits))


def test_a_masked_name_keeps_one_character() -> None:
    assert [mask_name("测试甲"), mask_name("")] == ["测**", ""]
