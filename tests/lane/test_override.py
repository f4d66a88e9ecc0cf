import pytest

from kiosk.core.errors import FormError
from kiosk.core.override import Override
from kiosk.core.record import Kind
from kiosk.core.verdict import Verdict
from kiosk.core.view import LaneState
from kiosk.lane.parts import Acknowledge
from kiosk.store.errors import StoreFull
from tests.lane.conftest import Scene

MEDICAL = Override(reason="medical", by="2 测试乙")


async def settle(scene: Scene) -> None:
    while not scene.lane._inbox.empty():
        await scene.lane.take(scene.lane._inbox.get_nowait())


async def held(scene: Scene) -> str:
    await scene.code("pass:aa")
    await scene.forehead(38.2)
    view = scene.view()
    assert (view.state, view.verdict) == (LaneState.STOPPED, Verdict.HOLD)
    return view.passage or ""


async def test_a_leader_lets_pass_in_a_row_of_its_own(scene: Scene) -> None:
    passage = await held(scene)
    note = Override(reason="medical", note="测试甲 to hospital", by="2 测试乙")

    scene.desk.overrule(passage, note)
    await settle(scene)

    first, second = scene.journal.drafts
    assert first.payload["verdict"] == "hold"
    assert second.payload["outcome"] == "overridden"
    assert second.payload["verdict"] == "allow"
    assert second.payload["overrides"] == 1
    assert second.payload["override"] == "medical"
    assert second.payload["by"] == "2 测试乙"
    assert second.payload["reasons"][:2] == ["leader-override", "fever"]
    assert "测试甲" not in str(second.payload)
    assert second.person is not None
    assert second.person.private == {"note": "测试甲 to hospital"}
    assert scene.gate.openings == [4.0]
    assert scene.view().state is LaneState.PASSING


async def test_nobody_passes_whose_override_cannot_be_written(scene: Scene) -> None:
    passage = await held(scene)
    scene.journal.error = StoreFull("the card is full")

    scene.desk.overrule(passage, MEDICAL)
    await settle(scene)

    assert scene.gate.openings == []
    assert scene.view().state is LaneState.UNRECORDED
    scene.journal.error = None
    scene.clock.turn(1.0)
    await scene.lane.expire()
    assert scene.gate.openings == [4.0]


@pytest.mark.parametrize(
    ("override", "field"),
    [
        (Override(reason="friend", by="x"), "reason"),
        (Override(reason="", by="x"), "reason"),
        (Override(reason="other", note=" ", by="x"), "note"),
        (Override(reason="medical", note="x" * 201, by="x"), "note"),
    ],
)
async def test_an_override_needs_a_reason(
    scene: Scene, override: Override, field: str
) -> None:
    passage = await held(scene)

    with pytest.raises(FormError) as refused:
        scene.desk.overrule(passage, override)

    assert refused.value.field == field


async def test_a_tap_that_comes_too_late_changes_nothing(scene: Scene) -> None:
    passage = await held(scene)
    scene.desk.overrule(passage, MEDICAL)
    scene.desk.overrule(passage, MEDICAL)  # a double tap
    await settle(scene)
    assert len(scene.journal.drafts) == 2

    with pytest.raises(FormError):
        scene.desk.overrule(passage, MEDICAL)
    with pytest.raises(FormError):
        scene.desk.overrule("somebody-else", MEDICAL)


async def test_who_is_turned_back_and_goes_leaves_no_open_incident(
    scene: Scene,
) -> None:
    await scene.code("pass:aa")
    await scene.forehead(36.5)
    await scene.mask(worn=False)
    view = scene.view()
    assert view.verdict is Verdict.REFUSE

    await scene.lane.take(Acknowledge(passage=view.passage))

    end = scene.journal.drafts[-1]
    assert end.kind is Kind.INCIDENT
    assert end.payload["incident"] == view.passage
    assert end.payload["result"] == "turned-away"


async def test_who_is_held_stays_an_open_incident(scene: Scene) -> None:
    passage = await held(scene)

    await scene.lane.take(Acknowledge(passage=passage))

    assert [draft.kind for draft in scene.journal.drafts] == [Kind.PASSAGE]
