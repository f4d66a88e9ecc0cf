"""A hub on this machine: many kiosks at their rhythm, then as much as it takes.

The load comes from one more process; hub nodes, PostgreSQL and load share the machine.
The ceiling is told as a share of what a bare loop of COPY writes into the same table,
at the same server; the two take turns, so that whatever else the machine does meets
both.
"""

import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from json import loads
from pathlib import Path
from typing import Any, Final

import psycopg

from bench.hub_kiosks import SimulatedKiosk
from bench.hub_processor import Processor, Spent
from bench.report import RESULTS, Row, percentile
from kiosk.clock import SystemClock
from kiosk.hub.demonstration import embedded_server
from kiosk.hub.node import open_node

KIOSKS: Final = 5000
EVERY_S: Final = 30.0
CROSSINGS: Final = 10  # of a kiosk in 30 s, at a busy gate
NODES: Final = 2
_FLOODING: Final = 8  # kiosks that send a backlog at once
_TURNS: Final = 3
_BATCHES: Final = 12  # of each in a turn
_FULL: Final = 300  # rows of a batch: about what 512 KiB hold
_COPIED: Final = 60  # batches of the bare loop in a turn
_PART: Final = "hub"


def measure() -> Iterator[Row]:
    """The answers at the kiosks' rhythm, and the ceiling in records/s."""
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        with embedded_server(folder) as database:
            kiosks = [SimulatedKiosk(f"gate-{n:04}") for n in range(KIOSKS)]
            _enrol(database, kiosks)
            with running_nodes(database, NODES) as ports:
                processor = Processor(database)
                yield from _rhythm(folder, kiosks, ports, processor)
                yield from _ceiling(folder, kiosks, ports, database, processor)


def _enrol(database: str, kiosks: list[SimulatedKiosk]) -> None:
    clock = SystemClock(trusted=True)
    with open_node(database, clock):
        pass  # it makes the tables
    with psycopg.connect(database) as connection, connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO kiosk (id, community, name, public_key, credential,"
            " enrolled_at) VALUES (%s, 'c1', %s, %s, %s, now())",
            [
                (one.id, one.id, one.public, sha256(one.credential.encode()).digest())
                for one in kiosks
            ],
        )
        cursor.execute(
            "INSERT INTO mark (kiosk, tail, head_hash)"
            " SELECT id, repeat('0', 64), repeat('0', 64) FROM kiosk"
        )


@contextmanager
def running_nodes(database: str, count: int) -> Iterator[list[int]]:
    """So many nodes, each a process of its own; yields their ports."""
    command = [sys.executable, "-m", "kiosk", "hub", "serve", "--port", "0"]
    command += ["--database", database]
    nodes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for _ in range(count)
    ]
    try:
        yield [_port(next(iter(node.stdout or ()), "")) for node in nodes]
    finally:
        for node in nodes:
            node.terminate()
        for node in nodes:
            node.communicate()


def _port(url: str) -> int:
    return int(url.rstrip("/\n").rpartition(":")[2])


def _rhythm(
    folder: Path, kiosks: list[SimulatedKiosk], ports: list[int], processor: Processor
) -> Iterator[Row]:
    """Two rounds: kiosks come for the first time, and come back."""
    requests = [[kiosk.request(CROSSINGS) for _ in range(2)] for kiosk in kiosks]
    processor.spent()
    said = _load(folder, requests, ports, EVERY_S)
    spent, count = processor.spent(), 2 * KIOSKS
    part = f"{_PART}, {KIOSKS} kiosks every {EVERY_S:.0f} s"
    note = f"{count} POSTs of {CROSSINGS} records, {said['refused']} not taken"
    yield Row(part=part, what="POST/s", value=count / said["seconds"], note=note)
    for name, taken in zip(("new", "kept"), said["rounds_s"], strict=True):
        for percent, budget in ((50, None), (99, 500)):
            what = f"p{percent} ms, {name} connections"
            value = 1000 * percentile(taken, percent)
            yield Row(part=part, what=what, value=value, budget=budget)
    yield Row(part=part, what="not taken", value=said["refused"], budget=0)
    yield from _processor(part, "POST", spent, count)


def _ceiling(
    folder: Path,
    kiosks: list[SimulatedKiosk],
    ports: list[int],
    database: str,
    processor: Processor,
) -> Iterator[Row]:
    bare_s = seconds = 0.0
    refused, spent = 0, Spent(0.0, 0.0)
    for turn in range(_TURNS):
        bare_s += _copy(database, turn)
        requests = [
            [kiosk.request(_FULL) for _ in range(_BATCHES)]
            for kiosk in kiosks[:_FLOODING]
        ]
        processor.spent()
        said = _load(folder, requests, ports, 0.0)
        spent = Spent(*map(sum, zip(spent, processor.spent(), strict=True)))
        seconds += said["seconds"]
        refused += said["refused"]
    count = _TURNS * _FLOODING * _BATCHES * _FULL
    bare = _TURNS * _COPIED * _FULL / bare_s
    rate = (count - refused * _FULL) / seconds
    part = f"{_PART}, ceiling"
    yield Row(part=part, what="bare COPY, records/s", value=bare)
    note = f"batches of {_FULL}, {refused} not taken"
    yield Row(part=part, what="records/s", value=rate, note=note)
    yield Row(
        part=part, what="of bare COPY", value=rate / bare, budget=0.5, at_least=True
    )
    yield from _processor(part, "record", spent, count)


def _processor(part: str, of: str, spent: Spent, count: int) -> Iterator[Row]:
    for who, taken in spent._asdict().items():
        yield Row(part=part, what=f"CPU ms a {of}, {who}", value=taken / count)


def _load(
    folder: Path, requests: list[list[bytes]], ports: list[int], every_s: float
) -> dict[str, Any]:
    """Send from a process of its own; see ``bench.hub_load``."""
    plan = folder / "plan"
    plan.write_bytes(pickle.dumps((requests, ports, every_s)))
    command = [sys.executable, "-m", "bench.hub_load", str(plan)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = loads(done.stdout)
    return found


def _copy(database: str, turn: int) -> float:
    """Seconds of COPY alone, a transaction for each batch.

    Into the very table that the hub fills: one of its own would have neither partitions
    nor indexes that are full already, and so be quicker than what it is compared with.
    """
    rows = [
        SimulatedKiosk(f"bare-{turn}-{n}").rows_as_filed(_FULL) for n in range(_COPIED)
    ]
    with psycopg.connect(database) as connection:
        began = time.perf_counter()
        for batch in rows:
            with (
                connection.cursor() as cursor,
                cursor.copy("COPY record FROM STDIN") as to,
            ):
                for row in batch:
                    to.write_row(row)
            connection.commit()
        return time.perf_counter() - began
