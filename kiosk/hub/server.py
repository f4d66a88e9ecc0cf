"""The hub's server: uvicorn on a bound socket, with or without TLS."""

import asyncio
import gc
import signal
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from resource import RLIMIT_NOFILE, getrlimit, setrlimit
from typing import Final

import uvicorn
from fastapi import FastAPI

from kiosk.core.errors import ConfigError
from kiosk.hub.bounded_http import BoundedHttp
from kiosk.upstream.forwarder.line import KEPT_S
from kiosk.web.server import bind

_GRACE_S: Final = 3
# Longer than kiosks keep their end of an idle connection: whoever closes first is not
# the one that is written to.
_KEEP_ALIVE_S: Final = KEPT_S + 15


class PlainFromElsewhere(ConfigError):
    """Credentials and passwords would cross the network in clear."""

    slug = "hub-plain"

    def __init__(self, host: str) -> None:
        super().__init__(
            f"without a certificate only this machine is served, not {host}; give "
            "--certificate and --key, or --plain where a balancer before it speaks TLS"
        )
        self.host = host


class CertificateUnfit(ConfigError):
    """The certificate or its key cannot be used."""

    slug = "hub-certificate-unfit"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}: no certificate in PEM, or --key is not its key or has a password"
        )
        self.path = path


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a node is reached.

    Attributes:
        host: Address to listen on.
        port: TCP port; 0 picks a free one.
        certificate: PEM with the certificate and its chain, or None.
        key: PEM with its key, or None: it is in the same file.
        plain: Whether something before the node speaks TLS for it.
    """

    host: str = "127.0.0.1"
    port: int = 8440
    certificate: Path | None = None
    key: Path | None = None
    plain: bool = False

    @property
    def secure(self) -> bool:
        """Whether browsers come by TLS."""
        return self.plain or self.certificate is not None


def listen(address: Address) -> socket.socket:
    """Bind a node's socket, once everything about TLS is right.

    Raises:
        ConfigError: The address is taken, TLS is wrong, or there is none and ought to.
    """
    if not address.secure and not _is_this_machine(address.host):
        raise PlainFromElsewhere(address.host)
    if address.certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        try:
            context.load_cert_chain(address.certificate, address.key, lambda: "")
        except OSError:
            raise CertificateUnfit(address.certificate) from None
    return bind(address.host, address.port)


def serve(
    app: FastAPI,
    listener: socket.socket,
    address: Address,
    ready: Callable[[str], None],
) -> None:
    """Serve until SIGTERM or SIGINT.

    Args:
        app: What ``build_hub`` returned.
        listener: What ``listen`` returned.
        address: The same.
        ready: Told the URL.
    """
    _allow_many_connections()
    gc.freeze()  # what is loaded by now stays: collections need not walk it
    host, port = listener.getsockname()[:2]
    scheme = "https" if address.certificate else "http"
    ready(f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/")
    server(app, address).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Ends in order at a signal, and leaves the rest to whoever started it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop, numbers = asyncio.get_running_loop(), (signal.SIGINT, signal.SIGTERM)
        for number in numbers:
            loop.add_signal_handler(number, self._end)
        try:
            yield
        finally:
            for number in numbers:
                loop.remove_signal_handler(number)

    def _end(self) -> None:
        self.should_exit = True


def server(app: FastAPI, address: Address) -> uvicorn.Server:
    """A server for ``app`` that is not running yet; runs in the main thread alone."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        # Both in C; they come with the hub's extra, and kiosks do without.
        http=BoundedHttp,
        loop="uvloop",
        timeout_keep_alive=_KEEP_ALIVE_S,
        ssl_certfile=address.certificate,
        ssl_keyfile=address.key,
        timeout_graceful_shutdown=_GRACE_S,
    )
    return _Server(config)


def _allow_many_connections() -> None:
    """Let this process have as many files as it may: each kiosk keeps one open."""
    _, most = getrlimit(RLIMIT_NOFILE)
    setrlimit(RLIMIT_NOFILE, (most, most))


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
