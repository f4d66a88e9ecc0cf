from dataclasses import replace

from tests.lane.conftest import Scene


async def test_a_passage_says_who_was_on_duty(scene: Scene) -> None:
    stand = scene.lane.stand
    stand.recorder._parts = replace(stand._parts, on_duty=lambda: ("1", "3"))

    await scene.code("pass:aa")
    await scene.forehead(38.2)

    assert scene.journal.drafts[-1].payload["on_duty"] == ["1", "3"]
