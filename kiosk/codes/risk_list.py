"""Risk areas 风险区: which regions are at risk, from when to when.

``{"seq", "issued", "next_update", "notice", "window_days", "areas": [[code, name,
level, from, to]]}``; see ``kiosk.codes.listing``. ``level`` is 0 重点地区, a region to
look at without a level; 1 low, 2 medium, 3 high.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, get_args

from kiosk.codes.district import DistrictListForged, DistrictListMalformed, short_text
from kiosk.codes.listing import (
    BadPart,
    ListFormat,
    SignedList,
    head,
    moment,
    seconds,
    uint,
)
from kiosk.core.evidence import TravelRisk
from kiosk.core.region import (
    is_beyond_the_border,
    is_region_code,
    is_same_prefecture,
    lies_in,
    touches,
    worst,
)

RISK_AAD: Final = b"KP1-RISK-AREAS"
AreaLevel = Literal["key", "low", "medium", "high"]
LEVELS: Final[tuple[AreaLevel, ...]] = get_args(AreaLevel)
"""In rising gravity; ``key`` is 重点地区."""
LONGEST_WINDOW: Final = 60  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskArea:
    """One region at risk.

    Attributes:
        code: 6, 9 or 12 digits.
        name: As the notice calls it, at most 60 characters.
        level: key, low, medium or high.
        begins: First moment, aware.
        ends: Last moment, aware.
    """

    code: str
    name: str
    level: AreaLevel
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskList(SignedList):
    """A verified list of risk areas.

    Attributes:
        notice: Whose notice it follows, at most 60 characters.
        window_days: How long a stay in such an area counts 旅居史, 1 to 60 days.
        entries: The areas.
    """

    notice: str
    window_days: int
    entries: tuple[RiskArea, ...]

    def counting(self, now: datetime | None) -> tuple[RiskArea, ...]:
        """The areas in which a stay counts now.

        Args:
            now: Wall time, aware; None when it is unsure: then every area counts.
        """
        if now is None:
            return self.entries
        since = now - timedelta(days=self.window_days)
        return tuple(a for a in self.entries if a.begins <= now and a.ends >= since)

    def parts_of(self, code: str, now: datetime | None) -> tuple[RiskArea, ...]:
        """The areas that are only a part of the region ``code``, worst first."""
        parts = (
            area
            for area in self.counting(now)
            if lies_in(area.code, code) and not lies_in(code, area.code)
        )
        return tuple(sorted(parts, key=lambda a: -LEVELS.index(a.level)))

    def risk_of(self, code: str, home: str, now: datetime | None) -> TravelRisk:
        """The risk of having stayed in a region.

        Who names a county of which a street is at risk may have been in that street.

        Args:
            code: The region, 6 to 12 digits.
            home: This community's code; its own prefecture is no journey.
            now: As for ``counting``.
        """
        found = [a.level for a in self._touching(code, now) if a.level != "key"]
        return worst(found) if found else unlisted_risk(code, home)

    def is_key_region(self, code: str, now: datetime | None) -> bool:
        """Whether a region is 重点地区; arguments as for ``risk_of``."""
        return any(a.level == "key" for a in self._touching(code, now))

    def _touching(self, code: str, now: datetime | None) -> Iterator[RiskArea]:
        return (area for area in self.counting(now) if touches(code, area.code))


def unlisted_risk(code: str, home: str) -> TravelRisk:
    """The risk of a region that no list names."""
    if is_beyond_the_border(code):
        return "overseas"
    return "none" if is_same_prefecture(code, home) else "low"


def _write(risks: RiskList) -> dict[str, object]:
    rows = [
        [
            area.code,
            area.name,
            LEVELS.index(area.level),
            seconds(area.begins),
            seconds(area.ends),
        ]
        for area in risks.entries
    ]
    return {"notice": risks.notice, "window_days": risks.window_days, "areas": rows}


def _read(content: Mapping[str, Any]) -> RiskList:
    rows, window = content["areas"], uint(content["window_days"], "window")
    if type(rows) is not list:
        raise BadPart("areas")
    if not 1 <= window <= LONGEST_WINDOW:
        raise BadPart("window")
    return RiskList(
        **head(content),
        notice=short_text(content["notice"], "notice"),
        window_days=window,
        entries=tuple(_read_area(row) for row in rows),
    )


def _read_area(row: object) -> RiskArea:
    match row:
        case [str(code), name, level, begins, ends]:
            pass
        case _:
            raise BadPart("area")
    if not is_region_code(code):
        raise BadPart("region code")
    number = uint(level, "level")
    if number >= len(LEVELS):
        raise BadPart("level")
    return RiskArea(
        code=code,
        name=short_text(name, "area name"),
        level=LEVELS[number],
        begins=moment(begins, "area begin"),
        ends=moment(ends, "area end"),
    )


RISK_FORMAT: Final = ListFormat(
    aad=RISK_AAD,
    members=frozenset({"notice", "window_days", "areas"}),
    write=_write,
    read=_read,
    forged=DistrictListForged,
    malformed=DistrictListMalformed,
)
