"""A kiosk's recording and forwarding in a process of its own, told by arguments.

``FOLDER URL TOTAL PER_SECOND``. It writes passages until its journal has TOTAL rows,
sends them up, and ends when the hub has them. Of each answer of the hub it prints
``accepted_through seq hash`` before anything else is done with it.
"""

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from kiosk.app.hub_link import build_desk, build_peer
from kiosk.clock import SystemClock
from kiosk.codes.acknowledgement import Acknowledgement
from kiosk.store.enrolment import load_enrolment
from kiosk.store.forwarded import read_forwarded
from kiosk.store.journal import SqliteJournal
from kiosk.upstream.forwarder.forwarder import Forwarder
from kiosk.upstream.forwarder.light import HubLight
from kiosk.upstream.forwarder.line import HubAddress, Line
from kiosk.upstream.forwarder.pace import Pace
from kiosk.upstream.forwarder.parcel import Load
from tests.store.scenes import FAST, KEYS, passage

CA: Final = "hub.ca"
_HEAP: Final = 50
_LOOK_S: Final = 0.05


class TellingForwarder(Forwarder):
    """A forwarder that tells what the hub acknowledged before it acts on it."""

    async def _take(self, load: Load, answer: Acknowledgement) -> None:
        head = answer.signed.head
        os.write(1, f"{answer.accepted_through} {head.seq} {head.hash}\n".encode())
        await super()._take(load, answer)


async def main(folder: Path, url: str, total: int, per_second: float) -> None:
    clock, enrolment = SystemClock(trusted=True), load_enrolment(folder / "keys")
    light = HubLight(clock, None)
    headers = {
        "Authorization": f"Bearer {enrolment.credential}",
        "Kiosk-Id": enrolment.kiosk,
    }
    line = Line(HubAddress(url, folder.parent / CA, headers))
    async with SqliteJournal(folder, keys=KEYS, clock=clock, limits=FAST) as journal:
        forwarder = TellingForwarder(
            build_peer(enrolment, line),
            build_desk(folder, journal, clock, light),
            read_forwarded(folder),
            Pace(every_s=1),
        )
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
