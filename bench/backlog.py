"""A backlog drains into a real hub on this machine, which then walks it again.

A gate and its hub are two machines. Here each gets a core and a disk: the kiosk's lane
and what sends the backlog the first core, the hub's node and PostgreSQL the last, and
memory for a disk. ``shared`` lets all of them have every core and one disk, where the
hub takes from the lane what no gate's hub does.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench.crossings import fill
from bench.forwarding import BACKLOG, KIOSK, PUBLIC, Hub, drain
from bench.hub import running_nodes
from bench.report import RESULTS, Row
from kiosk.clock import SystemClock
from kiosk.hub.deeds import Doer
from kiosk.hub.demonstration import embedded_server
from kiosk.hub.kiosks import Application
from kiosk.hub.node import Node, open_node
from kiosk.hub.proof import Prover

_PART: Final = "backlog into a hub"
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a disk that is not the kiosk's
_ALL: Final = os.sched_getaffinity(0)


def measure(records: int | None = None, *, shared: bool = False) -> Iterator[Row]:
    """Records a second, the lane beside it, and the chain verified at the hub.

    Args:
        records: How many wait; None: a few.
        shared: Whether kiosk and hub share cores and disk.
    """
    RESULTS.mkdir(exist_ok=True)
    clock, waiting = SystemClock(trusted=True), records or BACKLOG
    part = f"{_PART}, {'all shared' if shared else 'a core and a disk each'}"
    apart = not shared and _MEMORY.is_dir()
    with (
        tempfile.TemporaryDirectory(dir=RESULTS) as place,
        # A short name: there is a socket in it.
        tempfile.TemporaryDirectory(
            prefix="bench-", dir=_MEMORY if apart else None
        ) as folder,
        _core(None if shared else -1),
        embedded_server(Path(folder)) as database,
        open_node(database, clock) as node,
        running_nodes(database, 1) as (port,),
        _core(None if shared else 0),
    ):
        store = Path(place) / "store"
        fill(store, KIOSK, waiting)
        hub = Hub(port=port, public=node.key.public, credential=_enrolled(node))
        drained = asyncio.run(drain(store, hub, to_the_end=True))
        yield from drained.rows(part)
        yield from _verified(node)


@contextmanager
def _core(which: int | None) -> Iterator[None]:
    """One core, by place, for this process and what it starts; None: those it has."""
    before = os.sched_getaffinity(0)
    if which is not None:
        os.sched_setaffinity(0, {sorted(_ALL)[which]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _enrolled(node: Node) -> str:
    now = node.clock.now()
    application = Application(
        code=node.codes.issue(KIOSK, Doer(by="bench", at=now)),
        kiosk=KIOSK,
        public=PUBLIC,
        community="620102001001",
        name=KIOSK,
    )
    return node.kiosks.enrol(application, now)


def _verified(node: Node) -> Iterator[Row]:
    began = time.perf_counter()
    proof = Prover(node.database).prove(KIOSK)
    seconds = time.perf_counter() - began
    part = "hub, a kiosk's chain verified"
    note = f"{proof.count} records"
    yield Row(part=part, what="seconds", value=seconds, note=note)
    yield Row(part=part, what="flaws", value=proof.flaw_count, budget=0)
