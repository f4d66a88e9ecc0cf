"""The door: supervisors sign in, everybody else is sent to do so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Form, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from kiosk.core.errors import FormError
from kiosk.hub.pages.desk import Desk
from kiosk.hub.staff import Supervisor
from kiosk.web.doors import SIGN_IN, safe_path

COOKIE: Final = "supervisor"
_SEE_OTHER: Final = 303


class NotSignedIn(Exception):
    """Somebody must sign in first."""


class SignInForm(BaseModel):
    """Name and password as browsers send them."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(default="", max_length=40)
    password: str = Field(default="", max_length=200)
    next: str = Field(default="/", max_length=200)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage:
    """The context of ``hub_sign_in.html``.

    Attributes:
        next: The path that was asked for.
        problem: Slug of what was wrong, or None.
    """

    next: str
    problem: str | None = None


def supervisor(desk: Desk) -> Callable[[Request], Supervisor]:
    """A dependency that lets in who signed in, and returns them."""

    def let_in(request: Request) -> Supervisor:
        secret = request.cookies.get(COOKIE)
        found = desk.staff.who(secret, desk.clock.now()) if secret else None
        if found is None:
            raise NotSignedIn
        return found

    return let_in


def door_routes(desk: Desk) -> APIRouter:
    """Build the routes of signing in and out."""
    routes = APIRouter(prefix=SIGN_IN, include_in_schema=False)

    @routes.get("", response_class=HTMLResponse)
    def page(
        request: Request,
        asked: Annotated[str, Query(alias="next", max_length=200)] = "/",
    ) -> HTMLResponse:
        """Ask for name and password."""
        context = SignInPage(next=safe_path(asked))
        return desk.pages.page(request, "hub_sign_in.html", context)

    @routes.post("")
    def sign_in(request: Request, form: Annotated[SignInForm, Form()]) -> Response:
        """Begin a session and go on to the page that was asked for."""
        wanted = safe_path(form.next)
        try:
            secret = desk.staff.sign_in(form.name, form.password, desk.clock.now())
        except FormError as error:
            context = SignInPage(next=wanted, problem=error.slug)
            return desk.pages.page(request, "hub_sign_in.html", context, 403)
        answer = RedirectResponse(wanted, _SEE_OTHER)
        answer.set_cookie(
            COOKIE, secret, httponly=True, samesite="strict", secure=desk.secure
        )
        return answer

    @routes.post("/out")
    def sign_out(request: Request) -> Response:
        """End the session."""
        desk.staff.sign_out(request.cookies.get(COOKIE, ""))
        answer = RedirectResponse(SIGN_IN, _SEE_OTHER)
        answer.delete_cookie(COOKIE)
        return answer

    return routes


def add_door(app: FastAPI) -> None:
    """Teach ``app`` to send people to sign in, and back to where they were."""

    @app.exception_handler(NotSignedIn)
    async def to_sign_in(request: Request, _: NotSignedIn) -> Response:
        asked = request.url.path if request.method == "GET" else "/"
        return RedirectResponse(f"{SIGN_IN}?{urlencode({'next': asked})}", _SEE_OTHER)
