"""Lanes with a vehicle before them, and just after an emergency vehicle."""

from dataclasses import replace

from kiosk.core.vehicle import EmergencyView, VehicleView
from kiosk.core.view import LaneView
from tests.fakes import NOON
from tests.web import scenes

HERE = VehicleView(id="v1", kind="resident", plate="甘A***45", occupants=3, recorded=1)
OUTSIDE = replace(HERE, kind="outside", recorded=0)
CALL = EmergencyView(id="e1", at=NOON, owed=False)
OWED = (replace(CALL, owed=True, fault="silent"),)

WAITING = LaneView(lane="1", vehicle=HERE)
RIDES = replace(scenes.ALLOWED, vehicle=HERE, rides=True)
TURNED = replace(
    scenes.REFUSED,
    reasons=("vehicle-outside",),
    actions=("turn-vehicle",),
    vehicle=OUTSIDE,
)
ALL = {
    "vehicle-waiting": WAITING,
    "vehicle-mask": replace(scenes.NEEDS_MASK, vehicle=HERE),
    "vehicle-rides": RIDES,
    "vehicle-turned": TURNED,
    "emergency": LaneView(lane="1", emergencies=(CALL,)),
    "emergency-owed": LaneView(lane="1", emergencies=OWED),
    "emergency-owed-at-work": replace(scenes.NEEDS_MASK, emergencies=OWED),
    "emergency-owed-held": replace(scenes.HELD, emergencies=OWED),
    "emergency-owed-form": replace(scenes.REGISTERING, emergencies=OWED),
    "emergency-owed-allowed": replace(scenes.ALLOWED, emergencies=OWED),
    "both": replace(WAITING, emergencies=(CALL,)),
}
