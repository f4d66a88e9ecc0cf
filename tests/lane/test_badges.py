"""A staff badge before a lane is nobody's evidence."""

from kiosk.core.view import LaneState
from tests.lane.conftest import Scene

BADGE = "KB1:ABCDEFGH"


async def test_a_badge_begins_no_passage_and_is_nowhere_on_record(scene: Scene) -> None:
    await scene.code(BADGE)

    assert scene.badges == [BADGE]
    assert (scene.view().state, scene.view().passage) == (LaneState.WAITING, None)
    assert scene.journal.drafts == []


async def test_a_badge_beside_a_pass_neither_joins_nor_hides_it(scene: Scene) -> None:
    await scene.picture("pass:aa", BADGE)

    assert scene.view().state is LaneState.GATHERING
    await scene.admit("pass:aa")
    assert scene.verdicts() == [("decided", "allow")]
    assert "ABCDEFGH" not in str(scene.journal.drafts)
