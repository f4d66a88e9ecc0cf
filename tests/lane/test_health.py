"""Health codes at the lane: asked beside it, answered for one passage only."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.core.evidence import Answer, CodeKind, HealthAnswer
from kiosk.core.facts import Facts
from kiosk.core.verdict import Need, Verdict
from kiosk.core.view import LaneState
from kiosk.lane.facts import passage_facts
from kiosk.lane.passage import Passage
from tests.fakes import NOON, FakeHealthService, health_answer, scan, unverified
from tests.lane.conftest import CAREFUL, FORM, SITUATION, Scene


@pytest.fixture
def careful() -> Scene:
    return Scene(policy=CAREFUL)


def facts_with(answer: HealthAnswer, colour_seen: str | None = None) -> Facts:
    passage = Passage(id="p", opened_at=0, latest_at=0)
    shown = replace(scan("health:x", 0), colour=colour_seen)
    scene = Scene()
    passage.add_code(shown, scene.lane._parts.recognise("health:x", NOON, "synced"))
    passage.asked[CodeKind.HEALTH] = "health:x"
    passage.add_answer(CodeKind.HEALTH, answer)
    return passage_facts(passage, SITUATION)


async def test_a_green_answer_admits_once_everything_else_is_there(
    careful: Scene,
) -> None:
    await careful.admit("pass:aa")
    await careful.code("health:aa")
    assert careful.view().needs == (Need.HEALTH,)
    assert careful.view().asking

    [question] = careful.questions()
    await careful.reply(question, health_answer("green"))

    assert (question.kind, question.text) == (CodeKind.HEALTH, "health:aa")
    assert careful.verdicts() == [("decided", "allow")]
    assert careful.view().health_colour == "green"
    assert not careful.view().asking
    assert careful.journal.drafts[0].payload["health"]["colour"] == "green"


async def test_the_lane_takes_evidence_while_the_service_thinks(careful: Scene) -> None:
    await careful.code("health:aa")
    [question] = careful.questions()
    await careful.admit("pass:aa")
    assert careful.view().state is LaneState.GATHERING

    await careful.reply(question, health_answer("red"))

    assert careful.view().verdict is Verdict.HOLD
    assert careful.view().reasons == ("health-not-green",)
    assert careful.gate.openings == []


async def test_an_answer_for_a_person_who_left_is_dropped(careful: Scene) -> None:
    await careful.code("health:aa")
    [question] = careful.questions()
    careful.clock.turn(1.1)
    await careful.code("health:bb")
    await careful.admit("pass:bb")

    await careful.reply(question, health_answer("green"))

    assert careful.view().passage == "passage-2"
    assert careful.view().health is None
    assert careful.verdicts() == [("abandoned", None)]


async def test_an_answer_after_the_verdict_changes_nothing(scene: Scene) -> None:
    await scene.code("health:aa")
    [question] = scene.questions()
    await scene.forehead(38.5)
    shown = scene.view()
    assert shown.verdict is Verdict.HOLD  # which waits for no answer

    await scene.reply(question, health_answer("red"))

    assert scene.view() is shown
    assert scene.journal.drafts[0].payload["health"]["answer"] is None


async def test_an_answer_counts_at_the_form_and_leaves_the_screen_alone(
    careful: Scene,
) -> None:
    careful.service.kinds = frozenset({CodeKind.HEALTH, CodeKind.PASS})
    await careful.admit("pass:aa")
    [about_pass] = careful.questions()
    await careful.reply(about_pass, unverified())
    assert careful.view().state is LaneState.REGISTERING
    form = careful.view()

    await careful.reply(about_pass, health_answer("red"))
    assert careful.view() is form

    careful.desk.register(form.passage, FORM)
    await careful.lane.take(careful.lane._inbox.get_nowait())
    assert careful.view().reasons == ("health-not-green",)


async def test_a_down_service_lets_the_policy_say_what_then(careful: Scene) -> None:
    await careful.code("health:aa")
    [question] = careful.questions()
    await careful.reply(question, unverified("health-service-down"))
    await careful.admit("pass:aa")
    assert careful.view().state is LaneState.REGISTERING

    careful.desk.register(careful.view().passage, FORM)
    await careful.lane.take(careful.lane._inbox.get_nowait())

    assert careful.verdicts() == [("decided", "allow")]
    record = careful.journal.drafts[0].payload["health"]
    assert (record["answer"], record["slug"]) == ("unverified", "health-service-down")


async def test_the_routine_policy_does_not_mind_a_down_service(scene: Scene) -> None:
    await scene.code("health:aa")
    await scene.reply(scene.questions()[0], unverified())
    await scene.admit("pass:aa")

    assert scene.verdicts() == [("decided", "allow")]


async def test_a_pass_and_a_health_code_are_one_person_in_either_order(
    scene: Scene,
) -> None:
    await scene.code("health:aa")
    await scene.code("pass:aa")
    assert scene.view().passage == "passage-1"
    assert scene.view().code_kind is CodeKind.PASS
    assert scene.view().code_name == "健康码"
    assert scene.view().masked_name == "测**"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("pass:aa", "pass:bb"),
        ("health:aa", "health:bb"),
        ("hello", "pass:aa"),
        ("pass:aa", "hello"),
        ("hello", "health:aa"),
    ],
)
async def test_two_codes_of_one_kind_or_an_unknown_one_are_two_people(
    scene: Scene, first: str, second: str
) -> None:
    await scene.code(first)
    scene.clock.turn(1.1)
    await scene.code(second)

    assert scene.view().passage == "passage-2"
    assert len(scene.verdicts()) == 1


async def test_a_pass_is_asked_about_only_where_the_policy_and_the_service_want_it(
    careful: Scene,
) -> None:
    await careful.code("pass:aa")
    assert careful.questions() == []

    for policy, number in ((CAREFUL, 1), (Scene().policy, 0)):
        both = frozenset({CodeKind.HEALTH, CodeKind.PASS})
        scene = Scene(policy=policy, service=FakeHealthService(kinds=both))
        await scene.code("pass:aa")
        await scene.forehead(36.5)
        assert [q.kind for q in scene.questions()] == [CodeKind.PASS] * number


async def test_the_health_code_speaks_louder_than_the_pass(careful: Scene) -> None:
    careful.service.kinds = frozenset({CodeKind.HEALTH, CodeKind.PASS})
    await careful.admit("pass:aa")
    await careful.code("health:aa")
    about_pass, about_code = careful.questions()

    await careful.reply(about_pass, health_answer("green"))
    assert careful.view().state is LaneState.GATHERING
    assert careful.view().asking

    await careful.reply(about_code, health_answer("yellow"))
    assert careful.view().reasons == ("health-not-green",)


async def test_nobody_is_asked_about_a_person_who_is_held_already(
    careful: Scene,
) -> None:
    await careful.code("pass:aa")
    await careful.forehead(38.5)
    assert careful.view().state is LaneState.STOPPED

    nobody = Scene(service=FakeHealthService(kinds=frozenset()))
    await nobody.code("health:aa")

    assert careful.questions() == nobody.questions() == []


async def test_the_loop_asks_and_hears_by_itself(careful: Scene) -> None:
    loop = asyncio.create_task(careful.lane.run())
    views = careful.lane.board.views()
    careful.lane.offer(scan("health:aa", careful.clock.at))

    async for view in views:
        if view.health is Answer.ANSWERED:
            break

    assert careful.service.asked == [("health:aa", NOON)]
    loop.cancel()
    with suppress(asyncio.CancelledError):
        await loop


async def test_every_part_of_an_answer_becomes_a_fact() -> None:
    facts = facts_with(
        replace(
            health_answer("yellow"),
            refreshed_at=NOON - timedelta(minutes=90),
            nat_result="negative",
            nat_sampled_at=NOON - timedelta(hours=20),
            doses=3,
            travel_risk="low",
            returnee=True,
        ),
        colour_seen="green",
    )

    assert (facts.health.colour, facts.health.colour_seen) == ("yellow", "green")
    assert facts.health.age_minutes == 90
    assert facts.nat.result == "negative"
    assert facts.nat.sampled_at == NOON - timedelta(hours=20)
    assert (facts.vaccination.doses, facts.travel.risk) == (3, "low")
    assert facts.travel.returnee is True
    parts = (facts.health, facts.nat, facts.vaccination, facts.travel)
    assert {part.answer for part in parts} == {Answer.ANSWERED}


async def test_what_the_service_cannot_say_is_unverified_not_an_open_need() -> None:
    facts = facts_with(health_answer("green"), colour_seen="white")

    assert facts.health.answer is Answer.ANSWERED
    assert facts.health.colour_seen is None
    parts = (facts.nat, facts.vaccination, facts.travel)
    assert {part.answer for part in parts} == {Answer.UNVERIFIED}


@pytest.mark.parametrize("answer", [Answer.EXPIRED, Answer.NOT_FOUND])
async def test_a_code_that_says_nothing_says_so_in_every_part(answer: Answer) -> None:
    facts = facts_with(replace(unverified(), answer=answer))

    parts = (facts.health, facts.nat, facts.vaccination, facts.travel)
    assert {part.answer for part in parts} == {answer}


async def test_a_status_from_a_clock_ahead_of_ours_is_fresh() -> None:
    facts = facts_with(
        replace(health_answer("green"), refreshed_at=NOON + timedelta(minutes=2))
    )
    assert facts.health.age_minutes == 0


async def test_the_service_names_whom_no_pass_names_and_the_record_hides_it(
    scene: Scene,
) -> None:
    await scene.code("health:aa")
    answer = replace(health_answer("green"), masked_name="乙**", nat_result="none")
    await scene.reply(scene.questions()[0], replace(answer, nat_sampled_at=NOON))
    assert scene.view().masked_name == "乙**"

    await scene.lane.expire()

    [draft] = scene.journal.drafts
    assert draft.person is not None
    assert (draft.person.subject, draft.person.masked) == ("health:aa", "乙**")
    assert draft.person.private["health_code"] == "health:aa"
    assert "health:aa" not in str(dict(draft.payload)) + repr(draft)
    assert "乙" not in str(dict(draft.payload))
    assert draft.payload["health"]["nat_sampled_at"] == NOON.isoformat()
