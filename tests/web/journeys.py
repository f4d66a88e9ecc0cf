"""Regions and a risk list as the web sees them: a table of three, tags by code."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.core.evidence import Answer, TravelRisk
from kiosk.core.journey import Choices, Journey, RiskSource, Stay
from kiosk.core.region import OVERSEAS, Region
from kiosk.core.sections import TravelFacts

RISKS: dict[str, TravelRisk] = {
    "620102": "none",
    "110105": "high",
    "620102008": "medium",
    OVERSEAS: "overseas",
}
NAMES = {"620102": "甘肃省 兰州市 城关区", "110105": "北京市 朝阳区"}
LISTED = RiskSource(notice="测试通告", window_days=14, age_hours=5.0, stale=False)


def stay(code: str) -> Stay:
    path = NAMES.get(code, code)
    region = Region(code=code, name=path.rpartition(" ")[2], path=path)
    return Stay(region=region, risk=RISKS.get(code))


@dataclass
class FakeJourneys:
    """Finds what it has; ``source`` is the list in force."""

    home: str = "620102"
    source: RiskSource | None = LISTED
    remembered: list[str] = field(default_factory=list)

    def choices(self, typed: str) -> Choices:
        found = () if typed == "zz" else tuple(stay(code) for code in NAMES)
        return Choices(found=found, letters=frozenset("lc"))

    def look(self, codes: Sequence[str]) -> Journey:
        stays = tuple(stay(code) for code in codes)
        street = codes and codes[-1] == "620102"
        answer = Answer.ANSWERED if self.source else Answer.UNVERIFIED
        facts = TravelFacts(
            answer=answer,
            regions=",".join(codes) or None,
            risk=stays[-1].risk if stays and self.source else None,
        )
        return Journey(
            stays=stays,
            parts=(stay("620102008"),) if street else (),
            facts=facts,
            source=self.source,
        )

    def remember(self, codes: Sequence[str]) -> None:
        self.remembered.extend(codes)
