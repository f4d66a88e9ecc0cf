"""Several codes in one picture: one person's join, two people's never do."""

from dataclasses import replace

import pytest

from kiosk.core.verdict import Verdict
from kiosk.core.view import LaneState
from tests.fakes import health_answer, scan
from tests.lane.conftest import CAREFUL, Scene

A, B = "pass:aa", "pass:bb"
HEALTH_A, HEALTH_B = "health:aa", "health:bb"


def people(scene: Scene) -> list[tuple[str | None, str | None]]:
    """Pass id and health code of every record."""
    private = [d.person.private if d.person else {} for d in scene.journal.drafts]
    return [
        (p["pass"]["pass_id"] if p.get("pass") else None, p.get("health_code"))
        for p in private
    ]


async def admit(scene: Scene) -> None:
    await scene.forehead(36.5)
    await scene.mask()


@pytest.mark.parametrize("texts", [(A, HEALTH_A), (HEALTH_A, A)])
async def test_pass_and_health_code_side_by_side_are_one_person(
    texts: tuple[str, str], scene: Scene
) -> None:
    await admit(scene)
    await scene.picture(*texts)
    await scene.answered()

    assert people(scene) == [("aa", HEALTH_A)]
    assert scene.verdicts() == [("decided", "allow")]


async def test_two_passes_in_one_picture_are_served_one_after_the_other(
    scene: Scene,
) -> None:
    await scene.picture(A, B)
    assert scene.view().crowd
    await admit(scene)
    for _ in range(8):  # both phones stay where they are
        scene.clock.turn(0.5)
        await scene.picture(A, B)
    assert scene.view().passage == "passage-2"
    await admit(scene)

    assert people(scene) == [("aa", None), ("bb", None)]
    assert scene.verdicts() == [("decided", "allow")] * 2


async def test_a_second_pass_a_moment_later_does_not_throw_the_first_away(
    scene: Scene,
) -> None:
    await scene.code(A)
    scene.clock.turn(0.4)
    await scene.code(B)
    assert (scene.view().passage, scene.view().crowd) == ("passage-1", True)

    scene.clock.turn(1.5)
    await scene.code(B)  # the first one has put the phone away to be measured
    assert scene.view().passage == "passage-1"
    await admit(scene)

    assert people(scene) == [("aa", None)]


async def test_the_verdict_of_the_first_stays_until_the_first_has_gone(
    scene: Scene,
) -> None:
    await scene.picture(A, B)
    await admit(scene)
    scene.clock.turn(0.5)
    await scene.picture(A, B)
    assert scene.view().state is LaneState.PASSING

    scene.clock.turn(1.2)
    await scene.code(B)
    assert scene.view().passage == "passage-2"


async def test_a_held_person_stays_on_the_screen_while_another_waits(
    scene: Scene,
) -> None:
    await scene.picture(A, B)
    await scene.forehead(38.5)
    for _ in range(6):
        scene.clock.turn(0.9)
        await scene.code(B)
    assert scene.view().verdict is Verdict.HOLD

    scene.desk.next_person(scene.view().passage)
    await scene.lane.take(scene.lane._inbox.get_nowait())
    await scene.code(B)
    assert scene.view().passage == "passage-2"


@pytest.mark.parametrize(
    ("crowd", "leaves", "joined"),
    [
        ((A, B, HEALTH_B), (A, HEALTH_A), ("aa", HEALTH_A)),
        ((A, HEALTH_A, HEALTH_B), (A, HEALTH_A), ("aa", HEALTH_A)),
        ((A, B, HEALTH_A, HEALTH_B), (A,), ("aa", None)),
    ],
)
async def test_a_code_seen_with_two_of_another_kind_joins_once_it_is_alone_with_one(
    scene: Scene,
    crowd: tuple[str, ...],
    leaves: tuple[str, ...],
    joined: tuple[str, str | None],
) -> None:
    await scene.picture(*crowd)
    assert scene.view().code_name is None
    assert scene.questions() == []

    scene.clock.turn(1.1)
    await scene.picture(*leaves)
    await admit(scene)
    await scene.answered()

    assert people(scene) == [joined]


async def test_what_joined_just_before_a_second_person_was_seen_is_taken_back(
    scene: Scene,
) -> None:
    await scene.picture(A, HEALTH_B)
    [question] = scene.questions()
    scene.clock.turn(0.3)
    await scene.picture(A, B, HEALTH_B)
    await scene.reply(question, replace(health_answer("red"), masked_name="乙**"))

    assert scene.view().code_name is scene.view().health is None
    await admit(scene)
    assert people(scene) == [("aa", None)]
    assert scene.journal.drafts[0].payload["health"] is None


