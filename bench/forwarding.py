"""A backlog drains to a hub on this machine; what a lane beside it notices.

The lane decides under the largest shipped policy and appends, 20 times a second, which
is sixty times a busy gate. With and without the forwarder take turns, so that whatever
else the machine does meets both.
"""

import asyncio
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from nacl.public import PrivateKey
from nacl.signing import SigningKey

from bench.receiver import SEED
from bench.report import RESULTS, Row, percentile
from bench.rules import FACTS
from kiosk.clock import SystemClock
from kiosk.codes.acknowledgement import Forwarded
from kiosk.codes.batch_seal import key_id
from kiosk.core.facts import Facts
from kiosk.core.record import Draft, Kind
from kiosk.rules.decision import decide
from kiosk.rules.policy import Policy
from kiosk.store.forwarded import write_forwarded
from kiosk.store.journal import SqliteJournal
from kiosk.store.ledger import Ledger
from kiosk.store.outbox import Outbox
from kiosk.store.policies import open_policy
from kiosk.store.rows import prepare
from kiosk.store.sealing import SealKeys
from kiosk.upstream.forwarder.forwarder import Forwarder
from kiosk.upstream.forwarder.light import HubLight
from kiosk.upstream.forwarder.line import Line
from kiosk.upstream.forwarder.parcel import Sender
from kiosk.upstream.forwarder.parts import Desk, Peer

BACKLOG: Final = 60_000
TURNS: Final = 5
TURN_S: Final = 4.0
_EVERY_S: Final = 0.05
_PART: Final = "forward a backlog"
_KIOSK_SEED: Final = b"k" * 32


def measure(backlog: int = BACKLOG) -> Iterator[Row]:
    """Records a second, and the lane's p99 beside it."""
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=RESULTS) as folder, _receiver() as port:
        store = Path(folder)
        _fill(store, backlog)
        rate, alone, beside = asyncio.run(_measure(store, port))
    yield Row(part=_PART, what="records/s", value=rate, budget=5000, at_least=True)
    before, after = percentile(alone, 99), percentile(beside, 99)
    yield Row(part=_PART, what="lane p50 ms, alone", value=percentile(alone, 50))
    yield Row(part=_PART, what="lane p50 ms, beside", value=percentile(beside, 50))
    yield Row(part=_PART, what="lane p99 ms, alone", value=before)
    yield Row(part=_PART, what="lane p99 ms, beside", value=after, budget=1.2 * before)


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


def _keys() -> SealKeys:
    public = bytes(PrivateKey(b"s" * 32).public_key)
    return SealKeys(master=b"\1" * 32, supervisor=public)


def _fill(store: Path, count: int) -> None:
    """A backlog of passages as large as real ones."""
    clock = SystemClock(trusted=True)
    ledger = Ledger(store, keys=_keys(), clock=clock)
    ledger.open()
    for first in range(0, count, 1000):
        ledger.append([prepare(_draft(clock, n)) for n in range(first, first + 1000)])
    ledger.close()


def _draft(clock: SystemClock, number: int) -> Draft:
    payload = {
        "passage": f"{number:016x}",
        "outcome": "decided",
        "kiosk": "kiosk-1",
        "lane": "1",
        "grid": "测试县/测试镇/测试社区/1",
        "direction": "in",
        "verdict": "allow",
        "reasons": ["pass-valid"],
        "clock": "synced",
        "facts": FACTS,
        "temperature": {"celsius": 36.5, "kind": "body", "quality": "good"},
        "stages_ms": {"frame": 0.0, "decoded": 14.2, "decided": 31.7},
    }
    return Draft(kind=Kind.PASSAGE, at=clock.now(), payload=payload)


async def _measure(store: Path, port: int) -> tuple[float, list[float], list[float]]:
    clock, policy = SystemClock(trusted=True), open_policy("closed")
    alone: list[float] = []
    beside: list[float] = []
    sent, seconds = 0, 0.0
    line = Line(f"http://127.0.0.1:{port}", None, {"Kiosk-Id": "kiosk-1"})
    async with SqliteJournal(store, keys=_keys(), clock=clock) as journal:
        forwarder = _forwarder(store, journal, line, clock)
        await forwarder.push()  # warm, with the packing process
        await _lane(journal, policy, clock, TURN_S / 2)
        for _ in range(TURNS):
            alone += await _lane(journal, policy, clock, TURN_S)
            before, began = forwarder.forwarded.through, time.perf_counter()
            task = asyncio.create_task(_drain(forwarder))
            beside += await _lane(journal, policy, clock, TURN_S)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            sent += forwarder.forwarded.through - before
            seconds += time.perf_counter() - began
    forwarder.close()
    await line.aclose()
    return sent / seconds, alone, beside


async def _drain(forwarder: Forwarder) -> None:
    while await forwarder.push():  # noqa: ASYNC110 - a breath, as the forwarder takes
        await asyncio.sleep(0.01)


async def _lane(
    journal: SqliteJournal, policy: Policy, clock: SystemClock, seconds: float
) -> list[float]:
    """Milliseconds from the moment a code was due until its row is on the disk."""
    facts = Facts.model_validate(FACTS)
    taken = []
    due = time.perf_counter()
    end = due + seconds
    while due < end:
        due += _EVERY_S
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        decide(facts, policy)
        await journal.append(_draft(clock, 0))
        taken.append((time.perf_counter() - due) * 1000)
        due = max(due, time.perf_counter() - _EVERY_S)
    return taken


def _forwarder(
    store: Path, journal: SqliteJournal, line: Line, clock: SystemClock
) -> Forwarder:
    light = HubLight(clock, None)
    public = bytes(SigningKey(SEED).verify_key)
    own = key_id(bytes(SigningKey(_KIOSK_SEED).verify_key))
    sender = Sender(kiosk="kiosk-1", seed=_KIOSK_SEED, key=own)
    desk = Desk(
        source=Outbox(store),
        newest=lambda: journal.head.seq,
        journal=journal,
        keep=lambda forwarded: write_forwarded(store, forwarded),
        clock=clock,
        light=light,
    )
    return Forwarder(
        Peer(line=line, sender=sender, hub_public=public), desk, Forwarded()
    )
