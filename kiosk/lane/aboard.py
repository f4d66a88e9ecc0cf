"""Who came in the vehicle before the lane: each of them is checked, then it drives.

Everybody of a vehicle is a passage of their own. Until the last one is let through the
gate stays shut; if the vehicle turns back, nobody of it has gone through.
"""

from typing import Final

from kiosk.core.vehicle import VehicleEntry, VehicleView
from kiosk.lane.bearing import Crossed
from kiosk.lane.parts import Parts
from kiosk.lane.passage import Passage
from kiosk.lane.visit import Visit

TURN_VEHICLE: Final = "turn-vehicle"
"""The action of rules that turn the vehicle away, not only the person in it."""


class Aboard:
    """The vehicle before the lane, if there is one.

    Args:
        parts: Everything asked of others.
        patience_s: How long a vehicle waits for the next of its people, seconds.

    Attributes:
        visit: Its visit, or None.
    """

    def __init__(self, parts: Parts, patience_s: float) -> None:
        self._parts, self._patience_s = parts, patience_s
        self.visit: Visit | None = None
        self._riders: list[Crossed] = []
        self._drove: list[Crossed] = []

    @property
    def id(self) -> str | None:
        """Id of the visit, or None."""
        return self.visit.id if self.visit else None

    def view(self) -> VehicleView | None:
        """The vehicle as the screen shows it."""
        return self.visit.view() if self.visit else None

    @property
    def overdue(self) -> bool:
        """Whether nobody of the vehicle came for too long."""
        now = self._parts.clock.monotonic()
        return self.visit is not None and self.visit.until <= now

    def must_wait(self, passage: Passage) -> bool:
        """Whether others of the vehicle that is here are still to come."""
        visit = passage.visit
        return visit is not None and visit is self.visit and visit.others_follow

    def arrive(self, entry: VehicleEntry) -> list[Crossed]:
        """Begin a visit, or correct what was typed of the vehicle that is here.

        Returns:
            The people of another vehicle that was here, who did not go through.
        """
        if self.visit is not None and self.visit.plate == entry.plate:
            self.visit.entry = entry
            self.keep()
            return []
        left = self.leave()
        self.visit = Visit(id=self._parts.new_id(), entry=entry)
        self.keep()
        return left

    def leave(self) -> list[Crossed]:
        """End the visit; returns the people who were let through to it."""
        left, self._riders, self.visit = self._riders, [], None
        return left

    def keep(self) -> None:
        """Wait for the next of its people, from now on."""
        if self.visit is not None:
            self.visit.until = self._parts.clock.monotonic() + self._patience_s

    def let_through(self, crossed: Crossed) -> None:
        """Somebody was let through: to the vehicle, or with it as its last."""
        self._drove = []
        visit = crossed.passage.visit
        if visit is None or visit is not self.visit:
            return
        visit.plate_matches = visit.matches(crossed.passage.reading)
        if crossed.passage.rides:
            self._riders.append(crossed)
            visit.recorded = len(self._riders)
        else:
            self._drove = self.leave()

    def stopped(self, passage: Passage) -> list[Crossed]:
        """Somebody was not let through; a vehicle that must turn round is gone.

        Returns:
            The people who were let through to it.
        """
        visit, decision = passage.visit, passage.decision
        if visit is None or visit is not self.visit or decision is None:
            return []
        return self.leave() if TURN_VEHICLE in decision.actions else []

    def take_back(self, crossed: Crossed) -> list[Crossed]:
        """Somebody did not go after all.

        Returns:
            Everybody who therefore did not: with the last of a vehicle, all of it.
        """
        if crossed in self._riders and self.visit is not None:
            self._riders.remove(crossed)
            self.visit.recorded = len(self._riders)
            return [crossed]
        drove, self._drove = self._drove, []
        return [crossed, *drove]
