"""The region picker's answers: names from the table, risks from the list in force."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Final

from kiosk.app.district import District
from kiosk.app.list_lights import age_hours
from kiosk.core.evidence import Answer
from kiosk.core.gazetteer import Gazetteer
from kiosk.core.journey import Choices, Journey, RiskSource, Stay
from kiosk.core.region import Region, is_elsewhere
from kiosk.core.sections import TravelFacts
from kiosk.ports import Clock
from kiosk.store.regions import load_gazetteer

_WARM_S: Final = 5.0
_RECENT: Final = 6
_SHOWN: Final = 8


class ListedJourneys:
    """Implements ``ports.Journeys``.

    Args:
        district: Asks the lists.
        clock: Wall time.
        home: This community's code.
        load: Reads the table of regions for a community.
    """

    def __init__(
        self,
        district: District,
        clock: Clock,
        home: str,
        load: Callable[[str], Gazetteer] = load_gazetteer,
    ) -> None:
        self.district, self._clock = district, clock
        self._load = partial(load, home)
        self._table: Gazetteer | None = None
        self._loading = Lock()
        self._recent: deque[str] = deque(maxlen=_RECENT)
        self.home = home[:6]

    async def warm(self, after_s: float = _WARM_S) -> None:
        """Read the table once the kiosk serves, so that the first search is quick."""
        await asyncio.sleep(after_s)
        await asyncio.to_thread(self._gazetteer)

    def choices(self, typed: str) -> Choices:
        """What fits the letters, Chinese or digits typed so far."""
        table = self._gazetteer()
        if typed.strip():
            regions = table.search(typed, _SHOWN)
        else:
            regions = tuple(table.find(code) for code in self._likely())
        return Choices(
            found=tuple(self._stay(region) for region in regions),
            letters=table.next_letters(typed),
        )

    def look(self, codes: Sequence[str]) -> Journey:
        """What the list says of the regions named so far."""
        stays = tuple(self._stay(self._named(code)) for code in codes)
        parts = [] if not codes else list(self._parts(codes[-1]))
        facts = TravelFacts()
        if codes:
            facts = self.district.travel(codes, self._clock.now())
        return Journey(
            stays=stays, parts=tuple(parts), facts=facts, source=self._source()
        )

    def remember(self, codes: Sequence[str]) -> None:
        """Keep regions for the next person: who queues together came together."""
        for code in codes:
            county = code[:6]
            if county != self.home:
                if county in self._recent:
                    self._recent.remove(county)
                self._recent.appendleft(county)

    def _likely(self) -> list[str]:
        risks = self.district.risks()
        sure = self._sure()
        listed = [] if risks is None else [a.code[:6] for a in risks.counting(sure)]
        return list(dict.fromkeys([*self._recent, *listed]))[:_SHOWN]

    def _named(self, code: str) -> Region:
        risks = self.district.risks()
        for area in () if risks is None else risks.entries:
            if area.code == code and len(code) > len(self.home):
                return Region(code=code, name=area.name, path=area.name)
        return self._gazetteer().find(code)

    def _parts(self, code: str) -> Iterator[Stay]:
        risks = self.district.risks()
        if risks is None or is_elsewhere(code):
            return
        for area in risks.parts_of(code, self._sure())[:_SHOWN]:
            yield self._stay(Region(code=area.code, name=area.name, path=area.name))

    def _stay(self, region: Region) -> Stay:
        facts = self.district.travel([region.code], self._clock.now())
        answered = facts.answer is Answer.ANSWERED
        return Stay(
            region=region,
            risk=facts.risk if answered else None,
            key_region=bool(facts.key_region),
        )

    def _source(self) -> RiskSource | None:
        risks, now = self.district.risks(), self._clock.now()
        if risks is None:
            return None
        return RiskSource(
            notice=risks.notice,
            window_days=risks.window_days,
            age_hours=age_hours(risks, now),
            stale=self._sure() is not None and risks.next_update < now,
        )

    def _sure(self) -> datetime | None:
        return None if self._clock.state() == "unsure" else self._clock.now()

    def _gazetteer(self) -> Gazetteer:
        with self._loading:
            if self._table is None:
                self._table = self._load()
            return self._table
