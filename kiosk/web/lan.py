"""The LAN: other machines than the kiosk, which come over TLS and by other names."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(frozen=True, slots=True, kw_only=True)
class Lan:
    """How other machines reach the kiosk.

    Attributes:
        names: Host names and addresses of its certificate; the first is the one to use.
        port: TCP port.
        fingerprint: SHA-256 of the root certificate, as phones show it.
        root: The root certificate, PEM.
    """

    names: tuple[str, ...]
    port: int
    fingerprint: str
    root: bytes

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names as requests carry them."""
        return tuple(f"[{name}]" if ":" in name else name for name in self.names)

    @property
    def address(self) -> str:
        """What phones open."""
        return f"https://{self.hosts[0]}:{self.port}/"


class HostNames:
    """ASGI middleware: each door answers to its own names alone (DNS rebinding).

    Args:
        app: What is behind the doors.
        screen: Names of the kiosk on its own screen.
        lan: Names for other machines.
    """

    def __init__(
        self, app: ASGIApp, *, screen: tuple[str, ...], lan: tuple[str, ...]
    ) -> None:
        names = {"http": screen, "https": (*screen, *lan)}
        self._doors: Mapping[str, ASGIApp] = {
            scheme: TrustedHostMiddleware(app, list(hosts), www_redirect=False)
            for scheme, hosts in names.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse its host name."""
        door = self._doors["https" if scope.get("scheme") == "https" else "http"]
        await door(scope, receive, send)
