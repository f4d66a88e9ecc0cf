"""The newest view of a lane, handed to any number of screens."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from kiosk.core.vehicle import EmergencyView
from kiosk.core.view import LaneView


class Board:
    """Keeps one view; a slow screen skips to the newest and never queues."""

    def __init__(self, first: LaneView) -> None:
        self._view = first
        self._emergencies: tuple[EmergencyView, ...] = ()
        self._changed = asyncio.Event()

    @property
    def view(self) -> LaneView:
        """The lane now."""
        return self._view

    def show(self, view: LaneView) -> None:
        """Replace the view and wake every screen."""
        self._view = replace(view, emergencies=self._emergencies)
        self._changed.set()
        self._changed = asyncio.Event()

    def show_beside(self, emergencies: tuple[EmergencyView, ...]) -> None:
        """Show emergency vehicles beside whoever is on the screen, from now on."""
        self._emergencies = emergencies
        self.show(replace(self._view, revision=self._view.revision + 1))

    async def views(self) -> AsyncIterator[LaneView]:
        """The lane now, then the newest view after every change."""
        seen = -1
        while True:
            changed = self._changed
            if self._view.revision != seen:
                seen = self._view.revision
                yield self._view
            else:
                await changed.wait()
