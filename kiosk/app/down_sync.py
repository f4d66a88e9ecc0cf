"""The way down: looks for newer signed files at the hub and takes them."""

import asyncio
import logging
from pathlib import Path

from kiosk.app.bundles import IMAGE, refusal_of
from kiosk.core.errors import ConfigError, StoreError, UpstreamError
from kiosk.core.record import Draft, Kind
from kiosk.core.view import Condition, DeviceStatus
from kiosk.ports import Clock, Journal
from kiosk.store.bundles import Seen, read_seen, write_seen
from kiosk.upstream.bundles import Offered, fetched, offered
from kiosk.upstream.forwarder.light import HubLight
from kiosk.upstream.forwarder.line import Line

_LOG = logging.getLogger(__name__)


class DownSync:
    """Takes newer lists and rules while the kiosk runs.

    Args:
        store: The store folder, with its keys.
        clock: Wall time.
        journal: Gets a ``policy`` row for each file that was taken or refused.
        light: Told of answers and failures.
    """

    def __init__(
        self, store: Path, clock: Clock, journal: Journal, light: HubLight
    ) -> None:
        self._store, self._clock = store, clock
        self._journal, self._light = journal, light
        self._seen = read_seen(store)

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
            if known is None or known.digest != offer.etag:
                content = await fetched(line, offer.kind, known.digest if known else "")
                if content is not None:
                    await self._take(offer, content)
        self._light.answered()

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
        source = f"hub: {offer.kind}"
        fault = await asyncio.to_thread(refusal_of, self._store, content, source)
        self._seen[offer.kind] = Seen(digest=offer.etag, fault=fault)
        await asyncio.to_thread(write_seen, self._store, self._seen)
        payload = {"bundle": offer.kind, "number": offer.seq, "slug": fault}
        payload["event"] = "bundle-refused" if fault else "bundle-taken"
        draft = Draft(kind=Kind.POLICY, at=self._clock.now(), payload=payload)
        try:
            await self._journal.append(draft)
        except StoreError as error:  # the journal has a light of its own
            _LOG.warning("policy-row-lost slug=%s", error.slug)
