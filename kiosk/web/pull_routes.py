"""Routes of pulls: how far an export is, its file, and cancelling it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse

from kiosk.core.pull import PullView
from kiosk.core.staff import Role, Staff
from kiosk.ports import LogOffice
from kiosk.web.doors import only
from kiosk.web.late import late_router
from kiosk.web.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class PullPage:
    """The context of ``pull.html``.

    Attributes:
        name: The pull's name.
        view: How far it is.
    """

    name: str
    view: PullView


def pull_routes(site: Site, office: LogOffice) -> APIRouter:
    """Build the routes around the log office's pulls."""
    supervisor = only(site.offices, Role.SUPERVISOR)
    routes = late_router(prefix="/log/pulls")

    @routes.get("/{name}", response_class=HTMLResponse)
    async def progress(
        request: Request, name: str, staff: Annotated[Staff, Depends(supervisor)]
    ) -> HTMLResponse:
        """Show how far it is; the page asks again by itself."""
        view = office.view(name, str(staff))
        if view is None:
            raise HTTPException(404)
        page = PullPage(name=name, view=view)
        return site.pages.page(request, "pull.html", page)

    @routes.get("/{name}/file")
    async def file(
        name: str, staff: Annotated[Staff, Depends(supervisor)]
    ) -> FileResponse:
        """Hand out the ZIP; once it is fetched whole it is gone from here."""
        path = office.file(name, str(staff))
        if path is None:
            raise HTTPException(404)
        return FileResponse(
            path,
            media_type="application/zip",
            filename="log.zip",
            background=BackgroundTask(office.end, name, str(staff)),
        )

    @routes.post("/{name}/end")
    async def end(
        name: str, staff: Annotated[Staff, Depends(supervisor)]
    ) -> RedirectResponse:
        """Cancel it, or leave it."""
        office.end(name, str(staff))
        return RedirectResponse("/log", 303)

    return routes
