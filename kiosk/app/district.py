"""What the lists from above say: of whoever stands there, of where they come from.

A list that never came says nothing of anybody: that is ``unverified``, not "no hit".
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from kiosk.app.list_lights import age_hours
from kiosk.app.lists import Lists
from kiosk.codes.duty_list import DutyList
from kiosk.codes.risk_list import RiskList, unlisted_risk
from kiosk.codes.watch_list import KINDS, WatchList, mark_of
from kiosk.core.duty import DutyBoard
from kiosk.core.errors import ConfigError
from kiosk.core.evidence import Answer
from kiosk.core.region import is_beyond_the_border, worst
from kiosk.core.sections import TravelFacts, WatchListFacts
from kiosk.core.standing import Identity
from kiosk.ports import Clock
from kiosk.store.district import DUTY, RISK, WATCH, load_watch_key

_UNVERIFIED: Final = WatchListFacts(answer=Answer.UNVERIFIED)


class District:
    """Asks the lists in force.

    Args:
        lists: The lists.
        clock: Tells whether ends can be judged.
        keys: The key folder, for the watch-list's key.
        home: This community's 12-digit code.
    """

    def __init__(self, lists: Lists, clock: Clock, keys: Path, home: str) -> None:
        self._lists, self._clock = lists, clock
        self._keys, self._home = keys, home
        self._key_of: tuple[bytes, bytes] | None = None

    def watch_list_facts(self, identity: Identity, now: datetime) -> WatchListFacts:
        """Look somebody up on the watch-list 管控对象; never raises.

        Who can be looked up by nothing, ``not-found`` says so: there is no hit, and
        nothing that could still become one without a pass, a form or a plate.
        """
        watched = self._lists.listed(WATCH)
        key = self._watch_key(watched) if isinstance(watched, WatchList) else None
        if key is None or not isinstance(watched, WatchList):
            return _UNVERIFIED
        known_by = {kind: getattr(identity, kind) for kind in KINDS}
        marks = [mark_of(key, kind, text) for kind, text in known_by.items() if text]
        age = age_hours(watched, now)
        if not marks:
            return WatchListFacts(answer=Answer.NOT_FOUND, list_age_hours=age)
        found = watched.find(marks, self._sure(now))
        return WatchListFacts(
            answer=Answer.ANSWERED,
            hit=found is not None,
            category=found.category if found else None,
            disposal=found.disposal if found else None,
            list_age_hours=age,
        )

    def travel(self, codes: Sequence[str], now: datetime) -> TravelFacts:
        """The worst risk of the regions somebody comes from.

        Args:
            codes: Region codes, at least one.
            now: Wall time, aware.
        """
        risks, regions = self._lists.listed(RISK), ",".join(codes)
        if isinstance(risks, RiskList):
            sure = self._sure(now)
            return TravelFacts(
                answer=Answer.ANSWERED,
                regions=regions,
                risk=worst(risks.risk_of(code, self._home, sure) for code in codes),
                key_region=any(risks.is_key_region(code, sure) for code in codes),
                list_age_hours=age_hours(risks, now),
            )
        if any(is_beyond_the_border(code) for code in codes):  # needs no list
            risk = worst(unlisted_risk(code, self._home) for code in codes)
            return TravelFacts(answer=Answer.ANSWERED, regions=regions, risk=risk)
        return TravelFacts(answer=Answer.UNVERIFIED, regions=regions)

    def risks(self) -> RiskList | None:
        """The risk areas in force, or None while no list came."""
        listed = self._lists.listed(RISK)
        return listed if isinstance(listed, RiskList) else None

    def numbers(self) -> DutyBoard | None:
        """The numbers on duty, or None while no list came."""
        listed, now = self._lists.listed(DUTY), self._clock.now()
        if not isinstance(listed, DutyList):
            return None
        stale = self._sure(now) is not None and listed.next_update < now
        return DutyBoard(
            numbers=listed.entries, age_hours=age_hours(listed, now), stale=stale
        )

    def _sure(self, now: datetime) -> datetime | None:
        return None if self._clock.state() == "unsure" else now

    def _watch_key(self, watched: WatchList) -> bytes | None:
        """The key of the list in force; read once for each."""
        if self._key_of is None or self._key_of[0] != watched.key_id:
            try:
                self._key_of = (watched.key_id, load_watch_key(self._keys))
            except ConfigError:  # it was there when the list was taken over
                return None
        return self._key_of[1]
