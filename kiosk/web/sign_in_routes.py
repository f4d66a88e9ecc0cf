"""Routes of signing in: who, then six digits on the page's own pad."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kiosk.core.errors import StoreError
from kiosk.core.staff import Role, Staff
from kiosk.ports import SignInDesk
from kiosk.web.doors import (
    SIGN_IN,
    STAFF_COOKIE,
    device_of,
    local_only,
    safe_path,
    who,
)
from kiosk.web.guard import is_local
from kiosk.web.late import late_router
from kiosk.web.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage:
    """The context of ``sign_in.html``.

    Attributes:
        staff: Who may sign in here; nobody is named to other machines.
        local: Whether this is the kiosk's own screen.
        enrol: Whether there is a page about trusting this kiosk.
        role: What is needed for the page that was asked for.
        next: The path of that page.
        current: Who is signed in now, or None.
        wait_s: Seconds everybody must wait after wrong PINs, or 0.
    """

    staff: tuple[Staff, ...]
    local: bool
    enrol: bool
    role: Role
    next: str
    current: Staff | None
    wait_s: int


class SignInForm(BaseModel):
    """Number and PIN as browsers send them."""

    model_config = ConfigDict(extra="forbid")

    number: str = Field(default="", max_length=8)
    pin: str = Field(default="", max_length=6)
    next: str = Field(default="/", max_length=200)


def sign_in_routes(site: Site, desk: SignInDesk) -> APIRouter:
    """Build the routes around the sign-in desk."""
    routes = late_router(prefix=SIGN_IN)

    @routes.get("", response_class=HTMLResponse)
    async def page(
        request: Request,
        asked: Annotated[str, Query(alias="next", max_length=200)] = "/",
        role: Role = Role.VOLUNTEER,
    ) -> HTMLResponse:
        """Show who may sign in."""
        context = SignInPage(
            staff=_fit(desk, role) if is_local(request) else (),
            local=is_local(request),
            enrol=site.options.lan is not None,
            role=role,
            next=safe_path(asked),
            current=who(site.offices, request),
            wait_s=round(desk.wait_s("", device_of(request))),
        )
        return site.pages.page(request, "sign_in.html", context)

    @routes.get("/badge", dependencies=[Depends(local_only)])
    async def badge() -> dict[str, str]:
        """Tell the page on the kiosk's own screen whose badge is held up."""
        badges = site.offices.badges
        staff = badges.shown() if badges else None
        return {} if staff is None else {"number": staff.id}

    @routes.post("", status_code=204)
    async def sign_in(
        request: Request, form: Annotated[SignInForm, Form()]
    ) -> Response:
        """Begin a session and go on to the page that was asked for."""
        token = await desk.sign_in(form.number, form.pin, device_of(request))
        answer = Response(
            status_code=204, headers={"HX-Redirect": safe_path(form.next)}
        )
        answer.set_cookie(STAFF_COOKIE, token, httponly=True, samesite="strict")
        return answer

    @routes.post("/out", status_code=204)
    async def sign_out(request: Request) -> Response:
        """End the session."""
        answer = Response(status_code=204, headers={"HX-Redirect": "/"})
        answer.delete_cookie(STAFF_COOKIE)
        await desk.sign_out(request.cookies.get(STAFF_COOKIE))
        return answer

    return routes


def _fit(desk: SignInDesk, role: Role) -> tuple[Staff, ...]:
    try:
        return tuple(s for s in desk.staff() if s.role.covers(role))
    except StoreError:
        return ()
