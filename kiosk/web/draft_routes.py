"""Routes that keep a half-filled form through a restart of the service."""

import asyncio

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kiosk.core.registration.tidy import mask_name
from kiosk.ports import Drafts
from kiosk.web.draft_key import draft_key, forget_draft, given_key
from kiosk.web.form_routes import TheForm
from kiosk.web.late import late_router
from kiosk.web.site import Site


def draft_routes(site: Site, drafts: Drafts) -> APIRouter:
    """Build the routes around what is kept."""
    known = [Depends(site.desk)]  # a lane that is there
    routes = late_router(prefix="/lane/{lane}/draft", dependencies=known)

    @routes.post("", status_code=204, response_class=Response)
    async def keep(request: Request, response: Response, form: TheForm) -> None:
        """Keep what is filled in so far."""
        typed = form.typed() | {"passage": form.passage or ""}
        await asyncio.to_thread(drafts.keep, given_key(request, response), typed)

    @routes.get("", response_class=JSONResponse)
    async def find(request: Request) -> JSONResponse:
        """Give the form back to the browser that filled it in."""
        key = draft_key(request)
        found = await asyncio.to_thread(drafts.find, key) if key else None
        if found is None:
            return JSONResponse({})
        name = mask_name(found.get("name", "")) or "…"
        draft = {
            "passage": found.get("passage", ""),
            "said": site.pages.texts(request)("form.resume", name=name),
            "fields": {k: v for k, v in found.items() if k != "passage"},
        }
        return JSONResponse(draft)

    @routes.post("/forget", status_code=204, response_class=Response)
    async def forget(request: Request, response: Response) -> None:
        """Erase what is kept: it is not wanted."""
        await forget_draft(request, response, drafts)

    return routes
