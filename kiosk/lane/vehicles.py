"""Vehicles before the lane: they come, are corrected, and turn back."""

from dataclasses import replace

from kiosk.core.vehicle import VehicleEntry
from kiosk.core.view import LaneState
from kiosk.lane.bearing import Crossed
from kiosk.lane.passage import Passage
from kiosk.lane.stand import Stand

_COLLECTING = {LaneState.WAITING, LaneState.GATHERING}


class Vehicles:
    """The volunteer's word on the vehicle before the lane.

    Args:
        stand: Whoever is before the lane.
    """

    def __init__(self, stand: Stand) -> None:
        self._stand = stand

    @property
    def overdue(self) -> bool:
        """Whether nobody is there and nobody of the vehicle came for too long."""
        waiting = self._stand.state is LaneState.WAITING
        return waiting and self._stand.aboard.overdue

    async def arrive_by(self, entry: VehicleEntry, *, joins: bool) -> None:
        """A vehicle came, or what was typed of the one that is here was wrong.

        Args:
            entry: As typed.
            joins: Whether whoever is on the screen came in it.
        """
        aboard = self._stand.aboard
        left = aboard.arrive(entry)
        passage = self._collecting() if joins else None
        if passage is not None:
            passage.visit = aboard.visit
        await self._go_on(passage, left)

    async def turn_back(self) -> None:
        """The vehicle drove away: nobody of it went through."""
        aboard = self._stand.aboard
        visit, left = aboard.visit, aboard.leave()
        passage = self._collecting()
        if passage is not None and passage.visit is visit:
            passage.visit = None
        await self._go_on(passage, left)

    def _collecting(self) -> Passage | None:
        stand = self._stand
        return stand.passage if stand.state in _COLLECTING else None

    async def _go_on(self, passage: Passage | None, left: list[Crossed]) -> None:
        """Go on with whoever is there, and journal who did not go through."""
        stand = self._stand
        if stand.crossed in left:
            stand.crossed = None
        if passage is not None:
            stand.current()
            await stand.decide(passage)
        elif stand.passage is None:
            stand.show(stand.idle_until())
        else:
            self._show_beside()
        for crossed in left:
            await stand.recorder.note(stand.recorder.not_passed(crossed))

    def _show_beside(self) -> None:
        """Change nothing on the screen but the vehicle."""
        before, vehicle = self._stand.board.view, self._stand.aboard.view()
        after = replace(before, revision=before.revision + 1, vehicle=vehicle)
        undoable = after.undoable if self._stand.crossed else None
        self._stand.board.show(replace(after, undoable=undoable))
