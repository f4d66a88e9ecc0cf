"""A vehicle's visit: from its plate being typed until it drove through or back."""

from dataclasses import dataclass

from kiosk.core.evidence import CodeReading
from kiosk.core.registration.plate import plate_kind, tidy_plate
from kiosk.core.vehicle import VehicleEntry, VehicleKind, VehicleView, mask_plate


@dataclass(slots=True, kw_only=True)
class Visit:
    """A vehicle before the lane.

    Attributes:
        id: Stable id; every passage of its people carries it.
        entry: What was typed of it.
        until: When it is given up, monotonic seconds.
        recorded: How many of its people are done.
        plate_matches: What the vehicle's own pass said of the plate, if one was shown.
    """

    id: str
    entry: VehicleEntry
    until: float = 0.0
    recorded: int = 0
    plate_matches: bool | None = None

    @property
    def plate(self) -> str:
        """The plate. Personal."""
        return self.entry.plate

    @property
    def kind(self) -> VehicleKind:
        """Whose vehicle it is."""
        return self.entry.kind

    @property
    def others_follow(self) -> bool:
        """Whether somebody is still to come after the person before the lane."""
        return self.recorded + 1 < self.entry.occupants

    def matches(self, reading: CodeReading | None) -> bool | None:
        """Whether the vehicle's pass, this one or one before, names the plate."""
        claims = reading.claims if reading else None
        if claims is None or claims.plate is None:
            return self.plate_matches
        return tidy_plate(claims.plate) == self.plate

    def view(self) -> VehicleView:
        """The vehicle as the screen shows it."""
        return VehicleView(
            id=self.id,
            kind=self.kind,
            plate=mask_plate(self.plate),
            occupants=self.entry.occupants,
            recorded=self.recorded,
        )

    def record(self, *, rides: bool) -> dict[str, object]:
        """What a record says of it openly."""
        shape = plate_kind(self.plate)
        return {
            "visit": self.id,
            "kind": self.kind,
            "plate_kind": str(shape) if shape else None,
            "occupants": self.entry.occupants,
            "recorded": min(self.recorded + 1, self.entry.occupants),
            "rides": rides,
        }
