"""The door for batches: most of what a node does, and so by the shortest way."""

from contextlib import suppress
from typing import Final

from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk.codes.acknowledgement import write_acknowledgement
from kiosk.codes.batch import MOST_BYTES
from kiosk.codes.hub_refusal import BatchTooLarge, HubRefusal
from kiosk.core.errors import StoreError
from kiosk.hub.answers import ask_for_patience, refuse
from kiosk.hub.forms import batch_headers
from kiosk.hub.node import Node
from kiosk.hub.reception import receive as take

PATH: Final = "/v1/batches"
_AT_ONCE: Final = 3
"""Batches in work: more threads of one interpreter, and more than it has connections,
cost each batch a multiple in waking one another."""
_MOST_WAITING: Final = 200
"""Batches that wait for their turn: some seconds of a node, and at most 128 MB."""
_LARGEST_BODY: Final = MOST_BYTES + 128 * 1024  # gzip may add to what it cannot squeeze


class NodeBusy(StoreError):
    """More batches wait than this node takes in the time a kiosk has."""

    slug = "hub-node-busy"
    advice = "add nodes if it lasts"

    def __init__(self) -> None:
        super().__init__(f"too many batches wait for this node; {self.advice}")


class BatchDoor:
    """ASGI middleware that answers batches itself.

    FastAPI's way to a route and back takes a node longer than a small batch.

    Args:
        app: Answers everything else.
        node: Where batches go.
        most_waiting: Batches that may wait; who comes then is asked for patience.
    """

    def __init__(
        self, app: ASGIApp, node: Node, *, most_waiting: int = _MOST_WAITING
    ) -> None:
        self._app, self._node, self._most_waiting = app, node, most_waiting
        self._turns = CapacityLimiter(_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if (
            scope["type"] != "http"
            or scope["path"] != PATH
            or scope["method"] != "POST"
        ):
            await self._app(scope, receive, send)
            return
        with suppress(ClientDisconnect):  # half a batch, and nobody to answer
            answer = await self._answer(Request(scope, receive))
            await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            headers, body = batch_headers(request.headers.raw), await _whole(request)
            if self._turns.statistics().tasks_waiting >= self._most_waiting:
                raise NodeBusy
            taken = await to_thread.run_sync(
                take, self._node, headers, body, limiter=self._turns
            )
        except HubRefusal as refusal:
            return refuse(refusal)
        except StoreError as error:
            return ask_for_patience(error)
        return JSONResponse(write_acknowledgement(taken))


async def _whole(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST_BODY:
            raise BatchTooLarge
    return bytes(body)
