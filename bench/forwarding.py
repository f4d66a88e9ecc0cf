"""A backlog drains to a hub on this machine; what a lane beside it notices.

The lane alone, the lane beside processes that only count, and the lane beside the
forwarder take turns, so that whatever else the machine does meets all three.
"""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nacl.signing import SigningKey

from bench.counting import counting
from bench.crossings import fill
from bench.lane import lane, stolen
from bench.receiver import SEED
from bench.report import RESULTS, Row, percentile
from bench.standing import KEYS
from kiosk.clock import SystemClock
from kiosk.codes.acknowledgement import Forwarded
from kiosk.codes.batch_seal import key_id
from kiosk.store.forwarded import write_forwarded
from kiosk.store.journal import SqliteJournal
from kiosk.store.outbox import Outbox
from kiosk.store.policies import open_policy
from kiosk.upstream.forwarder.forwarder import Forwarder
from kiosk.upstream.forwarder.light import HubLight
from kiosk.upstream.forwarder.line import HubAddress, Line
from kiosk.upstream.forwarder.pace import Pace
from kiosk.upstream.forwarder.parcel import Sender
from kiosk.upstream.forwarder.parts import Desk, Peer

BACKLOG: Final = 150_000
TURNS: Final = 5
TURN_S: Final = 4.0
LONG_TURN_S: Final = 8.0  # beside a backlog that is drained to the end
KIOSK: Final = "kiosk-1"
_CORES: Final = range(os.cpu_count() or 1)
_KIOSK_SEED: Final = b"k" * 32
PUBLIC: Final = bytes(SigningKey(_KIOSK_SEED).verify_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """Where a backlog goes.

    Attributes:
        port: On this machine, plain.
        public: The key that signs its answers.
        credential: Of the kiosk.
    """

    port: int
    public: bytes
    credential: str = "none"


@dataclass(slots=True, kw_only=True)
class Drained:
    """What was measured.

    Attributes:
        sent: How many rows went up.
        seconds: In how long.
        stolen: Seconds of all cores that the hypervisor took meanwhile.
        alone: What the lane took without the forwarder, milliseconds.
        busy: The same on cores that are busy for nothing.
        beside: The same beside the forwarder.
    """

    sent: int = 0
    seconds: float = 0.0
    stolen: float = 0.0
    alone: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)

    def rows(self, part: str) -> Iterator[Row]:
        """Records a second, and what the lane noticed."""
        rate, cores = self.sent / self.seconds, len(_CORES)
        note = f"{self.sent} records, {self.stolen / self.seconds / cores:.0%} stolen"
        yield Row(
            part=part,
            what="records/s",
            value=rate,
            budget=5000,
            at_least=True,
            note=note,
        )
        goal = 1.2 * percentile(self.alone, 99)
        lanes = {"alone": self.alone, "busy cores": self.busy, "beside": self.beside}
        for who, taken in lanes.items():
            note = f"{len(taken)} passages"
            for q, budget in ((50, None), (90, None), (99, goal)):
                yield Row(
                    part=part,
                    what=f"lane p{q} ms, {who}",
                    value=percentile(taken, q),
                    budget=budget if who == "beside" else None,
                    note=note,
                )


def measure(records: int | None = None) -> Iterator[Row]:
    """Records a second to a hub that believes everything, and the lane beside it.

    Args:
        records: Drain so many to the end; None: take some turns at a few.
    """
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=RESULTS) as folder, _receiver() as port:
        store = Path(folder) / "store"
        fill(store, KIOSK, records or BACKLOG)
        hub = Hub(port=port, public=bytes(SigningKey(SEED).verify_key))
        drained = asyncio.run(drain(store, hub, to_the_end=records is not None))
    yield from drained.rows("forward a backlog")


@contextmanager
def _receiver() -> Iterator[int]:
    listener = socket.create_server(("127.0.0.1", 0))
    handle = listener.fileno()
    command = [sys.executable, "-m", "bench.receiver", str(handle)]
    process = subprocess.Popen(command, pass_fds=[handle])
    try:
        yield listener.getsockname()[1]
    finally:
        process.terminate()
        process.wait(10)
        listener.close()


async def drain(store: Path, hub: Hub, *, to_the_end: bool) -> Drained:
    """Let the lane work, alone and beside the forwarder, in turns.

    Args:
        store: With a backlog.
        hub: Where it goes.
        to_the_end: Go on until the hub has it, else for some turns.
    """
    clock, policy, found = SystemClock(trusted=True), open_policy("closed"), Drained()
    headers = {"Authorization": f"Bearer {hub.credential}", "Kiosk-Id": KIOSK}
    line = Line(HubAddress(f"http://127.0.0.1:{hub.port}", None, headers))
    async with SqliteJournal(store, keys=KEYS, clock=clock) as journal:
        backlog = journal.head.seq
        forwarder = _forwarder(store, journal, line, hub)
        await forwarder.push()  # warm, with the process of a backlog
        await lane(journal, policy, clock, TURN_S / 2)
        turns, beside_s = 0, LONG_TURN_S if to_the_end else TURN_S
        while forwarder.forwarded.through < backlog and (to_the_end or turns < TURNS):
            turns += 1
            found.alone += await lane(journal, policy, clock, TURN_S)
            with counting(_CORES):
                found.busy += await lane(journal, policy, clock, TURN_S)
            over = asyncio.Event()
            task = asyncio.create_task(_drain(forwarder, backlog, found, over))
            found.beside += await lane(journal, policy, clock, beside_s, task)
            over.set()
            await task
    forwarder.close()
    await line.aclose()
    return found


async def _drain(
    forwarder: Forwarder, last: int, found: Drained, over: asyncio.Event
) -> None:
    before, began = forwarder.forwarded.through, time.perf_counter()
    stolen_before = stolen(_CORES)
    while forwarder.forwarded.through < last and not over.is_set():
        await forwarder.push()
        await asyncio.sleep(Pace().breath_s)  # as the forwarder does
    found.sent += forwarder.forwarded.through - before
    found.seconds += time.perf_counter() - began
    found.stolen += stolen(_CORES) - stolen_before


def _forwarder(store: Path, journal: SqliteJournal, line: Line, hub: Hub) -> Forwarder:
    clock = SystemClock(trusted=True)
    sender = Sender(kiosk=KIOSK, seed=_KIOSK_SEED, key=key_id(PUBLIC))
    desk = Desk(
        source=Outbox(store),
        newest=lambda: journal.head.seq,
        journal=journal,
        keep=lambda forwarded: write_forwarded(store, forwarded),
        clock=clock,
        light=HubLight(clock, None),
    )
    return Forwarder(
        Peer(line=line, sender=sender, hub_public=hub.public), desk, Forwarded()
    )
