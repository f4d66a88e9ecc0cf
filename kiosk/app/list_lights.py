"""How old a signed list is, which ought to be here, and how that looks as a light."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from kiosk.codes.listing import SignedList
from kiosk.core.view import Condition, DeviceStatus
from kiosk.store.district import DUTY, RISK, WATCH

_ADVICE: Final = {
    "list-missing": "have the district send it; then: kiosk lists import FILE",
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


def expected_lists(
    named: Iterable[str] | None, parameters: Mapping[str, Any], *, demonstration: bool
) -> frozenset[str]:
    """The lists from above without which a light is amber.

    Rules that say how old a list may be (``list_amber_hours``) look people up in it.
    The numbers on duty every gate needs: 「公示…社区24小时值班电话」 (S1). A rota none:
    its own settings say when shifts change.

    Args:
        named: Those the settings name; None where they name none.
        parameters: Of the policy in force.
        demonstration: Whether the people are simulated: nobody sends them a list.
    """
    if named is not None:
        return frozenset(named)
    if demonstration:
        return frozenset()
    looked_at = (RISK, WATCH) if "list_amber_hours" in parameters else ()
    return frozenset({*looked_at, DUTY})
