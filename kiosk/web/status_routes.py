"""Routes around the lanes: status, health, and the screen's own preferences."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kiosk.core.errors import FormError
from kiosk.core.view import KioskStatus
from kiosk.web.pages import LANGUAGE_COOKIE, THEME_COOKIE
from kiosk.web.site import Site

_YEAR_S = 365 * 24 * 3600


def status_routes(site: Site) -> APIRouter:
    """Build the routes that concern no single lane."""
    routes = APIRouter()

    @routes.get("/status", response_class=HTMLResponse)
    async def status_page(request: Request) -> HTMLResponse:
        """Show devices, times and facts."""
        return site.status_page(request)

    @routes.get("/api/status")
    async def status() -> KioskStatus:
        """The same for programs."""
        return site.status()

    @routes.get("/healthz")
    async def health() -> dict[str, str]:
        """Say that the web answers; a screen asks before it reloads itself."""
        return {"status": "ok"}

    @routes.post("/language", status_code=204)
    async def language(
        language: Annotated[str, Form(max_length=16)],
    ) -> Response:
        """Remember the screen's language and draw it again."""
        if not site.pages.knows(language):
            raise FormError("language", "unknown", "one of the kiosk's languages")
        return _remember(LANGUAGE_COOKIE, language)

    @routes.post("/theme", status_code=204)
    async def theme(theme: Annotated[Literal["dark", "light"], Form()]) -> Response:
        """Remember the screen's theme and draw it again."""
        return _remember(THEME_COOKIE, theme)

    return routes


def _remember(cookie: str, value: str) -> Response:
    response = Response(status_code=204, headers={"HX-Refresh": "true"})
    response.set_cookie(
        cookie, value, max_age=_YEAR_S, httponly=True, samesite="strict"
    )
    return response
