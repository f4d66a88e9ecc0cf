"""The threshold: whoever is not before the kiosk's own screen signs in for everything.

Programs show a token instead, which opens what its scopes name. The threshold stands
before every route, so that a new page is shut to the network by itself.
"""

import asyncio
import re
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.core.staff import UNREGISTERED, Role, Staff
from kiosk.ports import SignInDesk, TokenDesk
from kiosk.web.doors import STAFF_COOKIE, ask_to_sign_in
from kiosk.web.guard import is_local
from kiosk.web.scopes import opened

_OPEN: Final = re.compile(
    r"/(sign-in|healthz|language|theme|enrol|enrol/root\.crt|static/.*)"
)
_BY_ITSELF: Final = re.compile(r"/lane/[^/]+/(events|shown)|/preview\.mjpg")
_LOOK_S: Final = 2.0


# Paths are the scope's, as routes match them: ``request.url`` is made with the Host
# header, which a stranger writes.


class _SessionOver(Exception):
    """A stream outlived the session that opened it."""


class Threshold:
    """ASGI middleware: notes who comes from elsewhere, and lets in who may.

    Args:
        app: The routes; they find who came by ``doors.who``.
        desk: Knows whose session it is; None knows nobody.
        tokens: Knows whose token it is; None knows none.
    """

    def __init__(
        self, app: ASGIApp, desk: SignInDesk | None, tokens: TokenDesk | None = None
    ) -> None:
        self._app, self._desk, self._tokens = app, desk, tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or say what is missing."""
        if scope["type"] != "http" or is_local(Request(scope)):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if "authorization" in request.headers:
            await self._serve_program(request, scope, receive, send)
            return
        token = request.cookies.get(STAFF_COOKIE)
        staff = self._who(token, idle=_is_idle(request))
        scope.setdefault("state", {})["staff"] = staff
        if _OPEN.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
        elif staff is None:
            await self._refusal(request)(scope, receive, send)
        else:
            await self._while_signed_in(token, scope, receive, send)

    async def _serve_program(
        self, request: Request, scope: Scope, receive: Receive, send: Send
    ) -> None:
        scheme, _, secret = request.headers["authorization"].partition(" ")
        token = None
        if self._tokens is not None and scheme.lower() == "bearer":
            token = await self._tokens.shown(secret.strip())
        answer: ASGIApp = self._app
        if token is None:
            answer = PlainTextResponse(
                "no token in force", 401, {"www-authenticate": "Bearer"}
            )
        elif not opened(token.scopes, request.method, scope["path"]):
            answer = PlainTextResponse("outside the token's scopes", 403)
        else:
            shows = Staff(
                id=f"token {token.number}", name=token.name, role=Role.SUPERVISOR
            )
            scope.setdefault("state", {})["staff"] = shows
        await answer(scope, receive, send)

    def _who(self, token: str | None, *, idle: bool) -> Staff | None:
        if self._desk is None or token is None:
            return None
        staff = self._desk.who(token, idle=idle)
        # A kiosk that knows nobody yet trusts its own screen, not the network.
        return None if staff is UNREGISTERED else staff

    def _refusal(self, request: Request) -> Response:
        if self._desk is None:
            says = "only on the kiosk's own screen 只能在本机办理"
            return PlainTextResponse(says, 403)
        return ask_to_sign_in(request, Role.VOLUNTEER)

    async def _while_signed_in(
        self, token: str | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Serve, and end what streams on when the session ends."""
        loop = asyncio.get_running_loop()
        looked = loop.time()

        async def send_on(message: Message) -> None:
            nonlocal looked
            if message.get("more_body") and loop.time() - looked > _LOOK_S:
                looked = loop.time()
                if self._who(token, idle=True) is None:
                    raise _SessionOver
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except* _SessionOver:
            await send({"type": "http.response.body", "body": b""})


def _is_idle(request: Request) -> bool:
    """Whether a page sent this by itself, as far as that can be told."""
    redraws = request.method == "GET" and "hx-request" in request.headers
    return redraws or _BY_ITSELF.fullmatch(request.scope["path"]) is not None
