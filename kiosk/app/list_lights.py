"""How old a signed list is, and how that looks among the lights."""

from datetime import datetime
from typing import Final

from kiosk.codes.listing import SignedList
from kiosk.core.view import Condition, DeviceStatus

_ADVICE: Final = {
    "list-older": "an older list was put back; copy the newest one here",
    "list-unusable": "copy the list from the supervisor's machine again",
    "list-stale": "fetch the newest list from the supervisor",
}


def age_hours(content: SignedList, now: datetime) -> float:
    """Hours since a list was signed; 0 when the clocks disagree."""
    return max(0.0, (now - content.issued).total_seconds() / 3600)


def list_light(name: str, slug: str | None) -> DeviceStatus:
    """A list as a light: green, or amber with what is wrong."""
    if slug is None:
        return DeviceStatus(name=name, condition=Condition.OK)
    return DeviceStatus(
        name=name, condition=Condition.WARNING, slug=slug, advice=_ADVICE[slug]
    )
