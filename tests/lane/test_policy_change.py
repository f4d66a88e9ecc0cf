"""The rules change while somebody stands there; and what their record carries."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.facts import Facts
from kiosk.core.view import LaneState
from kiosk.lane.passage import Passage
from kiosk.lane.record import Moment, passage_draft
from kiosk.rules.decision import decide
from kiosk.rules.explanation import explain
from kiosk.rules.policy import parse_policy
from tests.fakes import NOON
from tests.lane.conftest import PLACE, Scene
from tests.policy_scene import text

SEALED = parse_policy(
    text("sealed", level="sealed").replace(
        "mask.worn == false", "mask.worn == false || lane.direction == 'in'"
    ),
    "sealed.toml",
)
MOMENT = Moment(now=NOON, clock="synced", monotonic=1000.0, boot="boot")


async def test_a_passage_under_way_is_asked_under_the_new_rules_with_its_next_evidence(
    scene: Scene,
) -> None:
    await scene.code("pass:aa")
    await scene.forehead(36.5)
    scene.policy = SEALED
    assert scene.view().state is LaneState.GATHERING

    await scene.mask()

    (draft,) = scene.journal.drafts
    assert (draft.payload["policy"], draft.payload["verdict"]) == ("sealed/1", "refuse")
    assert scene.gate.openings == []


async def test_a_verdict_that_stands_keeps_its_rules(scene: Scene) -> None:
    await scene.admit("pass:aa")
    before = scene.policy.version
    scene.policy = SEALED
    await scene.lane.expire()

    assert [d.payload["policy"] for d in scene.journal.drafts] == [before]
    assert scene.verdicts() == [("decided", "allow")]


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "mask": st.fixed_dictionaries({"worn": st.booleans()}),
        "lane": st.fixed_dictionaries(
            {
                "direction": st.sampled_from(["in", "out"]),
                "control_level": st.just("sealed"),
            }
        ),
        "person": st.fixed_dictionaries({"purpose": st.text(max_size=20)}),
    },
)


@given(FACTS)
def test_the_record_alone_explains_the_decision(told: dict[str, object]) -> None:
    asked = Facts.model_validate(told)
    decision = replace(decide(asked, SEALED), asked=asked)
    passage = Passage(id="p", opened_at=1.0, latest_at=1.0, decision=decision)

    payload = passage_draft(passage, "decided", PLACE, MOMENT).payload

    again = explain(Facts.model_validate(payload["facts"]), SEALED)
    assert str(again.decision.verdict) == payload["verdict"]
    assert list(again.decision.reasons) == payload["reasons"]
    assert [str(need) for need in again.decision.needs] == payload["needs"]
    purpose = asked.person.purpose
    kept = payload["facts"].get("person", {}).get("purpose")
    assert kept == purpose or "person.purpose" in payload["withheld"]


def test_without_facts_to_record_there_are_none() -> None:
    passage = Passage(id="p", opened_at=1.0, latest_at=1.0)

    assert "facts" not in passage_draft(passage, "abandoned", PLACE, MOMENT).payload
