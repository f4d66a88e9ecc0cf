"""A kiosk's recording and forwarding in a process of its own, told by arguments.

``FOLDER URL TOTAL PER_SECOND``. It writes passages until its journal has TOTAL rows,
sends them up, and ends when the hub has them. Of each answer of the hub it prints
``accepted_through seq hash`` before anything else is done with it.
"""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from kiosk.app.hub_link import build_desk, build_forwarder
from kiosk.clock import SystemClock
from kiosk.config.hub import HubSettings
from kiosk.config.tables import Settings, StoreSettings
from kiosk.store.enrolment import load_enrolment
from kiosk.store.journal import SqliteJournal
from kiosk.upstream.forwarder.forwarder import BATCHES
from kiosk.upstream.forwarder.light import HubLight
from kiosk.upstream.forwarder.line import Line, Reply
from tests.store.scenes import FAST, KEYS, passage

CA: Final = "hub.ca"
_HEAP: Final = 50
_LOOK_S: Final = 0.05


class TellingLine(Line):
    """A line that tells what the hub acknowledged, before the forwarder hears it."""

    async def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        reply = await super().post(path, body, headers)
        if path == BATCHES:
            said = json.loads(reply.body)
            head = said["head"]
            told = f"{said['accepted_through']} {head['seq']} {head['hash']}\n"
            os.write(1, told.encode())
        return reply


async def main(folder: Path, url: str, total: int, per_second: float) -> None:
    clock, enrolment = SystemClock(trusted=True), load_enrolment(folder / "keys")
    settings = Settings(
        store=StoreSettings(directory=folder), hub=HubSettings(url=url, every_s=1)
    )
    light = HubLight(clock, None)
    headers = {
        "Authorization": f"Bearer {enrolment.credential}",
        "Kiosk-Id": enrolment.kiosk,
    }
    line = TellingLine(url, folder.parent / CA, headers)
    async with SqliteJournal(folder, keys=KEYS, clock=clock, limits=FAST) as journal:
        desk = build_desk(folder, journal, clock, light)
        forwarder = build_forwarder(settings, enrolment, line, desk)
        sending = asyncio.create_task(forwarder.run())
        await _write(journal, total, per_second)
        # The forwarder tells nobody when it is done.
        while forwarder.forwarded.through < journal.head.seq and not sending.done():  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_S)
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending
    await line.aclose()


async def _write(journal: SqliteJournal, total: int, per_second: float) -> None:
    while (seq := journal.head.seq) < total:
        numbers = range(seq + 1, min(seq + _HEAP, total) + 1)
        pause = asyncio.create_task(asyncio.sleep(_HEAP / per_second))
        await asyncio.gather(*(journal.append(passage(number)) for number in numbers))
        await pause


if __name__ == "__main__":
    place, hub, count, rate = sys.argv[1:]
    asyncio.run(main(Path(place), hub, int(count), float(rate)))
