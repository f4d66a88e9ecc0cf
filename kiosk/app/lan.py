"""The door for other machines: its certificate, its port, and a light for both.

A certificate that is missing or too old, or a port in use, shuts this door and says so;
the gate and its own screen go on. A renewed certificate is shown to whoever comes next.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI

from kiosk.config.tables import Settings
from kiosk.core.errors import ConfigError
from kiosk.core.view import Condition, DeviceStatus
from kiosk.ports import Clock
from kiosk.store.stamp import Stamp, stamp_of
from kiosk.web import server
from kiosk.web.lan import Lan

if TYPE_CHECKING:
    from kiosk.store.authority import WebCertificate

NAME: Final = "lan"
_SOON: Final = timedelta(days=30)
_LOOK_S: Final = 5.0


@dataclass(slots=True, kw_only=True)
class OpenDoor:
    """What an open door shows; the certificate is exchanged when it is renewed.

    Attributes:
        listener: The bound socket.
        certificate: What is shown at it.
        context: The same for TLS.
        refused: Why a newer certificate is not shown, or an empty string.
    """

    listener: socket.socket
    certificate: "WebCertificate"
    context: ssl.SSLContext = field(repr=False)
    refused: str = ""

    @property
    def lan(self) -> Lan:
        """How other machines reach the kiosk now."""
        return Lan(
            names=self.certificate.names,
            port=self.listener.getsockname()[1],
            fingerprint=self.certificate.fingerprint,
            root=self.certificate.root,
        )

    async def watch(self) -> None:
        """Take renewed certificates over until cancelled."""
        seen: Stamp | None = None
        while True:
            # From the first look on: it may have changed while the kiosk started.
            found = await asyncio.to_thread(stamp_of, self.certificate.path)
            if found != seen:
                await asyncio.to_thread(self.renew)
            seen = found
            await asyncio.sleep(_LOOK_S)

    def renew(self) -> None:
        """Show the certificate that lies in the key folder now, if it is sound."""
        from kiosk.store.authority import load_certificate  # noqa: PLC0415

        try:
            certificate = load_certificate(self.certificate.path.parent)
            self.context.load_cert_chain(certificate.path)
        except (ConfigError, OSError) as error:  # an SSLError is an OSError
            self.refused = str(error)
        else:
            self.certificate, self.refused = certificate, ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanDoor:
    """The door, open or shut.

    Attributes:
        clock: Tells when the certificate ends.
        open: What it shows; None where the door is shut or not wanted.
        problem: Why it is shut, for the installer; an empty string otherwise.
    """

    clock: Clock
    open: OpenDoor | None = None
    problem: str = ""

    @property
    def lan(self) -> Callable[[], Lan] | None:
        """Tells how other machines reach the kiosk now; None: they do not."""
        door = self.open
        return None if door is None else lambda: door.lan

    def light(self) -> DeviceStatus | None:
        """Red while the door is shut, amber a month before; None where none is."""
        if self.problem:
            return _ill(Condition.FAILED, "lan-shut", self.problem)
        if self.open is None:
            return None
        if self.open.refused:
            return _ill(Condition.WARNING, "certificate-refused", self.open.refused)
        left = self.open.certificate.until - self.clock.now()
        if left > _SOON:
            return DeviceStatus(name=NAME, condition=Condition.OK)
        condition = Condition.WARNING if left > timedelta() else Condition.FAILED
        return _ill(condition, "certificate-ends", "kiosk ca issue")

    async def serve(self, app: FastAPI, stop: asyncio.Event) -> None:
        """Serve other machines until ``stop`` is set."""
        if self.open is None:
            return
        watching = asyncio.create_task(self.open.watch(), name="certificate")
        try:
            await server.serve(app, self.open.listener, stop, self.open.context)
        finally:
            watching.cancel()


def open_lan(settings: Settings, clock: Clock, stack: AsyncExitStack) -> LanDoor:
    """Open the door that ``[web] lan_host`` asks for.

    Args:
        settings: All settings.
        clock: Wall time.
        stack: Closes the socket.
    """
    web = settings.web
    if not web.lan_host:
        return LanDoor(clock=clock)
    # Here, so that a kiosk without this door loads no library of certificates.
    from kiosk.store.authority import load_certificate  # noqa: PLC0415

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        certificate = load_certificate(settings.store.directory / "keys")
        context.load_cert_chain(certificate.path)
        listener = server.bind(web.lan_host, web.lan_port)
    except (ConfigError, OSError) as error:  # an SSLError is an OSError
        return LanDoor(clock=clock, problem=str(error))
    stack.callback(listener.close)
    door = OpenDoor(listener=listener, certificate=certificate, context=context)
    return LanDoor(clock=clock, open=door)


def _ill(condition: Condition, slug: str, advice: str) -> DeviceStatus:
    return DeviceStatus(name=NAME, condition=condition, slug=slug, advice=advice)
