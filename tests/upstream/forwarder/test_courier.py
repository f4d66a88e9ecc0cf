"""A backlog is carried by a process of its own, which may be killed at any time."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import psutil
import pytest

from kiosk.codes.acknowledgement import Acknowledgement
from kiosk.codes.hub_refusal import BatchGap
from kiosk.codes.signed_head import HubAnswerMalformed
from kiosk.core.errors import StoreError
from kiosk.store.outbox import Outbox
from kiosk.upstream.forwarder.courier import Courier
from kiosk.upstream.forwarder.delivery import Delivered, Route
from kiosk.upstream.forwarder.errors import HubBusy, HubDown, HubRefused
from kiosk.upstream.forwarder.line import HubAddress, Line
from kiosk.upstream.forwarder.parcel import Wanted
from tests.fakes import NOON
from tests.store.scenes import audit, fill
from tests.upstream.forwarder.receiver import (
    HUB_PUBLIC,
    Receive,
    Receiver,
    Said,
    Scope,
    Send,
    refusing,
)
from tests.upstream.forwarder.rig import HEADERS, PUBLIC, SENDER, receiving
from tests.upstream.rig import free_socket

FEW, MANY = 1, 9


@asynccontextmanager
async def carrying(store: Path, receiver: Receiver) -> AsyncIterator[Courier]:
    """A courier before a receiver."""
    async with receiving(receiver) as port, carrying_to(store, port) as courier:
        yield courier


@asynccontextmanager
async def carrying_to(store: Path, port: int) -> AsyncIterator[Courier]:
    """A courier for whom MANY waiting rows are a backlog."""
    line = Line(HubAddress(f"http://127.0.0.1:{port}", headers=HEADERS))
    route = Route(
        source=Outbox(store),
        sender=SENDER,
        address=line.address,
        hub_public=HUB_PUBLIC,
    )
    courier = Courier(route, line, backlog=MANY)
    try:
        yield courier
    finally:
        courier.close()
        await line.aclose()


def process() -> psutil.Process | None:
    """The child of this process that gets the processor last."""
    children = psutil.Process().children()
    found = [child for child in children if child.nice() == 19]
    return found[0] if found else None


def is_first_to_go(pid: int) -> bool:
    """Whether a process is ended first where memory runs out."""
    return Path(f"/proc/{pid}/oom_score_adj").read_text(encoding="ascii") == "1000\n"


def through(delivered: Delivered | None) -> int:
    assert delivered is not None
    assert isinstance(delivered.answer, Acknowledgement)
    return delivered.answer.accepted_through


async def test_a_backlog_has_a_process_that_stands_back_until_it_is_over(
    tmp_path: Path,
) -> None:
    fill(tmp_path, *(audit(str(n)) for n in range(4)))
    receiver = Receiver(PUBLIC)
    async with carrying(tmp_path, receiver) as courier:
        first = await courier.carry(Wanted(after=0, most=2), NOON, MANY)
        child = process()
        assert child is not None
        assert os.sched_getscheduler(child.pid) == os.SCHED_IDLE
        assert is_first_to_go(child.pid)
        second = await courier.carry(Wanted(after=2, most=1), NOON, MANY)
        third = await courier.carry(Wanted(after=3), NOON, FEW)
        child.wait(20)

    assert receiver.posts == [(1, 2), (3, 3), (4, 4)]
    assert [through(one) for one in (first, second, third)] == [2, 3, 4]
    assert first is not None
    assert (first.load.first, first.load.last) == (1, 2)


async def test_a_process_that_is_killed_costs_no_batch(tmp_path: Path) -> None:
    fill(tmp_path, audit("one"), audit("two"))
    receiver = Receiver(PUBLIC)
    async with carrying(tmp_path, receiver) as courier:
        await courier.carry(Wanted(after=0, most=1), NOON, MANY)
        child = process()
        assert child is not None
        os.kill(child.pid, signal.SIGKILL)

        assert through(await courier.carry(Wanted(after=1), NOON, MANY)) == 2
        assert process() is None
        # What killed one would kill the next, until there was less to do.
        assert await courier.carry(Wanted(after=2), NOON, MANY) is None
        assert process() is None
        assert await courier.carry(Wanted(after=2), NOON, FEW) is None
        assert await courier.carry(Wanted(after=2), NOON, MANY) is None
        assert process() is not None


async def test_a_process_that_hangs_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, audit("one"), audit("two"))
    async with carrying(tmp_path, Receiver(PUBLIC)) as courier:
        await courier.carry(Wanted(after=0, most=1), NOON, MANY)
        child = process()
        assert child is not None
        child.suspend()
        monkeypatch.setattr("kiosk.upstream.forwarder.courier.PATIENCE_S", 0.0)

        assert through(await courier.carry(Wanted(after=1), NOON, MANY)) == 2
        child.wait(20)


async def test_a_system_without_room_for_a_process_sends_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> NoReturn:
        raise BlockingIOError

    monkeypatch.setattr("multiprocessing.popen_spawn_posix.Popen._launch", full)
    fill(tmp_path, audit("one"))
    async with carrying(tmp_path, Receiver(PUBLIC)) as courier:
        assert through(await courier.carry(Wanted(after=0), NOON, MANY)) == 1


async def test_what_went_wrong_arrives_as_it_was(tmp_path: Path) -> None:
    fill(tmp_path, audit("one"))
    patience = Said(503, headers=((b"retry-after", b"7"),))
    gap = refusing(BatchGap(3), accepted_through=3)
    receiver = Receiver(PUBLIC, script=[patience, Said(200, b"[]"), gap])
    async with carrying(tmp_path, receiver) as courier:
        with pytest.raises(HubBusy) as busy:
            await courier.carry(Wanted(after=0), NOON, MANY)
        with pytest.raises(HubAnswerMalformed):
            await courier.carry(Wanted(after=0), NOON, MANY)
        refused = await courier.carry(Wanted(after=0), NOON, MANY)
        assert await courier.carry(Wanted(after=1), NOON, MANY) is None

    assert (busy.value.status, busy.value.retry_after_s) == (503, 7.0)
    assert refused is not None
    assert isinstance(refused.answer, HubRefused)
    assert (refused.answer.code, refused.answer.accepted_through) == ("gap", 3)


async def test_a_journal_or_a_hub_that_is_gone_is_told_of(tmp_path: Path) -> None:
    async with carrying(tmp_path, Receiver(PUBLIC)) as courier:
        with pytest.raises(StoreError):
            await courier.carry(Wanted(after=0), NOON, MANY)

    fill(tmp_path, audit("one"))
    with free_socket() as listener:
        port = listener.getsockname()[1]
    async with carrying_to(tmp_path, port) as courier:
        with pytest.raises(HubDown):
            await courier.carry(Wanted(after=0), NOON, MANY)


@dataclass
class Slow(Receiver):
    """Its first answer comes too late."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    late: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.asked.is_set():
            self.asked.set()
            await self.late.wait()
        await super().__call__(scope, receive, send)