async def test_whose_forehead_it_was_before_two_passes_nobody_can_tell(
    scene: Scene,
) -> None:
    await admit(scene)
    await scene.picture(A, B)
    assert scene.verdicts() == []

    scene.clock.turn(1.1)
    await scene.code(B)
    assert people(scene) == [("bb", None)]


async def test_a_health_code_long_after_the_pass_is_the_next_persons(
    scene: Scene,
) -> None:
    await scene.code(A)
    scene.clock.turn(5.1)
    await scene.code(HEALTH_B)
    await admit(scene)

    assert people(scene)[0] == ("aa", None)
    assert scene.view().passage == "passage-2"


async def test_a_health_code_soon_after_the_pass_is_the_same_persons(
    scene: Scene,
) -> None:
    await scene.code(A)
    for _ in range(4):
        scene.clock.turn(0.9)
        await scene.code(A)
    scene.clock.turn(4.9)
    await scene.code(HEALTH_A)

    assert scene.view().passage == "passage-1"


async def test_a_health_code_after_another_forehead_is_the_next_persons(
    scene: Scene,
) -> None:
    await scene.forehead(36.4)
    await scene.code(A)
    scene.clock.turn(1.2)
    await scene.forehead(36.6)
    scene.clock.turn(1.2)
    await scene.code(HEALTH_B)

    assert scene.view().passage == "passage-2"


async def test_once_another_was_there_a_code_joins_side_by_side_only(
    scene: Scene,
) -> None:
    await scene.code(A)
    scene.clock.turn(0.2)
    await scene.picture(A, B)
    scene.clock.turn(2)
    await scene.code(HEALTH_B)

    assert scene.view().passage == "passage-2"
    assert people(scene) == [("aa", None)]


async def test_a_health_code_beside_a_pass_that_was_served_begins_nothing(
    scene: Scene,
) -> None:
    await scene.code(A)
    await admit(scene)
    for _ in range(10):
        scene.clock.turn(0.5)
        await scene.picture(A, HEALTH_A)
    assert scene.view().state is LaneState.WAITING

    scene.clock.turn(1.1)
    await scene.picture(B, HEALTH_A)  # it was the next one's all the time
    assert scene.view().passage == "passage-2"
    assert scene.view().code_name == "健康码"


async def test_a_health_code_beside_a_pass_that_is_still_held_up_begins_nothing(
    scene: Scene,
) -> None:
    await scene.code(A)
    await admit(scene)
    await scene.lane.expire()
    await scene.picture(A, HEALTH_A)

    assert scene.view().state is LaneState.WAITING


async def test_a_code_that_waits_does_not_end_the_passage_it_waits_for(
    scene: Scene,
) -> None:
    await scene.picture(A, B, HEALTH_B)
    scene.clock.turn(1.5)
    await scene.code(HEALTH_B)  # the first one has put the phone away to be measured
    assert scene.view().passage == "passage-1"

    await admit(scene)
    assert people(scene) == [("aa", None)]


async def test_a_poster_in_the_picture_changes_nothing(scene: Scene) -> None:
    await scene.picture("https://shop.example/", A)
    await admit(scene)
    for _ in range(20):
        scene.clock.turn(0.5)
        await scene.code("https://shop.example/")

    assert people(scene) == [("aa", None)]
    assert scene.view().state is LaneState.WAITING


async def test_names_that_contradict_each_other_hold_the_person(scene: Scene) -> None:
    await scene.picture(A, HEALTH_B)
    [question] = scene.questions()
    await scene.reply(question, replace(health_answer("green"), masked_name="乙**"))
    await admit(scene)

    assert scene.view().verdict is Verdict.HOLD
    assert scene.view().reasons == ("codes-disagree",)


async def test_names_that_agree_or_cannot_be_compared_change_nothing() -> None:
    for name in ("测**", "**丙", "Z** T**"):
        scene = Scene(policy=CAREFUL)
        await scene.picture(A, HEALTH_A)
        [question] = scene.questions()
        await scene.reply(question, replace(health_answer("green"), masked_name=name))
        await admit(scene)
        assert scene.verdicts() == [("decided", "allow")]


async def test_a_picture_whose_last_code_never_came_is_dropped(scene: Scene) -> None:
    await scene.lane.take(replace(scan(A, scene.clock.at), following=1))
    scene.clock.turn(0.5)
    await scene.code(B)

    assert scene.ids == 1
    await admit(scene)
    assert people(scene) == [("bb", None)]
