"""Doors: pages that not everybody may open, and who is standing before them."""

import re
from collections.abc import Awaitable, Callable
from ipaddress import ip_network
from typing import Final
from urllib.parse import urlencode, urlsplit

from fastapi import FastAPI, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kiosk.core.staff import SCREEN, UNREGISTERED, Role, Staff
from kiosk.web.guard import is_local
from kiosk.web.offices import Offices

STAFF_COOKIE: Final = "staff"
SIGN_IN: Final = "/sign-in"
_IPV6_LAN: Final = 64
_INSIDE: Final = re.compile(r"(/[\w.~%-]+)+", re.ASCII)  # no host, no scheme


class NotSignedIn(Exception):
    """Somebody must sign in first.

    Attributes:
        role: What they must be at least.
    """

    def __init__(self, role: Role) -> None:
        super().__init__(role)
        self.role = role


async def local_only(request: Request) -> None:
    """Serve the kiosk's own screen alone.

    Raises:
        HTTPException: 403, for every other machine.
    """
    if not is_local(request):
        raise HTTPException(403, "only on the kiosk's own screen 只能在本机办理")


def device_of(request: Request) -> str:
    """From where somebody signs in, for the pauses after wrong PINs."""
    if is_local(request):
        return SCREEN
    host = request.client.host if request.client else ""
    if ":" in host:  # IPv6 gives every machine addresses without end
        host = str(ip_network((host.partition("%")[0], _IPV6_LAN), strict=False))
    return f"lan {host}"


def who(offices: Offices, request: Request) -> Staff | None:
    """Who sent ``request``, as far as signed in."""
    if not is_local(request):
        staff: Staff | None = request.state.staff  # as the threshold noted
        return staff
    if offices.sign_in is None:
        return UNREGISTERED
    return offices.sign_in.who(request.cookies.get(STAFF_COOKIE))


def only(offices: Offices, role: Role) -> Callable[[Request], Awaitable[Staff]]:
    """A dependency that lets in who is ``role`` at least, and returns them."""

    async def let_in(request: Request) -> Staff:
        staff = who(offices, request)
        if staff is None or not staff.role.covers(role):
            raise NotSignedIn(role)
        return staff

    return let_in


def add_doors(app: FastAPI) -> None:
    """Teach ``app`` to send people to sign in, and back to where they were."""

    @app.exception_handler(NotSignedIn)
    async def to_sign_in(request: Request, error: NotSignedIn) -> Response:
        return ask_to_sign_in(request, error.role)


def ask_to_sign_in(request: Request, role: Role) -> Response:
    """Send somebody to sign in as ``role`` at least, and back to where they were."""
    asked = request.url.path
    if request.method != "GET":  # the page they were on, not what they sent
        asked = urlsplit(request.headers.get("hx-current-url", "/")).path
    place = f"{SIGN_IN}?{urlencode({'next': asked, 'role': str(role)})}"
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": place})
    return RedirectResponse(place, 303)


def safe_path(asked: str) -> str:
    """Where to go after signing in: a path of this kiosk, whatever was asked."""
    path = asked.partition("?")[0]
    return path if _INSIDE.fullmatch(path) else "/"
