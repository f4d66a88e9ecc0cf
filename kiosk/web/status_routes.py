"""Routes around the lanes: status and health."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kiosk.core.view import KioskStatus
from kiosk.web.late import late_router
from kiosk.web.site import Site


def status_routes(site: Site) -> APIRouter:
    """Build the routes that concern no single lane."""
    routes = late_router()

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

    return routes
