"""A backlog drains into a real hub on this machine, which then walks it again.

Kiosk, hub node, PostgreSQL and packing process share the machine's cores; a kiosk in
service shares its own with none of the hub's.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator
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


def measure(records: int | None = None) -> Iterator[Row]:
    """Records a second, the lane beside it, and the chain verified at the hub.

    Args:
        records: How many wait; None: a few.
    """
    RESULTS.mkdir(exist_ok=True)
    clock, waiting = SystemClock(trusted=True), records or BACKLOG
    with (
        tempfile.TemporaryDirectory(dir=RESULTS) as place,
        tempfile.TemporaryDirectory(prefix="bench-") as folder,  # a socket: short
        embedded_server(Path(folder)) as database,
        open_node(database, clock) as node,
        running_nodes(database, 1) as (port,),
    ):
        store = Path(place) / "store"
        fill(store, KIOSK, waiting)
        hub = Hub(port=port, public=node.key.public, credential=_enrolled(node))
        drained = asyncio.run(drain(store, hub, to_the_end=True))
        yield from drained.rows(_PART)
        yield from _verified(node)


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
