"""The web's wiring: ports in, one ASGI application out."""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from kiosk.ports import Clock, Desk, Drafts, Preview, Status
from kiosk.web.doors import add_doors
from kiosk.web.draft_routes import draft_routes
from kiosk.web.duty_routes import duty_routes
from kiosk.web.enrol_routes import enrol_routes
from kiosk.web.form_routes import form_routes
from kiosk.web.guard import Guard
from kiosk.web.lan import HostNames
from kiosk.web.lane_routes import lane_routes
from kiosk.web.late import add_routes
from kiosk.web.lookups import NO_LOOKUPS, Lookups
from kiosk.web.no_drafts import NoDrafts
from kiosk.web.office_routes import office_routes
from kiosk.web.offices import NO_OFFICES, Offices
from kiosk.web.options import WebOptions
from kiosk.web.override_routes import override_routes
from kiosk.web.pages import Pages
from kiosk.web.refusals import add_refusals
from kiosk.web.site import Site
from kiosk.web.status_routes import status_routes
from kiosk.web.stream import Film
from kiosk.web.switch_routes import switch_routes
from kiosk.web.threshold import Threshold
from kiosk.web.touch_routes import touch_routes
from kiosk.web.travel_routes import travel_routes
from kiosk.web.vehicle_routes import vehicle_routes

STATIC = Path(__file__).parent / "static"
VENDOR = ("htmx.min.js", "hx-sse.min.js", "signature_pad.min.js")
"""Files of npm packages that set-up copies into ``static/vendor``."""
_MAX_BODY_BYTES = 24 * 1024  # a form with a signature and every field at its longest

_log = logging.getLogger(__name__)


def build_app(  # noqa: PLR0913 - a port an argument
    desks: Sequence[Desk],
    preview: Preview | None,
    status: Status,
    *,
    clock: Clock,
    options: WebOptions,
    offices: Offices = NO_OFFICES,
    lookups: Lookups = NO_LOOKUPS,
    drafts: Drafts | None = None,
) -> FastAPI:
    """Build the screens around the lanes' desks.

    Args:
        desks: At least one; the first is shown at ``/``.
        preview: The first lane's camera's picture, asked from a worker thread; None
            where that lane has no camera.
        status: The kiosk's status now; asked every few seconds and screen.
        clock: Wall time for the screens' clocks.
        options: The installer's choices.
        offices: The leader's pages.
        lookups: What volunteers may look up in the lists from above.
        drafts: Keeps half-filled forms; None keeps none.

    Returns:
        The application. Set the event ``app.state.closing`` to end its live streams,
        else they would hold up the server's stop; ``kiosk.web.server`` does so.
    """
    pages, closing = Pages(options), asyncio.Event()
    site = Site(
        desks={desk.lane: desk for desk in desks},
        status=status,
        clock=clock,
        options=options,
        pages=pages,
        film=None if preview is None else _film(preview, closing, options),
        closing=closing,
        boot=secrets.token_hex(4),
        offices=offices,
        lookups=lookups,
    )
    _warn_without_vendor()
    return _assemble(site, drafts or NoDrafts())


def _film(preview: Preview, closing: asyncio.Event, options: WebOptions) -> Film:
    seats = options.preview_viewers
    return Film(preview, closing, fps=options.preview_fps, seats=seats)


def _assemble(site: Site, drafts: Drafts) -> FastAPI:
    # No generated API pages: they would load scripts from elsewhere.
    app = FastAPI(openapi_url=None, max_body_size=_MAX_BODY_BYTES)
    app.state.closing = site.closing
    lan = site.options.lan
    offices = site.offices
    app.add_middleware(Threshold, desk=offices.sign_in, tokens=offices.tokens)
    app.add_middleware(HostNames, screen=site.options.allowed_hosts, lan=lan)
    app.add_middleware(Guard)
    for routes in (lane_routes(site), touch_routes(site), status_routes(site)):
        add_routes(app, routes)
    add_routes(app, switch_routes(site.pages))
    if lan is not None:
        add_routes(app, enrol_routes(site, lan))
    add_routes(app, form_routes(site, drafts))
    add_routes(app, draft_routes(site, drafts))
    add_routes(app, duty_routes(site))
    add_routes(app, vehicle_routes(site))
    if site.lookups.journeys is not None:
        add_routes(app, travel_routes(site, site.lookups.journeys))
    add_routes(app, override_routes(site))
    for routes in office_routes(site):
        add_routes(app, routes)
    app.mount("/static", StaticFiles(directory=STATIC))
    add_doors(app)
    add_refusals(app, site.pages)
    return app


def _warn_without_vendor() -> None:
    missing = [name for name in VENDOR if not (STATIC / "vendor" / name).exists()]
    if missing:
        _log.warning(
            "web-assets-missing files=%s the screens will not move; run the set-up",
            ",".join(missing),
        )
