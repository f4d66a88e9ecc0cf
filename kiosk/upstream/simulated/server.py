"""The simulated service on a socket, with TLS where a certificate is given."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from kiosk.core.errors import ConfigError
from kiosk.upstream.simulated.dialects import (
    own_routes,
    terminal_routes,
    vendor_routes,
)
from kiosk.upstream.simulated.world import World

_GRACE_S = 1


class _Server(uvicorn.Server):
    """Leaves the signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def build_service(world: World) -> FastAPI:
    """Every dialect, each under its own paths."""
    service = FastAPI(openapi_url=None)
    for routes in (own_routes, vendor_routes, terminal_routes):
        service.include_router(routes(world))
    return service


def bind(host: str, port: int) -> socket.socket:
    """Listen on an address; port 0 picks a free one.

    Raises:
        ConfigError: The address is in use or not ours.
    """
    # The protocol must be said: asyncio turns Nagle's algorithm off only where it can
    # see TCP, and with it on every answer waits 40 ms for the kiosk's delayed ACK.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise ConfigError(
            f"health-service: cannot listen on {host} port {port}: {error.strerror}; "
            "choose another port"
        ) from error
    return listener


async def serve(
    world: World,
    listener: socket.socket,
    stop: asyncio.Event,
    certificate: Path | None = None,
) -> None:
    """Serve on a bound socket until ``stop`` is set.

    Args:
        world: Who has a code, and what goes wrong.
        listener: A listening TCP socket.
        stop: Set it to end.
        certificate: PEM with certificate and key for TLS, or None for plain HTTP.
    """
    config = uvicorn.Config(
        build_service(world),
        lifespan="off",
        log_config=None,
        access_log=False,
        ssl_certfile=certificate,
        timeout_graceful_shutdown=_GRACE_S,
    )
    server = _Server(config)
    serving = asyncio.ensure_future(server.serve(sockets=[listener]))
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        server.should_exit = True
        stopping.cancel()
        await serving
