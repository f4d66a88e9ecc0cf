"""The hub's side of the kiosk: what goes up, what comes down, while it is enrolled."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path
from typing import Any, Final

from kiosk.app.down_sync import DownSync
from kiosk.app.siblings import Siblings, allowance_of
from kiosk.codes.batch_seal import key_id
from kiosk.codes.signed_policy import public_of
from kiosk.config.tables import Settings
from kiosk.core.errors import ConfigError
from kiosk.core.view import DeviceStatus
from kiosk.ports import Clock
from kiosk.store.enrolment import (
    Enrolment,
    enrolment_mark,
    load_enrolment,
    load_use_key,
)
from kiosk.store.forwarded import read_forwarded, write_forwarded
from kiosk.store.journal import SqliteJournal
from kiosk.store.outbox import Outbox
from kiosk.upstream.forwarder.forwarder import Forwarder
from kiosk.upstream.forwarder.light import HubLight
from kiosk.upstream.forwarder.line import HubAddress, Line
from kiosk.upstream.forwarder.pace import Pace
from kiosk.upstream.forwarder.parcel import Sender
from kiosk.upstream.forwarder.parts import Desk, Peer
from kiosk.upstream.tls import trust

_LOOK_S: Final = 2.0


class HubLink:
    """Forwards and fetches, from whenever this kiosk is enrolled.

    Args:
        settings: Name hub, store and kiosk.
        clock: Both times.
        journal: What is forwarded.
        parameters: Those of the policy in force.

    Raises:
        ConfigError: The CA file cannot be used.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        journal: SqliteJournal,
        parameters: Callable[[], Mapping[str, Any]],
    ) -> None:
        trust(ca_file(settings), "hub.ca_file")  # now, not when people wait
        self._settings = settings
        store = settings.store.directory
        self._keys = store / "keys"
        self._light = HubLight(clock, read_forwarded(store).contact)
        self._desk = build_desk(store, journal, clock, self._light)
        self._down = DownSync(store, clock, journal, self._light)
        use_key = load_use_key(self._keys)
        self._siblings = use_key and Siblings(
            store,
            use_key,
            clock=clock,
            journal=journal,
            allowance=lambda: allowance_of(parameters()),
        )

    def light(self) -> DeviceStatus:
        """How the hub is."""
        return self._light.status()

    def bundles_light(self) -> DeviceStatus | None:
        """What came from above and was refused, if anything."""
        return self._down.status()

    async def run(self) -> None:
        """Work until cancelled; a new enrolment counts at once."""
        while True:
            mark = await asyncio.to_thread(enrolment_mark, self._keys)
            enrolment = await asyncio.to_thread(usable_enrolment, self._settings)
            self._light.enrolled = enrolment is not None
            work = [asyncio.create_task(self._until_other(mark))]
            if enrolment is not None:
                work.append(asyncio.create_task(self._serve(enrolment)))
            try:
                done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in work:
                    task.cancel()
                await asyncio.gather(*work, return_exceptions=True)
            for task in done:
                task.result()

    async def _until_other(self, mark: object) -> None:
        while mark == enrolment_mark(self._keys):  # noqa: ASYNC110 - another process
            await asyncio.sleep(_LOOK_S)

    async def _serve(self, enrolment: Enrolment) -> None:
        hub = self._settings.hub
        async with opened_line(self._settings, enrolment) as line:
            forwarder = build_forwarder(self._settings, enrolment, line, self._desk)
            async with asyncio.TaskGroup() as group:
                group.create_task(forwarder.run())
                group.create_task(self._down.run(line, hub.bundles_s))
                if self._siblings:
                    group.create_task(self._siblings.run(line, self._light))


def ca_file(settings: Settings) -> Path | None:
    """The one authority that is trusted, or None: the system's."""
    return Path(settings.hub.ca_file) if settings.hub.ca_file else None


def usable_enrolment(settings: Settings) -> Enrolment | None:
    """The enrolment of this kiosk under its present id, if there is one."""
    try:
        found = load_enrolment(settings.store.directory / "keys")
    except ConfigError:
        return None  # the light asks to enrol
    return found if found.kiosk == settings.kiosk.id else None


@asynccontextmanager
async def opened_line(settings: Settings, enrolment: Enrolment) -> AsyncIterator[Line]:
    """A line with this kiosk's credential; closed at the end."""
    headers = {
        "Authorization": f"Bearer {enrolment.credential}",
        "Kiosk-Id": enrolment.kiosk,
    }
    line = Line(HubAddress(settings.hub.url, ca_file(settings), headers))
    try:
        yield line
    finally:
        await line.aclose()


def build_forwarder(
    settings: Settings, enrolment: Enrolment, line: Line, desk: Desk
) -> Forwarder:
    """The forwarder of this kiosk's journal."""
    return Forwarder(
        build_peer(enrolment, line),
        desk,
        read_forwarded(settings.store.directory),
        Pace(every_s=settings.hub.every_s),
    )


def build_peer(enrolment: Enrolment, line: Line) -> Peer:
    """The hub, and who this kiosk is to it."""
    sender = Sender(
        kiosk=enrolment.kiosk,
        seed=enrolment.seed,
        key=key_id(public_of(enrolment.seed)),
    )
    return Peer(line=line, sender=sender, hub_public=enrolment.hub_public)


def build_desk(
    store: Path, journal: SqliteJournal, clock: Clock, light: HubLight
) -> Desk:
    """What the forwarder of a store folder works with."""
    return Desk(
        source=Outbox(store, load_use_key(store / "keys")),
        newest=lambda: journal.head.seq,
        journal=journal,
        keep=partial(write_forwarded, store),
        clock=clock,
        light=light,
    )


async def push_everything(
    settings: Settings, clock: Clock, journal: SqliteJournal
) -> int:
    """Send everything that waits, once; return how many rows the hub took.

    Raises:
        ConfigError: This kiosk is not enrolled, or a file cannot be used.
        StoreError: The journal cannot be read or written, or a kiosk runs on it.
        UpstreamError: The hub does not take it.
    """
    store = settings.store.directory
    enrolment = load_enrolment(store / "keys")
    light = HubLight(clock, None)
    async with journal, opened_line(settings, enrolment) as line:
        desk = build_desk(store, journal, clock, light)
        with closing(build_forwarder(settings, enrolment, line, desk)) as forwarder:
            return await forwarder.drain()
