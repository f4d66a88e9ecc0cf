"""A simulated volunteer: looks at the mask when the screen asks for it.

Only in a demonstration; a real person's tap comes first if there is one.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Protocol

from kiosk.core.errors import FormError
from kiosk.core.verdict import Need
from kiosk.core.view import LaneState, LaneView

LOOK_S = 1.2
"""How long the volunteer takes to look up."""
READ_S = 6.0
"""How long a refusal or hold stays before the volunteer moves on."""
_MASKLESS = 0.1

Pause = Callable[[float], Awaitable[object]]


class Watched(Protocol):
    """As much of a ``kiosk.ports.Desk`` as a volunteer at leisure touches."""

    def views(self) -> AsyncIterator[LaneView]:
        """The lane now, then the newest view after every change."""
        ...

    def tick_mask(self, passage: str | None, *, worn: bool) -> None:
        """Record the look at the mask."""
        ...

    def next_person(self, passage: str | None) -> None:
        """Close what is on the screen."""
        ...


async def volunteer(desk: Watched, seed: int, pause: Pause = asyncio.sleep) -> None:
    """Watch ``desk`` until cancelled: tick masks, move on after a refusal.

    A form is left to whoever tries the demonstration out.

    Args:
        desk: The lane.
        seed: One visitor in ten wears no mask; the seed says who.
        pause: How to wait.
    """
    chance = random.Random(seed)  # noqa: S311 - a play, not a secret
    async for view in desk.views():
        if view.needs[:1] == (Need.MASK,) and view.state is LaneState.GATHERING:
            await pause(LOOK_S)
            worn = chance.random() >= _MASKLESS
            with suppress(FormError):  # somebody else was quicker
                desk.tick_mask(view.passage, worn=worn)
        elif view.state is LaneState.STOPPED:
            await pause(READ_S)
            with suppress(FormError):
                desk.next_person(view.passage)
