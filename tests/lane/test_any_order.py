"""Whatever happens in whatever order: no bug, no gate without a record, no mixing."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.errors import DeviceError, FormError, StoreError
from kiosk.core.evidence import Answer, CodeKind, HealthAnswer, Quality
from kiosk.core.override import Override
from kiosk.core.record import Kind
from kiosk.core.view import LaneState
from kiosk.rules.decision import decide
from kiosk.rules.policy import Policy
from tests.examples import examples
from tests.fakes import FakeHealthService, health_answer, temperature, unverified
from tests.lane.conftest import CAREFUL, ROUTINE, WHOLE_FORM, Scene

Step = Callable[[Scene], Awaitable[None]]


def code(text: str) -> Step:
    return lambda scene: scene.code(text)


def picture(*texts: str) -> Step:
    return lambda scene: scene.picture(*texts)


def forehead(celsius: float, quality: Quality = Quality.GOOD) -> Step:
    async def step(scene: Scene) -> None:
        scene.episode += 1
        reading = temperature(celsius, scene.clock.at, scene.episode, quality)
        await scene.lane.take(reading)

    return step


async def lingering(scene: Scene) -> None:
    await scene.lane.take(temperature(36.5, scene.clock.at, scene.episode))


def touch(act: Callable[[Scene], None]) -> Step:
    async def step(scene: Scene) -> None:
        try:
            act(scene)
        except FormError:
            return
        await scene.lane.take(scene.lane._inbox.get_nowait())

    return step


def reply(answer: HealthAnswer) -> Step:
    """The oldest open question is answered, the passage over or not; twice."""

    async def step(scene: Scene) -> None:
        scene.open_questions += scene.questions()
        if scene.open_questions:
            question = scene.open_questions.pop(0)
            source = f"for {question.passage}"
            await scene.reply(question, replace(answer, source=source))
            await scene.reply(question, replace(answer, source=source))

    return step


def journal(error: StoreError | None) -> Step:
    async def step(scene: Scene) -> None:
        scene.journal.error = error

    return step


def gate(error: DeviceError | None) -> Step:
    async def step(scene: Scene) -> None:
        scene.gate.error = error

    return step


def wait(seconds: float) -> Step:
    async def step(scene: Scene) -> None:
        scene.clock.turn(seconds)
        deadline = scene.lane.stand.deadline
        if deadline is not None and deadline <= scene.clock.at:
            await scene.lane.expire()

    return step


STEPS: dict[str, Step] = {
    "code a": code("pass:aa"),
    "code b": code("pass:bb"),
    "expired": code("bad:pass-expired"),
    "unverified": code("bad:pass-unverified"),
    "foreign": code("hello"),
    "health a": code("health:aa"),
    "health b": code("health:bb"),
    "both a": picture("health:aa", "pass:aa"),
    "two people": picture("pass:aa", "pass:bb", "health:bb"),
    "two phones": picture("health:aa", "health:bb", "hello"),
    "certificate": picture("dcc:a", "pass:aa"),
    "green": reply(health_answer("green")),
    "red": reply(health_answer("red")),
    "down": reply(unverified()),
    "name a": reply(replace(health_answer("green"), masked_name="测**")),
    "name b": reply(replace(health_answer("green"), masked_name="乙**")),
    "expired code": reply(replace(unverified(), answer=Answer.EXPIRED)),
    "well": forehead(36.5),
    "fever": forehead(38.5),
    "near": forehead(37.1),
    "low": forehead(33.0, Quality.TOO_LOW),
    "lingering": lingering,
    "masked": touch(lambda s: s.desk.tick_mask(s.view().passage, worn=True)),
    "bare": touch(lambda s: s.desk.tick_mask(s.view().passage, worn=False)),
    "contact": touch(lambda s: s.desk.enter_temperature(s.view().passage, 36.6)),
    "form": touch(lambda s: s.desk.register(s.view().passage, WHOLE_FORM)),
    "next": touch(lambda s: s.desk.next_person(s.view().passage)),
    "blink": wait(0.3),
    "pause": wait(3.5),
    "long": wait(11.0),
    "override": touch(
        lambda s: s.desk.overrule(
            s.view().passage or "", Override(reason="medical", by="2 测试乙")
        )
    ),
    "full": journal(StoreError("full")),
    "space": journal(None),
    "gate broken": gate(DeviceError("gate", "unplugged", "x")),
    "gate mended": gate(None),
}


POLICIES = {"routine": ROUTINE, "careful": CAREFUL}


@examples(8)
@pytest.mark.parametrize("policy", sorted(POLICIES))
@given(names=st.lists(st.sampled_from(sorted(STEPS)), max_size=40))
def test_any_sequence_keeps_the_promises(policy: str, names: list[str]) -> None:
    asyncio.run(_play(POLICIES[policy], names))


async def _play(policy: Policy, names: list[str]) -> None:
    both = frozenset({CodeKind.HEALTH, CodeKind.PASS})
    scene = Scene(policy=policy, service=FakeHealthService(kinds=both))
    scene.judging(lambda facts: replace(decide(facts, policy), asked=facts))
    for name in names:
        await STEPS[name](scene)
        _check(scene)
    scene.journal.error = None
    await wait(301)(scene)  # a form that nobody sent
    await scene.code("pass:last")
    for _ in range(5):
        await STEPS["long"](scene)
    assert scene.view().state in {LaneState.WAITING, LaneState.STOPPED}
    passages = [d.payload for d in scene.journal.drafts if d.kind is Kind.PASSAGE]
    firsts = [p for p in passages if not {"overrides", "undoes"} & p.keys()]
    begun = {f"passage-{n}" for n in range(1, scene.ids + 1)}
    assert {p["passage"] for p in firsts} == begun  # nobody is forgotten
    assert len(firsts) == len(begun)  # and nobody is written twice


def _check(scene: Scene) -> None:
    passages = [d for d in scene.journal.drafts if d.kind is Kind.PASSAGE]
    for draft in passages:
        health = draft.payload["health"] or {"answer": None}
        if health["answer"] is not None:  # and it is this person's
            assert health["source"] == f"for {draft.payload['passage']}"
    passed = [d for d in passages if d.payload["verdict"] == "allow"]
    allowed = [d for d in passed if d.payload["outcome"] == "decided"]
    assert len(scene.gate.openings) <= len(passed)
    for draft in allowed:
        health = draft.payload["health"]  # whoever shows a code waits for its answer
        assert health is None or health["answer"] is not None
        assert health is None or health.get("colour") in {None, "green"}
        assert draft.payload["facts"]["code"].get("same_person") is not False
        assert draft.payload["mask"] is True
        assert draft.payload["code"]["error"] is None
        assert draft.payload["temperature"]["celsius"] < 37.3
        if scene.policy is CAREFUL:
            _check_health(draft.payload)
    if scene.view().state is LaneState.UNRECORDED:
        assert scene.view().fault is not None


def _check_health(payload: Mapping[str, Any]) -> None:
    if payload["health"]["answer"] == "answered":
        assert payload["health"]["colour"] == "green"
    else:
        assert payload["health"]["answer"] == "unverified"
        assert payload["registered"]
