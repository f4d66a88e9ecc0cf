"""Vehicles in the words of the volunteer's screen: the one that waits, emergencies."""

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.core.china import CHINA
from kiosk.core.verdict import Need
from kiosk.core.view import LaneState, LaneView
from kiosk.web.texts import Texts

_OF_VEHICLES = "vehicle"
_AT_WORK = {LaneState.WAITING, LaneState.GATHERING}


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyCall:
    """An emergency vehicle that is still to be seen to.

    Attributes:
        id: Which one.
        title: What happened, and when.
        owed: Whether its record is not written: shouted.
        stuck: Whether the gate did not open: shouted.
        open: Whether its kind, plate and crew may be added.
    """

    id: str
    title: str
    owed: bool
    stuck: bool
    open: bool


def emergency_calls(view: LaneView, texts: Texts) -> Iterator[EmergencyCall]:
    """What is left to do about emergency vehicles, newest first."""
    for emergency in view.emergencies:
        stuck = emergency.fault is not None
        if emergency.owed or stuck or not emergency.described:
            time = f"{emergency.at.astimezone(CHINA):%H:%M}"
            yield EmergencyCall(
                id=emergency.id,
                title=texts("emergency.opened", time=time),
                owed=emergency.owed,
                stuck=stuck,
                open=not emergency.described,
            )


def vehicle_headline(view: LaneView, texts: Texts) -> tuple[str, str] | None:
    """What a vehicle makes of the headline, and the line below it; None: nothing."""
    vehicle = view.vehicle
    if vehicle is None:
        return None
    left = vehicle.occupants - vehicle.recorded
    if view.rides and view.state is LaneState.PASSING:
        return texts("vehicle.rides"), texts("vehicle.left", left=left)
    if view.state is LaneState.WAITING:
        return texts("vehicle.next"), texts("vehicle.left", left=left)
    return None


def wants_vehicle(view: LaneView, asked: Need | None) -> bool:
    """Whether the vehicle is what should be typed next."""
    if view.vehicle is not None or view.state not in _AT_WORK:
        return False
    return asked is Need.VEHICLE or view.pass_class == _OF_VEHICLES
