"""Watches the clock: when it is set, or becomes sure or unsure, a row says so."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final

from kiosk.core.errors import StoreError
from kiosk.core.record import Draft, Kind
from kiosk.ports import Clock, ClockState, Journal

JUMP_S: Final = 2.0
"""Wall time that moves this much against the steady clock was set, not slewed."""
_LOOK_S: Final = 5.0
_LOG = logging.getLogger(__name__)


class ClockWatch:
    """Compares wall time with monotonic time.

    Args:
        clock: Both.
        journal: Gets a ``device`` row for each change; one that cannot be written is
            told by the next look.
        pause_s: Between two looks, seconds.
    """

    def __init__(
        self, clock: Clock, journal: Journal, *, pause_s: float = _LOOK_S
    ) -> None:
        self._clock, self._journal, self._pause_s = clock, journal, pause_s
        self._origin, self._state = self._seen()

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            await asyncio.sleep(self._pause_s)
            await self.look()

    async def look(self) -> None:
        """Write down what changed since the last look, if anything did."""
        origin, state = self._seen()
        jump_s = (origin - self._origin).total_seconds()
        doubt = "unsure" in (state, self._state) and state != self._state
        if abs(jump_s) <= JUMP_S and not doubt:
            return
        now = self._clock.now()
        payload = {
            "device": "clock",
            "event": "clock-adjusted" if abs(jump_s) > JUMP_S else f"clock-{state}",
            "jump_s": round(jump_s, 3),
            "before": (now - timedelta(seconds=jump_s)).isoformat(),
            "was": self._state,
            "clock": state,
        }
        try:
            draft = Draft(kind=Kind.DEVICE, at=now, payload=payload)
            await self._journal.append(draft)
        except StoreError as error:
            _LOG.warning("clock-row-late slug=%s", error.slug)
            return
        self._origin, self._state = origin, state

    def _seen(self) -> tuple[datetime, ClockState]:
        """When this boot began by wall time, and how sure that is."""
        steady = timedelta(seconds=self._clock.monotonic())
        return self._clock.now() - steady, self._clock.state()
