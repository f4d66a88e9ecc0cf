"""The way down: looks for newer signed files at the hub and takes them."""

import asyncio
import logging
from pathlib import Path
from typing import Final

from kiosk.app.bundles import IMAGE, OLDER, refusal_of
from kiosk.core.errors import ConfigError, StoreError, UpstreamError
from kiosk.core.record import Draft, Kind
from kiosk.core.view import Condition, DeviceStatus
from kiosk.ports import Clock, Journal
from kiosk.store.bundles import Seen, read_seen, write_seen
from kiosk.upstream.bundles import Offered, fetched, offered
from kiosk.upstream.forwarder.light import HubLight
from kiosk.upstream.forwarder.line import Line

_AGAIN_S: Final = 600.0
"""What was refused is looked at again: the key it wants may have been copied since, the
list that names its signer taken, or the card emptied."""
_LOG = logging.getLogger(__name__)


class DownSync:
    """Takes newer lists and rules while the kiosk runs.

    Args:
        store: The store folder, with its keys.
        clock: Both times.
        journal: Gets a ``policy`` row for each file that was taken, or refused anew.
        light: Told of answers and failures.
    """

    def __init__(
        self, store: Path, clock: Clock, journal: Journal, light: HubLight
    ) -> None:
        self._store, self._clock = store, clock
        self._journal, self._light = journal, light
        self._seen = read_seen(store)
        self._tried: dict[str, float] = {}
        self._is_failing = False

    async def run(self, line: Line, every_s: float) -> None:
        """Look until cancelled.

        Args:
            line: To the hub.
            every_s: Between two looks, seconds.
        """
        while True:
            try:
                await self.look(line)
            except UpstreamError as error:
                self._light.failed(error)
                self._is_failing = True
            except ConfigError as error:  # the card; the journal's light says so
                _LOG.warning("bundles-not-kept slug=%s", error.slug)
            await asyncio.sleep(every_s)

    async def look(self, line: Line) -> None:
        """Take whatever is new.

        Raises:
            UpstreamError: The hub does not answer, or refuses.
            ConfigError: What was looked at cannot be written down.
        """
        for offer in await offered(line):
            known = self._seen.get(offer.kind)
            if known is None or known.digest != offer.etag or self._is_again_due(offer):
                had = known.digest if known and known.fault is None else ""
                content = await fetched(line, offer.kind, had)
                if content is not None:
                    await self._take(offer, content)
        self._light.contact = self._clock.now()
        if self._is_failing:
            # Its own trouble is over. Of the forwarder's it knows nothing: a hub that
            # refuses every batch for the clock hands out lists all the same.
            self._light.answered()
            self._is_failing = False

    def _is_again_due(self, offer: Offered) -> bool:
        fault, tried = self._seen[offer.kind].fault, self._tried.get(offer.kind)
        if fault is None or tried is None:
            return fault is not None
        # What is over never counts again while we look.
        return fault not in OLDER and self._clock.monotonic() - tried >= _AGAIN_S

    def status(self) -> DeviceStatus | None:
        """A light while a file from above was refused, else None."""
        refused = [kind for kind, seen in self._seen.items() if seen.fault is not None]
        if not refused:
            return None
        kinds = ", ".join(kind.removeprefix(IMAGE) for kind in refused)
        return DeviceStatus(
            name="bundles",
            condition=Condition.WARNING,
            slug="bundle-refused",
            advice=f"telephone the district, it was not taken: {kinds}",
        )

    async def _take(self, offer: Offered, content: bytes) -> None:
        source, before = f"hub: {offer.kind}", self._seen.get(offer.kind)
        fault = await asyncio.to_thread(refusal_of, self._store, content, source)
        self._tried[offer.kind] = self._clock.monotonic()
        self._seen[offer.kind] = found = Seen(digest=offer.etag, fault=fault)
        if found == before:
            return  # it was told already
        await asyncio.to_thread(write_seen, self._store, self._seen)
        payload = {"bundle": offer.kind, "number": offer.seq, "slug": fault}
        payload["event"] = "bundle-refused" if fault else "bundle-taken"
        draft = Draft(kind=Kind.POLICY, at=self._clock.now(), payload=payload)
        try:
            await self._journal.append(draft)
        except StoreError as error:  # the journal has a light of its own
            _LOG.warning("policy-row-lost slug=%s", error.slug)
