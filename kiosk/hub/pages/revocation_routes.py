"""Routes of shutting a kiosk out, on a page that names it, and of its way back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from kiosk.core.errors import FormError
from kiosk.core.why import LONGEST_PURPOSE
from kiosk.hub.kiosks import Enrolled
from kiosk.hub.pages.desk import Desk
from kiosk.hub.pages.door import administrator
from kiosk.hub.pages.filled import SEE_OTHER, drawing
from kiosk.hub.pages.times import Told
from kiosk.hub.revocations import KioskUnknown
from kiosk.hub.staff import Person


class WhyForm(BaseModel):
    """Why, as browsers send it."""

    model_config = ConfigDict(extra="forbid")

    why: str = Field(default="", max_length=LONGEST_PURPOSE)


@dataclass(frozen=True, kw_only=True)
class RevocationPage(Told):
    """The context of ``hub_revocation.html``.

    Attributes:
        now: When.
        staff: Who looks.
        one: The kiosk or relay.
        problem: Slug of what was wrong, or None.
        longest: Characters of a reason.
    """

    now: datetime
    staff: Person
    one: Enrolled
    problem: str | None = None
    longest: int = LONGEST_PURPOSE


def revocation_routes(desk: Desk) -> APIRouter:
    """Build the routes around the desk."""
    routes = APIRouter(include_in_schema=False)
    staff_needed = Annotated[Person, Depends(administrator(desk))]

    @routes.get("/revocation/{kiosk:path}", response_class=HTMLResponse)
    def ask(request: Request, kiosk: str, staff: staff_needed) -> HTMLResponse:
        """Name the kiosk, say what will happen, and ask why."""
        return _page(desk, request, kiosk, staff)

    @routes.post("/revocation/{kiosk:path}")
    def revoke(
        request: Request,
        kiosk: str,
        staff: staff_needed,
        form: Annotated[WhyForm, Form()],
    ) -> Response:
        """Shut it out, and go to where that is shown."""
        one = _found(desk, kiosk)
        try:
            desk.kiosks.revoke(kiosk, form.why, desk.doer(staff))
        except FormError as error:
            return _page(desk, request, kiosk, staff, error.slug)
        place = "/relays" if one.relay else f"/kiosks/{quote(kiosk)}"
        return RedirectResponse(place, SEE_OTHER)

    @routes.post("/readmission/{kiosk:path}")
    def readmit(kiosk: str, staff: staff_needed) -> Response:
        """Take one behind a hub below again; no code could let it in here."""
        _found(desk, kiosk)
        desk.kiosks.readmit(kiosk, desk.doer(staff))
        return RedirectResponse(f"/kiosks/{quote(kiosk)}", SEE_OTHER)

    return routes


def _found(desk: Desk, kiosk: str) -> Enrolled:
    try:
        return desk.kiosks.one(kiosk)
    except KioskUnknown:
        raise HTTPException(404) from None


def _page(
    desk: Desk, request: Request, kiosk: str, staff: Person, problem: str | None = None
) -> HTMLResponse:
    context = RevocationPage(
        now=desk.clock.now(), staff=staff, one=_found(desk, kiosk), problem=problem
    )
    return drawing(desk, "hub_revocation.html")(request, context)
