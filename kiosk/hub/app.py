"""The hub's wiring: a node in, one ASGI application out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from kiosk import __version__
from kiosk.core.errors import FormError, StoreError
from kiosk.hub.answers import (
    API,
    UNAVAILABLE,
    add_answers,
    ask_for_patience,
    refuse_request,
    refuse_values,
)
from kiosk.hub.batch_door import BatchDoor
from kiosk.hub.body_limit import BodyLimit
from kiosk.hub.interface import interface
from kiosk.hub.node import Node
from kiosk.hub.pages.account_routes import account_routes
from kiosk.hub.pages.deed_routes import deed_routes
from kiosk.hub.pages.desk import KIOSK_STATIC, STATIC, Desk, desk_of
from kiosk.hub.pages.door import add_door, door_routes
from kiosk.hub.pages.enrolment_routes import enrolment_routes
from kiosk.hub.pages.record_routes import record_routes
from kiosk.hub.pages.relay_routes import relay_routes
from kiosk.hub.pages.revocation_routes import revocation_routes
from kiosk.hub.pages.staff_routes import staff_routes
from kiosk.hub.pages.table_routes import table_routes
from kiosk.hub.reports import GRACE
from kiosk.web.guard import Guard
from kiosk.web.pages import Pages
from kiosk.web.switch_routes import switch_routes

_UNFIT: Final = 422
_ROUTES: Final = (
    *(door_routes, account_routes, table_routes, record_routes),
    *(revocation_routes, enrolment_routes, relay_routes, staff_routes, deed_routes),
)


def build_hub(node: Node, *, secure: bool = False, grace: timedelta = GRACE) -> FastAPI:
    """Build the interface and the pages around a node.

    Args:
        node: What they draw from.
        secure: Whether browsers come by TLS.
        grace: How long after its deadline a daily report may come.
    """

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
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(BatchDoor, node=node)
    app.add_middleware(Guard)
    app.include_router(interface(node))
    _add_pages(app, desk_of(node, secure=secure, grace=grace))
    return app


def _add_pages(app: FastAPI, desk: Desk) -> None:
    for make in _ROUTES:
        app.include_router(make(desk))
    app.include_router(switch_routes(desk.pages))
    app.mount("/static", StaticFiles(directory=KIOSK_STATIC))
    app.mount("/hub", StaticFiles(directory=STATIC))
    add_answers(app)
    add_door(app)
    _add_handlers(app, desk.pages)


def _add_handlers(app: FastAPI, pages: Pages) -> None:
    @app.exception_handler(RequestValidationError)
    async def values(request: Request, error: RequestValidationError) -> Response:
        if request.url.path.startswith(API):
            return refuse_values(error)
        return pages.page(request, "hub_refused.html", _UNFIT, _UNFIT)

    @app.exception_handler(StoreError)
    async def patience(request: Request, error: StoreError) -> Response:
        if request.url.path.startswith(API):
            return ask_for_patience(error)
        return pages.page(request, "hub_refused.html", UNAVAILABLE, UNAVAILABLE)

    @app.exception_handler(FormError)
    async def form(request: Request, _: FormError) -> Response:
        return pages.page(request, "hub_refused.html", _UNFIT, _UNFIT)

    @app.exception_handler(HTTPException)
    async def request(request: Request, error: HTTPException) -> Response:
        if request.url.path.startswith(API):
            return refuse_request(error)
        status = error.status_code
        return pages.page(request, "hub_refused.html", status, status)
