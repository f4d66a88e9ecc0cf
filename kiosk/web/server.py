"""The web server: uvicorn inside the kiosk's own loop."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from kiosk.core.errors import ConfigError

_GRACE_S = 2
_MOST_CONNECTIONS = 64  # a gate has a few screens; more is a mistake or an attack


class _Server(uvicorn.Server):
    """Leaves the signals to the kiosk, which stops everything in order."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(
    app: FastAPI,
    listener: socket.socket,
    stop: asyncio.Event,
    context: ssl.SSLContext | None = None,
) -> None:
    """Serve ``app`` on a bound socket until ``stop`` is set.

    Args:
        app: What ``build_app`` returned.
        listener: A bound TCP socket, so that a port in use is known before anything
            else starts; see ``bind``.
        stop: Set it to end live streams at once and return within about two seconds.
        context: Key and certificate for TLS; whoever holds it may give it others, for
            those who come then. None serves this machine.
    """
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,  # addresses and times of people's screens are nobody's news
        server_header=False,
        http="h11",  # also where another protocol happens to be installed
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_graceful_shutdown=_GRACE_S,
        ssl_context_factory=None if context is None else lambda *_: context,
        proxy_headers=context is None,  # nobody speaks for others at the LAN's door
    )
    server = _Server(config)
    serving = asyncio.ensure_future(server.serve(sockets=[listener]))
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        app.state.closing.set()
        server.should_exit = True
        stopping.cancel()
        await serving


def bind(host: str, port: int) -> socket.socket:
    """Bind the web's address; port 0 picks a free one.

    Raises:
        ConfigError: The address is in use or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol by name: only then asyncio turns Nagle's delay off, 40 ms a panel.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()  # a screen that comes before the loop runs waits, not fails
    except OSError as exc:
        listener.close()
        raise ConfigError(
            f"web: cannot listen on {host} port {port}: {exc.strerror}; "
            "choose another host or port, or stop the other program"
        ) from exc
    return listener
