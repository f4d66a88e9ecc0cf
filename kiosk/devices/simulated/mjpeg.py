"""MJPEG over HTTP, as network cameras send it: one endless multipart answer.

Every client gets the newest picture; one that is slow misses pictures and never
falls behind.
"""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

BOUNDARY: Final = "frame"
_SEND_BUFFER: Final = 128 * 1024  # bytes; one 720p picture: more would be a queue
_PATIENCE_S: Final = 5.0  # a client that takes nothing for so long is gone


class Broadcast:
    """Hands the newest picture to any number of waiting threads."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._part = b""
        self._number = 0
        self._calls = 0
        self._watching = 0

    @property
    def watching(self) -> int:
        """How many clients there are now."""
        return self._watching

    def publish(self, jpeg: bytes) -> None:
        """Replace the newest picture."""
        head = (
            f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\n"
            f"Content-Length: {len(jpeg)}\r\n\r\n"
        )
        with self._news:
            self._part = head.encode() + jpeg + b"\r\n"
            self._number += 1
            self._news.notify_all()

    def hang_up(self) -> None:
        """End every connection there is; new ones are welcome."""
        with self._news:
            self._calls += 1
            self._news.notify_all()

    def feed(self, send: Callable[[bytes], object]) -> None:
        """Send each newest picture until the next ``hang_up``.

        Raises:
            OSError: From ``send``: the client is gone.
        """
        with self._news:
            self._watching += 1
            call, number = self._calls, self._number
        try:
            while True:
                with self._news:
                    while self._calls == call and self._number == number:
                        self._news.wait()
                    if self._calls != call:
                        return
                    part, number = self._part, self._number
                send(part)
        finally:
            with self._news:
                self._watching -= 1


def open_server(
    broadcast: Broadcast, port: int, refusing: Callable[[], bool]
) -> ThreadingHTTPServer:
    """Bind on this machine only; ``serve_forever`` of the result does the rest.

    Args:
        broadcast: Where the pictures come from.
        port: TCP port, 0 for any free one.
        refusing: While true, connections are closed without an answer.

    Raises:
        OSError: The port is taken.
    """

    class Handler(BaseHTTPRequestHandler):
        """One client."""

        timeout = _PATIENCE_S

        def setup(self) -> None:
            """Keep the kernel from queueing pictures, and from waiting for more."""
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
            self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            super().setup()

        def do_GET(self) -> None:
            """Answer every path with the stream."""
            self.close_connection = True
            if refusing():
                return
            self.send_response(HTTPStatus.OK)
            self.send_header("Cache-Control", "no-store")
            kind = f"multipart/x-mixed-replace; boundary={BOUNDARY}"
            self.send_header("Content-Type", kind)
            self.end_headers()
            with suppress(OSError):  # the client went away: that is its right
                broadcast.feed(self.wfile.write)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing: a stream is one request a day."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    return server
