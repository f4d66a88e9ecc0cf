"""Journeys 行程: where somebody comes from, and what the risk list says of it."""

from dataclasses import dataclass

from kiosk.core.evidence import TravelRisk
from kiosk.core.region import Region
from kiosk.core.sections import TravelFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One region somebody may have come from.

    Attributes:
        region: Which.
        risk: Of having stayed there, or None while no list tells.
        key_region: Whether it is 重点地区.
    """

    region: Region
    risk: TravelRisk | None
    key_region: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a volunteer may tap next.

    Attributes:
        found: Regions that fit what was typed; without anything typed, the likely ones.
        letters: Letters that lead on.
    """

    found: tuple[Stay, ...]
    letters: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskSource:
    """Which list of risk areas is in force.

    Attributes:
        notice: Whose notice it follows; may be empty.
        window_days: How long a stay counts.
        age_hours: Since it was signed.
        stale: A newer one should have come.
    """

    notice: str
    window_days: int
    age_hours: float
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """The regions named so far.

    Attributes:
        stays: In the order in which they were named.
        parts: Places at risk within the last one: which was it?
        facts: What the rules are told of it.
        source: The list in force, or None.
    """

    stays: tuple[Stay, ...]
    parts: tuple[Stay, ...]
    facts: TravelFacts
    source: RiskSource | None
