"""A household's quota at the lane: what is relied on, asked again, taken back."""

import json

import pytest

from kiosk.core.errors import FormError, Outdated
from kiosk.core.household import RETURNEE
from kiosk.core.record import Bearer
from kiosk.core.sections import HouseholdFacts
from kiosk.core.standing import Standing
from kiosk.core.view import LaneState
from kiosk.lane.bearing import MOST_OUTDATED
from kiosk.rules.decision import load_policy
from kiosk.store.errors import StoreFull
from tests.fakes import FakeJournal
from tests.lane.conftest import POLICY, Scene

HOUSEHOLD_USED = """
[[rule]]
id = "household-used"
when = "has(household.uses) && household.uses >= 1"
verdict = "refuse"
reason = "household-used"
source = "test"
"""
# Like routine, and one exit of the household in the window.
ONE_EXIT = load_policy(POLICY.read_text() + HOUSEHOLD_USED, "one-exit.toml")
BEARER = Bearer(pass_id="0000000000a1", household="0000000000bb", member=1)
CODE = "pass:0000000000a1"


def standing(uses: int, version: int) -> Standing:
    return Standing(household=HouseholdFacts(uses=uses), version=version)


@pytest.fixture
def scene() -> Scene:
    return Scene(policy=ONE_EXIT, standing=standing(0, 7))


def outdated(journal: FakeJournal, scene: Scene, times: int) -> None:
    """Let the journal refuse, as if another lane let somebody of the house out."""
    left = iter(range(times))

    def on_append() -> None:
        journal.error = Outdated() if next(left, None) is not None else None

    journal.on_append = on_append


async def test_who_passes_leaves_the_bearer_and_what_was_relied_on(
    scene: Scene,
) -> None:
    await scene.admit(CODE)

    (draft,) = scene.journal.drafts
    assert (draft.bearer, draft.relies_on) == (BEARER, 7)
    said = json.dumps(draft.payload)
    assert not any(number in said for number in ("0000000000a1", "0000000000bb"))


async def test_who_is_turned_back_leaves_none(scene: Scene) -> None:
    scene.standing = standing(1, 7)
    await scene.admit(CODE)

    (draft,) = scene.journal.drafts
    assert draft.payload["verdict"] == "refuse"
    assert draft.bearer is None


async def test_a_verdict_out_of_date_is_asked_for_again_with_the_newest_facts(
    scene: Scene,
) -> None:
    def on_append() -> None:
        scene.journal.error = None
        if scene.standing.version == 7:  # the other lane was quicker
            scene.standing = standing(1, 8)
            scene.journal.error = Outdated()

    scene.journal.on_append = on_append
    await scene.admit(CODE)

    assert scene.verdicts() == [("decided", "refuse")]
    assert scene.view().state is LaneState.STOPPED
    assert scene.gate.openings == []


async def test_asked_again_with_the_same_answer_the_person_passes_once(
    scene: Scene,
) -> None:
    outdated(scene.journal, scene, times=2)
    await scene.admit(CODE)

    assert scene.verdicts() == [("decided", "allow")]
    assert len(scene.gate.openings) == 1


async def test_a_household_that_never_rests_keeps_the_gate_shut(scene: Scene) -> None:
    outdated(scene.journal, scene, times=MOST_OUTDATED + 1)
    await scene.admit(CODE)

    assert scene.view().state is LaneState.UNRECORDED
    assert scene.view().fault == "record-outdated"
    assert scene.gate.openings == []

    scene.clock.turn(1)
    await scene.lane.expire()
    assert scene.view().state is LaneState.PASSING


async def test_what_was_given_up_is_no_crossing(scene: Scene) -> None:
    scene.journal.error = StoreFull("no space")
    await scene.admit(CODE)
    scene.journal.error = None
    scene.desk.next_person(scene.view().passage)
    await scene.lane.take(scene.lane._inbox.get_nowait())

    (draft,) = scene.journal.drafts
    assert (draft.payload["outcome"], draft.bearer) == ("given-up", None)


async def test_a_returnee_who_comes_in_voids_the_household(scene: Scene) -> None:
    scene.desk.state(None, {"travel": {"returnee": True, "risk": "none"}})
    await scene.lane.take(scene.lane._inbox.get_nowait())
    await scene.admit(CODE)

    (draft,) = scene.journal.drafts
    assert (draft.payload["voids"], draft.bearer) == (RETURNEE, BEARER)


async def _take_back(scene: Scene, passage: str) -> None:
    scene.desk.take_back(passage)
    await scene.lane.take(scene.lane._inbox.get_nowait())


async def test_nobody_went_through_is_a_second_row(scene: Scene) -> None:
    await scene.admit(CODE)
    assert scene.view().undoable == "passage-1"
    before = scene.journal.drafts[0]

    await _take_back(scene, "passage-1")

    assert scene.verdicts() == [("decided", "allow"), ("not-passed", None)]
    first, second = scene.journal.drafts
    assert first is before
    assert second.payload["undoes"] == 1
    assert second.payload["passage"] == first.payload["passage"]
    assert (second.bearer, second.relies_on, second.person) == (BEARER, None, None)
    assert scene.view().state is LaneState.WAITING
    assert scene.view().undoable is None


async def test_it_can_be_said_after_the_screen_went_on(scene: Scene) -> None:
    await scene.admit(CODE)
    scene.clock.turn(3)
    await scene.lane.expire()
    assert scene.view().state is LaneState.WAITING

    await _take_back(scene, "passage-1")

    assert scene.verdicts()[-1] == ("not-passed", None)
    assert scene.view().undoable is None


async def test_it_cannot_be_said_twice(scene: Scene) -> None:
    await scene.admit(CODE)
    scene.desk.take_back("passage-1")
    scene.desk.take_back("passage-1")
    for _ in range(2):
        await scene.lane.take(scene.lane._inbox.get_nowait())

    assert len(scene.journal.drafts) == 2


@pytest.mark.parametrize("next_person", [True, False])
async def test_it_can_be_too_late_for_that(scene: Scene, *, next_person: bool) -> None:
    await scene.admit(CODE)
    scene.clock.turn(3)
    await scene.lane.expire()
    if next_person:
        await scene.code("pass:0000000000a2")
    else:
        scene.clock.turn(17)
        await scene.lane.expire()

    assert scene.view().undoable is None
    with pytest.raises(FormError) as refused:
        scene.desk.take_back("passage-1")
    assert refused.value.slug == "passage-over"


async def test_a_second_row_that_cannot_be_written_follows_later(scene: Scene) -> None:
    await scene.admit(CODE)
    scene.journal.error = StoreFull("no space")
    await _take_back(scene, "passage-1")
    scene.journal.error = None
    scene.standing = standing(0, 8)
    await scene.admit("pass:0000000000a2")

    assert scene.verdicts()[-1] == ("not-passed", None)
