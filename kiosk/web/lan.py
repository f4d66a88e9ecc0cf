"""The LAN: other machines than the kiosk, which come over TLS and by other names."""

from collections.abc import Callable
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
        lan: How other machines reach the kiosk now; None: they do not.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        screen: tuple[str, ...],
        lan: Callable[[], Lan] | None,
    ) -> None:
        self._app, self._screen, self._lan = app, screen, lan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse its host name."""
        names = [*self._screen]
        if scope.get("scheme") == "https" and self._lan is not None:
            names += self._lan().hosts  # they change with the certificate
        door = TrustedHostMiddleware(self._app, names, www_redirect=False)
        await door(scope, receive, send)
