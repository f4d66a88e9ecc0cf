"""The hub's wiring: a node in, one ASGI application out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kiosk import __version__
from kiosk.hub.answers import add_answers, refuse_request, refuse_values
from kiosk.hub.interface import interface
from kiosk.hub.node import Node
from kiosk.web.guard import Guard

_MAX_BODY_BYTES: Final = 2 * 1024 * 1024  # of any request; a batch has its own limit


def build_hub(node: Node) -> FastAPI:
    """Build the interface and the pages around a node."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        node.bell.start()
        try:
            yield
        finally:
            node.bell.stop()

    app = FastAPI(
        title="Checkpoint Kiosk hub",
        version=__version__,
        openapi_url="/v1/openapi.json",
        # Their pages would load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        lifespan=life,
        max_body_size=_MAX_BODY_BYTES,
    )
    app.add_middleware(Guard)
    app.include_router(interface(node))
    add_answers(app)
    _add_handlers(app)
    return app


def _add_handlers(app: FastAPI) -> None:
    @app.exception_handler(RequestValidationError)
    async def values(_: Request, error: RequestValidationError) -> Response:
        return refuse_values(error)

    @app.exception_handler(HTTPException)
    async def request(_: Request, error: HTTPException) -> Response:
        return refuse_request(error)
