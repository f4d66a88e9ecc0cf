"""Two people's codes in the same pictures, in any order: no record has both."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.evidence import CodeKind
from kiosk.rules.policy import Policy
from tests.examples import examples
from tests.fakes import FakeHealthService, health_answer
from tests.lane.conftest import CAREFUL, ROUTINE, Scene

CODES = ("pass:aa", "health:aa", "pass:bb", "health:bb")


def owners(texts: Sequence[str]) -> frozenset[str]:
    return frozenset(text[-2:] for text in texts)


def tells_people_apart(texts: Sequence[str]) -> bool:
    """One person's codes, or two of a kind; else no camera can know."""
    kinds = {text.partition(":")[0] for text in texts}
    return len(owners(texts)) == 1 or len(kinds) < len(texts)


@dataclass(frozen=True)
class Act:
    """What happens next: seconds pass, then a picture or something else."""

    after_s: float
    picture: tuple[str, ...] = ()
    what: str = "look"


PICTURES = st.lists(st.sampled_from(CODES), min_size=1, unique=True).filter(
    tells_people_apart
)
AFTER = st.sampled_from([0.0, 0.1, 0.4, 0.9, 1.1, 2.0, 3.2, 4.9, 6.0, 11.0])
OTHERS = st.sampled_from(["well", "fever", "mask", "reply", "next", "expire"])
ACTS = st.builds(Act, AFTER, PICTURES.map(tuple)) | st.builds(
    Act, AFTER, st.just(()), OTHERS
)


def believable(acts: Sequence[Act]) -> list[Act]:
    """The same with time between two people who were never seen together."""
    last, since, found = frozenset[str](), 99.0, []
    for act in acts:
        since, now = since + act.after_s, owners(act.picture)
        strangers = bool(now and last and not last & now) and since <= 5
        found.append(replace(act, after_s=act.after_s + 5.1) if strangers else act)
        if now:
            last, since = now, 0.0
    return found


async def perform(scene: Scene, act: Act) -> None:
    scene.clock.turn(act.after_s)
    if act.picture:
        await scene.picture(*act.picture)
    elif act.what == "reply":
        scene.open_questions += scene.questions()
        if scene.open_questions:
            question = scene.open_questions.pop(0)
            answer = health_answer("green", source=question.text[-2:])
            await scene.reply(question, answer)
    elif act.what in {"well", "fever"}:
        await scene.forehead(36.5 if act.what == "well" else 38.5)
    elif act.what == "mask":
        await scene.mask()
    elif act.what == "next":
        await scene.lane.stand.close()
    elif scene.lane.stand.deadline is not None:
        await scene.lane.expire()


def of_one_person(scene: Scene) -> None:
    for draft in scene.journal.drafts:
        private = draft.person.private if draft.person else {}
        texts = [private["pass"]["pass_id"]] if private.get("pass") else []
        texts += [private["health_code"]] if private.get("health_code") else []
        answer = draft.payload["health"] or {"answer": None}
        texts += [answer["source"]] if answer["answer"] else []
        assert len(owners(texts)) <= 1


@examples(4)
@pytest.mark.parametrize("policy", ["routine", "careful"])
@given(acts=st.lists(ACTS, max_size=30))
def test_no_record_has_evidence_of_both(policy: str, acts: list[Act]) -> None:
    asyncio.run(_play({"routine": ROUTINE, "careful": CAREFUL}[policy], acts))


async def _play(policy: Policy, acts: list[Act]) -> None:
    both = frozenset({CodeKind.HEALTH, CodeKind.PASS})
    scene = Scene(policy=policy, service=FakeHealthService(kinds=both))
    for act in believable(acts):
        await perform(scene, act)
        of_one_person(scene)
    scene.clock.turn(12)
    await scene.code("pass:cc")  # and nobody is stuck: the next one is served
    while scene.lane.stand.deadline is not None:
        scene.clock.turn(12)
        await scene.lane.expire()
    assert scene.journal.drafts[-1].payload["code"]["kind"] == "pass"
    of_one_person(scene)
