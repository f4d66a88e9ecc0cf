"""A real forwarder between a real journal and a receiver on a free port."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from nacl.signing import SigningKey

from kiosk.codes.acknowledgement import Forwarded
from kiosk.codes.batch_seal import key_id
from kiosk.store.forwarded import read_forwarded, write_forwarded
from kiosk.store.outbox import Outbox
from kiosk.upstream.forwarder.forwarder import Forwarder
from kiosk.upstream.forwarder.light import HubLight
from kiosk.upstream.forwarder.line import HubAddress, Line
from kiosk.upstream.forwarder.pace import Pace
from kiosk.upstream.forwarder.parcel import Sender
from kiosk.upstream.forwarder.parts import Desk, Peer
from tests.fakes import FakeClock, FakeJournal
from tests.upstream.forwarder.receiver import (
    CREDENTIAL,
    HUB_PUBLIC,
    Quiet,
    Receiver,
)
from tests.upstream.rig import free_socket

KIOSK = "kiosk-1"
SEED = b"k" * 32
PUBLIC = bytes(SigningKey(SEED).verify_key)
SENDER = Sender(kiosk=KIOSK, seed=SEED, key=key_id(PUBLIC))
HEADERS = {"Authorization": f"Bearer {CREDENTIAL}", "Kiosk-Id": KIOSK}
BRISK = Pace(look_s=0.005, breath_s=0.0)


@asynccontextmanager
async def receiving(
    receiver: Receiver | FastAPI, certificate: Path | None = None
) -> AsyncIterator[int]:
    """The receiver on a free port."""
    listener = free_socket()
    pem = None if certificate is None else str(certificate)
    config = uvicorn.Config(
        receiver, log_config=None, lifespan="off", ssl_certfile=pem, ssl_keyfile=pem
    )
    server = Quiet(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await task


async def until(happened: Callable[[], bool]) -> None:
    """Wait for what happens at the far end."""
    async with asyncio.timeout(20):
        while not happened():  # noqa: ASYNC110 - it happens at the far end
            await asyncio.sleep(0.005)


@dataclass
class Scene:
    """A forwarder, and everything it was given."""

    directory: Path
    forwarder: Forwarder
    receiver: Receiver
    light: HubLight
    clock: FakeClock
    journal: FakeJournal = field(default_factory=FakeJournal)

    def kept(self) -> Forwarded:
        return read_forwarded(self.directory)

    def lamp(self) -> tuple[str, str | None]:
        status = self.light.status()
        return str(status.condition), status.slug


@asynccontextmanager
async def forwarding(
    directory: Path, receiver: Receiver | None = None, pace: Pace = BRISK
) -> AsyncIterator[Scene]:
    """A forwarder of the journal in ``directory`` before a receiver."""
    receiver = receiver or Receiver(PUBLIC)
    async with receiving(receiver) as port:
        line = Line(HubAddress(f"http://127.0.0.1:{port}", None, HEADERS))
        try:
            yield scene(directory, receiver, line, pace)
        finally:
            await line.aclose()


def scene(directory: Path, receiver: Receiver, line: Line, pace: Pace) -> Scene:
    clock, journal, outbox = FakeClock(), FakeJournal(), Outbox(directory)
    light = HubLight(clock, None)
    light.enrolled = True
    forwarder = Forwarder(
        Peer(line=line, sender=SENDER, hub_public=HUB_PUBLIC),
        Desk(
            source=outbox,
            newest=lambda: outbox.head().seq,
            journal=journal,
            keep=lambda forwarded: write_forwarded(directory, forwarded),
            clock=clock,
            light=light,
        ),
        read_forwarded(directory),
        pace,
        draw=lambda _span: 0.0,
    )
    return Scene(directory, forwarder, receiver, light, clock, journal)
