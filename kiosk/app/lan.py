"""The door for other machines: its certificate, its port, and a light for both.

A certificate that is missing or too old, or a port in use, shuts this door and says so;
the gate and its own screen go on.
"""

import asyncio
import socket
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI

from kiosk.config.tables import Settings
from kiosk.core.errors import ConfigError
from kiosk.core.view import Condition, DeviceStatus
from kiosk.ports import Clock
from kiosk.web import server
from kiosk.web.lan import Lan

if TYPE_CHECKING:
    from kiosk.store.authority import WebCertificate

NAME: Final = "lan"
_SOON: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanDoor:
    """The door, open or shut.

    Attributes:
        clock: Tells when the certificate ends.
        listener: The bound socket; None where the door is shut or not wanted.
        certificate: What is shown at it.
        problem: Why it is shut, for the installer; an empty string otherwise.
    """

    clock: Clock
    listener: socket.socket | None = None
    certificate: "WebCertificate | None" = None
    problem: str = ""

    @property
    def lan(self) -> Lan | None:
        """How other machines reach the kiosk, or None."""
        if self.listener is None or self.certificate is None:
            return None
        return Lan(
            names=self.certificate.names,
            port=self.listener.getsockname()[1],
            fingerprint=self.certificate.fingerprint,
            root=self.certificate.root,
        )

    def light(self) -> DeviceStatus | None:
        """Red while the door is shut, amber a month before; None where none is."""
        if self.problem:
            return _ill(Condition.FAILED, "lan-shut", self.problem)
        if self.certificate is None:
            return None
        left = self.certificate.until - self.clock.now()
        if left > _SOON:
            return DeviceStatus(name=NAME, condition=Condition.OK)
        condition = Condition.WARNING if left > timedelta() else Condition.FAILED
        return _ill(condition, "certificate-ends", "kiosk ca issue, then restart")

    async def serve(self, app: FastAPI, stop: asyncio.Event) -> None:
        """Serve other machines until ``stop`` is set."""
        if self.listener is not None and self.certificate is not None:
            await server.serve(app, self.listener, stop, self.certificate.path)


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

    try:
        certificate = load_certificate(settings.store.directory / "keys")
        listener = server.bind(web.lan_host, web.lan_port)
    except ConfigError as error:
        return LanDoor(clock=clock, problem=str(error))
    stack.callback(listener.close)
    return LanDoor(clock=clock, listener=listener, certificate=certificate)


def _ill(condition: Condition, slug: str, advice: str) -> DeviceStatus:
    return DeviceStatus(name=NAME, condition=condition, slug=slug, advice=advice)
