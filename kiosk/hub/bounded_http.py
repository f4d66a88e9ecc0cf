"""HTTP read by httptools, with the bound on heads that it lacks."""

from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_HEAD: Final = 64 * 1024
"""Bytes of a request's headers, or of what follows a chunked body."""


class BoundedHttp(HttpToolsProtocol):
    """Closes the connection of whoever sends headers without end.

    The parser keeps whatever it has of a header, however long it gets; h11, which is
    slower, has a bound of its own. Bodies are bounded by those who read them.
    """

    _since_progress = 0

    def data_received(self, data: bytes) -> None:
        """Take what came from the socket."""
        self._since_progress += len(data)
        super().data_received(data)
        if self._since_progress > LONGEST_HEAD:
            self.transport.close()

    def on_headers_complete(self) -> None:
        """Take the end of the headers."""
        self._since_progress = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._since_progress = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Take the end of a request."""
        self._since_progress = 0
        super().on_message_complete()
