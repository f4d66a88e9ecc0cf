"""What is done every night: old personal data erased, the whole chain verified."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from kiosk.core.china import CHINA
from kiosk.core.errors import StoreError
from kiosk.core.keeping import Kept, Lasts
from kiosk.core.record import Draft, Kind
from kiosk.ports import Clock
from kiosk.store.journal import SqliteJournal
from kiosk.store.reading import JournalReader

_HOUR: Final = 3  # o'clock in China; the gate is as quiet as it gets
_LOOK_S: Final = 600.0
_EVENT: Final = '"event":"nightly"'
_ROWS_LOOKED_AT: Final = 500
_LOG = logging.getLogger(__name__)


class Nightly:
    """The night's work, done once a day, also by a box that was off at night.

    Nothing is erased while the clock is unsure: a wrong date would erase too much.

    Args:
        store: The store folder.
        keep_days: How long each kind of personal data is kept, days.
        clock: Wall time.
        journal: Erases, and gets a row that says so.
        pause_s: How long to wait before each look, seconds.

    Attributes:
        worked: Set once the work was done for the first time.
    """

    def __init__(
        self,
        store: Path,
        keep_days: Mapping[Kept, int],
        *,
        clock: Clock,
        journal: SqliteJournal,
        pause_s: float = _LOOK_S,
    ) -> None:
        self._reader, self._keep_days = JournalReader(store), keep_days
        self._clock, self._journal = clock, journal
        self._pause_s = pause_s
        self._done_at = self._last_night()
        self.worked = asyncio.Event()

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            await asyncio.sleep(self._pause_s)  # people first, also after a start
            if self.is_due():
                await self.work()

    def is_due(self) -> bool:
        """Whether the night's work of this day is still to be done."""
        if self._clock.state() == "unsure":
            return False
        now = self._clock.now().astimezone(CHINA)
        tonight = now.replace(hour=_HOUR, minute=0, second=0, microsecond=0)
        newest = tonight if now >= tonight else tonight - timedelta(days=1)
        return self._done_at is None or self._done_at < newest

    def _last_night(self) -> datetime | None:
        """When it was done last, as the newest rows say."""
        try:
            rows = self._reader.last(_ROWS_LOOKED_AT, kind=Kind.AUDIT)
        except StoreError:
            return None
        nights = [row.at for row in rows if _EVENT in row.payload]
        return datetime.fromisoformat(nights[-1]) if nights else None

    def _lasts(self, now: datetime) -> Lasts:
        """The newest row that is old enough, by kind; equal periods look once."""
        days = set(self._keep_days.values())
        last = {d: self._reader.last_before(now - timedelta(days=d)) for d in days}
        return {kept: last[days] for kept, days in self._keep_days.items()}

    async def work(self) -> None:
        """Erase, verify, and write down both; what fails is tried again."""
        now = self._clock.now()
        try:
            lasts = await asyncio.to_thread(self._lasts, now)
            erased = Counter[Kept]()
            after: int | None = 0
            while after is not None:
                step = await self._journal.erase(lasts, after)
                erased.update(step.erased)
                after = step.after
            survey = await asyncio.to_thread(self._reader.survey)
            payload = {
                "event": "nightly",
                "erased": dict(erased),
                "erased_through": dict(lasts),
                "keep_days": dict(self._keep_days),
                "verified": survey.count,
                "flaw": survey.flaw,
            }
            draft = Draft(kind=Kind.AUDIT, at=now, payload=payload)
            await self._journal.append(draft)
        except StoreError as error:
            _LOG.warning("nightly-failed slug=%s", error.slug)
            return
        self._done_at = now
        self.worked.set()