async def test_an_answer_that_nobody_waited_for_is_not_the_next_ones(
    tmp_path: Path,
) -> None:
    fill(tmp_path, audit("one"), audit("two"))
    receiver = Slow(PUBLIC)
    async with carrying(tmp_path, receiver) as courier:
        given_up = asyncio.create_task(
            courier.carry(Wanted(after=0, most=1), NOON, MANY)
        )
        await receiver.asked.wait()
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up

        assert through(await courier.carry(Wanted(after=0), NOON, MANY)) == 2
        receiver.late.set()
    assert receiver.posts[0] == (1, 2)


async def test_the_process_ends_with_a_kiosk_that_is_killed_while_a_batch_travels(
    tmp_path: Path,
) -> None:
    fill(tmp_path, audit("one"))
    asked = asyncio.Event()

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        asked.set()
        await reader.read()
        writer.close()

    async with await asyncio.start_server(hear, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        kiosk = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.upstream.forwarder.carrying"),
            *(str(tmp_path), url),
            cwd=Path(__file__).parents[3],
            stdout=asyncio.subprocess.PIPE,
        )
        await asked.wait()
        kiosk.kill()

        # Its process has the same standard output: the end of it is the end of both.
        assert kiosk.stdout is not None
        assert await kiosk.stdout.read() == b""
        await kiosk.wait()
