from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace

from kiosk.core.errors import FormError
from kiosk.core.verdict import Need
from kiosk.core.view import LaneState, LaneView
from kiosk.devices.simulated.volunteer import LOOK_S, READ_S, volunteer

WAITING = LaneView(lane="1")
ASKED = LaneView(
    lane="1", state=LaneState.GATHERING, passage="p1", needs=(Need.MASK,), revision=1
)
MEASURING = replace(ASKED, needs=(Need.TEMPERATURE, Need.MASK))
HELD = LaneView(lane="1", state=LaneState.STOPPED, passage="p2", revision=2)
FORM = replace(HELD, state=LaneState.REGISTERING)
PASSING = replace(HELD, state=LaneState.PASSING)


@dataclass
class ScriptedDesk:
    """A desk that shows views one after another and notes every touch."""

    script: Sequence[LaneView]
    quicker: bool = False  # somebody else always touched first
    touches: list[tuple[str | None, object]] = field(default_factory=list)

    async def views(self) -> AsyncIterator[LaneView]:
        for view in self.script:
            yield view

    def tick_mask(self, passage: str | None, *, worn: bool) -> None:
        self._touch(passage, worn)

    def next_person(self, passage: str | None) -> None:
        self._touch(passage, "next")

    def _touch(self, passage: str | None, what: object) -> None:
        self.touches.append((passage, what))
        if self.quicker:
            raise FormError("passage", "passage-over", "this person is already done")


async def watch(desk: ScriptedDesk, seed: int = 1) -> list[float]:
    """Let the volunteer see everything at once; the pauses it took, seconds."""
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    await volunteer(desk, seed, pause)
    return pauses


async def test_the_mask_is_looked_at_when_the_screen_asks_first_for_it() -> None:
    desk = ScriptedDesk([WAITING, MEASURING, ASKED])

    assert await watch(desk) == [LOOK_S]
    assert desk.touches == [("p1", True)]


async def test_a_held_person_is_moved_on_after_reading() -> None:
    desk = ScriptedDesk([HELD, PASSING])

    assert await watch(desk) == [READ_S]
    assert desk.touches == [("p2", "next")]


async def test_a_form_is_left_to_whoever_tries_it_out() -> None:
    desk = ScriptedDesk([FORM])

    assert await watch(desk) == []


async def test_a_real_person_s_tap_comes_first() -> None:
    desk = ScriptedDesk([ASKED, HELD, ASKED], quicker=True)
    await watch(desk)

    assert [passage for passage, _ in desk.touches] == ["p1", "p2", "p1"]


async def test_one_visitor_in_ten_wears_no_mask_and_the_seed_says_who() -> None:
    first, again, other = (ScriptedDesk([ASKED] * 1000) for _ in range(3))
    for desk, seed in ((first, 1), (again, 1), (other, 2)):
        await watch(desk, seed)
    bare = [worn for _, worn in first.touches].count(False)

    assert 70 < bare < 130
    assert first.touches == again.touches != other.touches
