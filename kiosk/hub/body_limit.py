"""The limit of every request's body; a batch has its own, smaller one."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.status import HTTP_413_CONTENT_TOO_LARGE
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST: Final = 2 * 1024 * 1024
"""Bytes."""


class BodyLimit:
    """ASGI middleware: whoever reads a larger body gets 413 instead.

    FastAPI's own limit answers in plain text, whatever the app's handlers say.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, and count what is read of it."""
        size = 0

        async def receive_counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > LARGEST:
                raise HTTPException(HTTP_413_CONTENT_TOO_LARGE)
            return message

        await self._app(scope, receive_counted, send)
