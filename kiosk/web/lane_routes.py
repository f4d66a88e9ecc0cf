"""Routes of the volunteer screen: the page, its live stream, the picture."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import HTMLResponse, StreamingResponse

from kiosk.ports import Desk
from kiosk.web.late import late_router
from kiosk.web.site import Site
from kiosk.web.stream import MJPEG


def lane_routes(site: Site) -> APIRouter:
    """Build the routes that show a lane."""
    routes = late_router()

    @routes.get("/", response_class=HTMLResponse)
    async def first_lane(request: Request) -> HTMLResponse:
        """Show the first lane."""
        return site.lane_page(request, site.first)

    @routes.get("/lane/{lane}", response_class=HTMLResponse)
    async def one_lane(
        request: Request, desk: Annotated[Desk, Depends(site.desk)]
    ) -> HTMLResponse:
        """Show any lane."""
        return site.lane_page(request, desk)

    @routes.get("/lane/{lane}/events", response_class=EventSourceResponse)
    async def events(
        request: Request, desk: Annotated[Desk, Depends(site.desk)]
    ) -> AsyncIterator[ServerSentEvent]:
        """Push the panel at every change of the lane."""
        async for event in site.events(desk, site.pages.texts(request)):
            yield event

    @routes.get("/preview.mjpg")
    async def preview() -> StreamingResponse:
        """Show what the camera sees, while there is a seat."""
        if site.film is None:
            raise HTTPException(404)
        if site.film.full:
            raise HTTPException(503, "too many screens watch the preview")
        return StreamingResponse(site.film.parts(), media_type=MJPEG)

    return routes
