"""The site: everything the routes draw from, seen through ports."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from fastapi import HTTPException
from fastapi.sse import ServerSentEvent
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kiosk.core.shift import Duty
from kiosk.core.view import KioskStatus, LaneView
from kiosk.ports import Clock, Desk, Status
from kiosk.web.asking import Answer, Courier, courier, kinds_without_pass
from kiosk.web.guard import is_local
from kiosk.web.lights import Light, all_lights, bar_lights
from kiosk.web.lookups import Lookups
from kiosk.web.offices import HERE_ONLY, Offices
from kiosk.web.options import FULLY, WebOptions
from kiosk.web.pages import Pages
from kiosk.web.panel import Panel, panel_of
from kiosk.web.stream import Film, panel_events, pulses
from kiosk.web.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """What every page shows besides its own matter.

    Attributes:
        lights: The lights of the top bar.
        demonstration: Whether the band is shown.
        boot: Differs at every start; a screen that sees another one reloads.
        incidents: How many are open; None where nobody counts.
        duty: Who is on duty; None where nobody signs in on post, or it cannot be told.
    """

    lights: tuple[Light, ...]
    demonstration: bool
    boot: str
    incidents: int | None
    duty: tuple[Duty, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LanePage:
    """The context of ``lane.html``.

    Attributes:
        panel: The lane.
        names: What the screen calls each lane, by id.
        preview: Whether the camera preview is this lane's: it is the first one's.
        kinds: Who may come without a pass.
        courier: The sheet of a delivery.
        strip: What every page shows.
    """

    panel: Panel
    names: Mapping[str, str]
    preview: bool
    kinds: tuple[Answer, ...]
    courier: Courier
    strip: Strip


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPage:
    """The context of ``status.html``.

    Attributes:
        status: The kiosk's status.
        devices: A light for each device.
        links: The leader's pages: name and path.
        strip: What every page shows.
    """

    status: KioskStatus
    devices: tuple[Light, ...]
    links: tuple[tuple[str, str], ...]
    strip: Strip


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What routes ask for pages and streams.

    Attributes:
        desks: The lanes by id, the first one is shown at ``/``.
        status: The kiosk's status now.
        clock: Wall time for the screen's clock.
        options: The installer's choices.
        pages: Draws templates.
        film: The camera preview, or None where the first lane has no camera.
        closing: Ends every stream once set.
        boot: Differs at every start.
        offices: The leader's pages.
        lookups: What volunteers may look up in the lists from above.
    """

    desks: Mapping[str, Desk]
    status: Status
    clock: Clock
    options: WebOptions
    pages: Pages
    film: Film | None
    closing: asyncio.Event
    boot: str
    offices: Offices = field(default_factory=Offices)
    lookups: Lookups = field(default_factory=Lookups)

    async def desk(self, lane: str) -> Desk:
        """The desk of lane ``lane``.

        Raises:
            HTTPException: 404, there is no such lane.
        """
        if lane not in self.desks:
            raise HTTPException(404)
        return self.desks[lane]

    @property
    def first(self) -> Desk:
        """The desk of the first lane."""
        return next(iter(self.desks.values()))

    def lane_page(self, request: Request, desk: Desk) -> HTMLResponse:
        """The volunteer screen of one lane."""
        texts = self.pages.texts(request)
        names = {lane: self._lane_name(lane, texts) for lane in self.desks}
        panel, strip = self._panel(desk.view(), texts), self._strip(texts, desk.lane)
        preview = self.film is not None and desk is self.first
        page = LanePage(
            panel=panel,
            names=names,
            preview=preview,
            kinds=kinds_without_pass(texts),
            courier=courier(texts),
            strip=strip,
        )
        return self.pages.page(request, "lane.html", page)

    def status_page(self, request: Request) -> HTMLResponse:
        """The status page."""
        texts, status = self.pages.texts(request), self.status()
        devices, strip = all_lights(status, texts), self._strip(texts)
        phones = (("phones", "/enrol"),) if self.options.lan else ()
        offices = [
            link
            for link in self.offices.links()
            if is_local(request) or link[1] not in HERE_ONLY
        ]
        links = (*offices, *phones)
        page = StatusPage(status=status, devices=devices, links=links, strip=strip)
        return self.pages.page(request, "status.html", page)

    def events(self, desk: Desk, texts: Texts) -> AsyncIterator[ServerSentEvent]:
        """The live events of one lane's screen."""
        return panel_events(
            pulses(desk.views(), self.closing, self.options.beat_s),
            draw=lambda view: self._draw_panel(view, texts),
            draw_strip=lambda: self._draw_strip(texts, desk.lane),
            beat=lambda: f"{self.clock.now().timestamp() * 1000:.0f}",
        )

    def _lane_name(self, lane: str, texts: Texts) -> str:
        return self.options.lane_names.get(lane) or texts("ui.lane", lane=lane)

    def _draw_panel(self, view: LaneView, texts: Texts) -> str:
        return self.pages.draw("panel.html", texts, panel=self._panel(view, texts))

    def _panel(self, view: LaneView, texts: Texts) -> Panel:
        fitted = self.options.fitted.get(view.lane, FULLY)
        back_by = self.lookups.quota().due(self.clock.now())
        return panel_of(view, texts, fitted, back_by)

    def _draw_strip(self, texts: Texts, lane: str) -> str:
        return self.pages.draw("strip.html", texts, strip=self._strip(texts, lane))

    def _strip(self, texts: Texts, lane: str = "") -> Strip:
        status, incidents = self.status(), self.offices.incidents
        simulated = any(device.demonstration for device in status.devices)
        return Strip(
            lights=bar_lights(status, texts, lane),
            demonstration=self.options.demonstration or simulated,
            boot=self.boot,
            incidents=incidents.open_count() if incidents else None,
            duty=self.offices.shifts.present() if self.offices.shifts else None,
        )
