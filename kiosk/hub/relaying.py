"""Relaying: this hub's kiosks sent on to the hub above, by the protocol of kiosks."""

import asyncio
import json
import logging
from collections.abc import Container
from pathlib import Path
from typing import Final

from kiosk.codes.acknowledgement import read_acknowledgement
from kiosk.codes.batch import CONTENT_TYPE, encode
from kiosk.codes.batch_seal import sent_text, sign, squeeze
from kiosk.codes.hub_refusal import CredentialUnknown, KioskRevoked
from kiosk.core.errors import StoreError, UpstreamError
from kiosk.hub.node import Node
from kiosk.hub.upwards import Above, Upwards, Waiting
from kiosk.upstream.bundles import offered
from kiosk.upstream.enrolment import Application, enrol
from kiosk.upstream.forwarder.backoff import Backoff, attempts
from kiosk.upstream.forwarder.delivery import BATCHES
from kiosk.upstream.forwarder.errors import HubRefused
from kiosk.upstream.forwarder.line import HubAddress, Line

RELAYED: Final = "/v1/relayed"
_LOOK_S: Final = 5.0
_REVOKED_S: Final = 600.0
"""A kiosk that was revoked above is asked for again: it may have been readmitted, and
each time reminds whoever is above that it still sends."""

_log: Final = logging.getLogger(__name__)


class Relaying:
    """Sends on; one of it per hub, or rows are merely sent twice.

    Args:
        node: This hub.
        above: The one above.
        line: To the one above, with our credential.
    """

    def __init__(self, node: Node, above: Above, line: Line) -> None:
        self._node, self._above, self._line = node, above, line
        self._upwards = Upwards(node.database)
        self._again: dict[str, float] = {}  # when to ask for who was revoked above

    async def run(self) -> None:
        """Send whatever comes, until cancelled."""
        while True:
            async for attempt in attempts(Backoff(_failed)):
                with attempt:
                    await self.drain()
            await asyncio.sleep(_LOOK_S)

    async def drain(self) -> int:
        """Send everything there is; return how many rows went up.

        Raises:
            UpstreamError: The hub above does not take it; where it refuses single
                kiosks, the others' rows went up before. That it revoked one is no
                error: it is noted, and asked again after a while.
            StoreError: Our own database cannot be used.
        """
        sent, refusals = 0, dict[str, HubRefused]()
        while waiting := await self._waiting_but(refusals):
            for one in waiting:
                try:
                    sent += await self._push(one)
                except HubRefused as refusal:  # the others go up all the same
                    if refusal.code == KioskRevoked.slug:
                        await self._note_revoked(one.kiosk)
                    else:
                        refusals[one.kiosk] = refusal
        if refusals:
            raise next(iter(refusals.values()))
        return sent

    async def _waiting_but(self, refused: Container[str]) -> list[Waiting]:
        waiting = await asyncio.to_thread(self._upwards.waiting)
        now = self._node.clock.monotonic()
        return [
            one
            for one in waiting
            if one.kiosk not in refused and self._again.get(one.kiosk, now) <= now
        ]

    async def _note_revoked(self, kiosk: str) -> None:
        """Leave a kiosk alone that the hub above revoked.

        Raises:
            HubRefused: It is we who were.
        """
        await offered(self._line)
        self._again[kiosk] = self._node.clock.monotonic() + _REVOKED_S
        now = self._node.clock.now()
        await asyncio.to_thread(self._upwards.refused, kiosk, now)

    async def _push(self, one: Waiting) -> int:
        """Send one batch of one kiosk; how many rows the hub above has more."""
        name, after = f"{self._above.id}/{one.kiosk}", one.after or 0
        if one.after is None:
            await self._announce(name, one)
        events = await asyncio.to_thread(self._upwards.events, one.kiosk, after)
        body = squeeze(encode(name, events, own=False)[0])
        try:
            through = await self._through(name, body, one)
        except HubRefused as refusal:
            if refusal.code != CredentialUnknown.slug:
                raise
            # It was restored from before it heard of this kiosk.
            await self._announce(name, one)
            through = await self._through(name, body, one)
        now = self._node.clock.now()
        await asyncio.to_thread(self._upwards.taken, one.kiosk, through, now)
        return through - after

    async def _announce(self, name: str, one: Waiting) -> None:
        about = {"kiosk": name, "community": one.community, "name": one.name}
        said = json.dumps(about).encode()
        await self._line.post(RELAYED, said, {"Content-Type": "application/json"})

    async def _through(self, name: str, body: bytes, one: Waiting) -> int:
        try:
            return await self._post(name, body, one.through)
        except HubRefused as refusal:
            if refusal.accepted_through is None:
                raise
            return refusal.accepted_through  # it was restored, or heard of it before

    async def _post(self, name: str, body: bytes, journal_seq: int) -> int:
        sent = sent_text(self._node.clock.now())
        headers = {
            "Content-Type": CONTENT_TYPE,
            "Content-Encoding": "gzip",
            "Kiosk-Id": name,
            "Kiosk-Key": self._node.key.id,
            "Kiosk-Sent": sent,
            "Kiosk-Signature": sign(name, body, sent, self._node.key.seed),
            "Kiosk-Head": str(journal_seq),
        }
        reply = await self._line.post(BATCHES, body, headers)
        answer = read_acknowledgement(
            reply.body, kiosk=name, hub_public=self._above.public
        )
        return answer.accepted_through


async def enrol_above(node: Node, line: Line, code: str, name: str) -> None:
    """Enrol this hub at the one above, by a code for relays.

    Args:
        node: This hub.
        line: To the one above.
        code: As given there for ``name``.
        name: Our id there.

    Raises:
        UpstreamError: It refuses, or does not answer.
        StoreError: Our own database cannot be used.
    """
    application = Application(code=code, kiosk=name, community=name, name=name)
    admission = await enrol(line, application, node.key.seed)
    above = Above(id=name, credential=admission.credential, public=admission.hub_public)
    await asyncio.to_thread(Upwards(node.database).keep_above, above)


async def relay(node: Node, url: str, ca_file: Path | None) -> None:
    """Send this hub's kiosks on until cancelled.

    Raises:
        NotRelaying: This hub was never enrolled above.
        ConfigError: The CA file cannot be used.
    """
    above = Upwards(node.database).above()
    line = Line(
        HubAddress(url, ca_file, {"Authorization": f"Bearer {above.credential}"})
    )
    try:
        await Relaying(node, above, line).run()
    finally:
        await line.aclose()


def _failed(error: Exception) -> None:
    slug = error.slug if isinstance(error, (UpstreamError, StoreError)) else "bug"
    _log.warning("hub-relay-waits slug=%s", slug)
