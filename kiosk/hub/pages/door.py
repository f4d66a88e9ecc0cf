"""The door: staff sign in, everybody else is sent to do so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Form, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from kiosk.core.errors import FormError
from kiosk.hub.pages.desk import Desk
from kiosk.hub.staff import Person, Role
from kiosk.web.doors import SIGN_IN, safe_path

LetIn = Callable[[Request], Person]

COOKIE: Final = "supervisor"
ACCOUNT: Final = "/account"
_SEE_OTHER: Final = 303


class NotSignedIn(Exception):
    """Somebody must sign in first."""


class FirstPassword(Exception):
    """Somebody must give themselves a password first."""


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


def anybody(desk: Desk) -> LetIn:
    """A dependency that lets in who signed in, and returns them."""

    def let_in(request: Request) -> Person:
        secret = request.cookies.get(COOKIE)
        found = desk.sessions.who(secret, desk.clock.now()) if secret else None
        if found is None:
            raise NotSignedIn
        return found

    return let_in


def supervisor(desk: Desk) -> LetIn:
    """A dependency that lets in who signed in with a password of their own."""
    known = anybody(desk)

    def let_in(request: Request) -> Person:
        person = known(request)
        if person.first_until is not None:
            raise FirstPassword
        return person

    return let_in


def administrator(desk: Desk) -> LetIn:
    """A dependency that lets in who may change things."""
    known = supervisor(desk)

    def let_in(request: Request) -> Person:
        person = known(request)
        if person.role is not Role.ADMINISTRATOR:
            raise HTTPException(403)
        return person

    return let_in


def remember(answer: Response, secret: str, desk: Desk) -> None:
    """Give the browser a session's secret."""
    answer.set_cookie(
        COOKIE, secret, httponly=True, samesite="strict", secure=desk.secure
    )


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
            secret = desk.sessions.sign_in(form.name, form.password, desk.clock.now())
        except FormError as error:
            context = SignInPage(next=wanted, problem=error.slug)
            return desk.pages.page(request, "hub_sign_in.html", context, 403)
        answer = RedirectResponse(wanted, _SEE_OTHER)
        remember(answer, secret, desk)
        return answer

    @routes.post("/out")
    def sign_out(request: Request) -> Response:
        """End the session."""
        desk.sessions.sign_out(request.cookies.get(COOKIE, ""))
        answer = RedirectResponse(SIGN_IN, _SEE_OTHER)
        answer.delete_cookie(COOKIE)
        return answer

    return routes


def add_door(app: FastAPI) -> None:
    """Teach ``app`` to send people to what they must do first."""

    @app.exception_handler(NotSignedIn)
    async def to_sign_in(request: Request, _: NotSignedIn) -> Response:
        asked = request.url.path if request.method == "GET" else "/"
        return RedirectResponse(f"{SIGN_IN}?{urlencode({'next': asked})}", _SEE_OTHER)

    @app.exception_handler(FirstPassword)
    async def to_account(_: Request, __: FirstPassword) -> Response:
        return RedirectResponse(ACCOUNT, _SEE_OTHER)
