"""A real adapter before a real server on a free port of this machine."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.core.view import DeviceStatus
from kiosk.upstream.contact import Access, Patience
from kiosk.upstream.conversation import Conversation
from kiosk.upstream.exchange import Exchange
from kiosk.upstream.health_service import HttpHealthService
from kiosk.upstream.profile import Profile
from kiosk.upstream.profiles import open_profile
from kiosk.upstream.simulated.people import People
from kiosk.upstream.simulated.server import bind, serve
from kiosk.upstream.simulated.world import Troubles, World
from tests.fakes import NOON, FakeClock

AT = NOON
QUIET = Troubles()
PATIENT = Patience(budget_s=10.0, failures=3)
"""A budget that only a service which never answers can exceed."""
Peer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Held:
    """Holds every answer back until released; tells when one is held."""

    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, seconds: float) -> None:
        assert seconds >= 0
        self.arrived.set()
        await self.released.wait()


@dataclass
class Asker:
    """The adapter and what its light said."""

    service: HttpHealthService
    clock: FakeClock
    lights: list[DeviceStatus] = field(default_factory=list)

    def light(self) -> tuple[str, str | None]:
        return str(self.lights[-1].condition), self.lights[-1].slug


def world(
    clock: FakeClock | None = None, troubles: Troubles = QUIET, count: int = 40
) -> World:
    return World(
        people=People(seed=3, count=count),
        clock=clock or FakeClock(),
        account="kiosk-1",
        secret="s3cret-测试",
        troubles=troubles,
    )


def free_socket() -> socket.socket:
    return bind("127.0.0.1", 0)


@asynccontextmanager
async def serving(
    simulated: World, certificate: Path | None = None
) -> AsyncIterator[int]:
    """The simulator on a free port."""
    stop, listener = asyncio.Event(), free_socket()
    port: int = listener.getsockname()[1]
    task = asyncio.create_task(serve(simulated, listener, stop, certificate))
    try:
        yield port
    finally:
        stop.set()
        await task


@asynccontextmanager
async def peer(answer: Peer) -> AsyncIterator[int]:
    """A server that does whatever ``answer`` does with a connection."""

    async def closed(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            await answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(closed, sock=free_socket())
    async with server:
        yield server.sockets[0].getsockname()[1]


@asynccontextmanager
async def asking(
    port: int,
    profile: Profile | str = "simulator",
    patience: Patience = PATIENT,
    *,
    clock: FakeClock | None = None,
    exchange: Exchange | None = None,
) -> AsyncIterator[Asker]:
    """The adapter before the server at ``port``."""
    if isinstance(profile, str):
        profile = open_profile(profile)
    clock = clock or FakeClock()
    exchange = exchange or Exchange(f"http://127.0.0.1:{port}")
    access = Access(account="kiosk-1", secret="s3cret-测试", device="kiosk-1")
    lights: list[DeviceStatus] = []
    conversation = Conversation(profile, access, exchange, clock)
    service = HttpHealthService(conversation, clock, lights.append, patience)
    try:
        yield Asker(service=service, clock=clock, lights=lights)
    finally:
        await exchange.aclose()
