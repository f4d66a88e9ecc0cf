"""The guard at the web's door: foreign sites may neither read nor press anything.

The kiosk trusts whoever stands before its screen, so a page of another site that the
same browser shows must not be able to act as that person.
"""

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}

# No inline script or style anywhere; nothing from another host.
_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
_HEADERS: Final = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """ASGI middleware: same-origin writes only, and the headers of every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it when another site sent it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(message, str(scope["path"]))
                if scope["scheme"] == "https":
                    _keep_to_tls(message)
            await send(message)

        if from_elsewhere(str(scope["method"]), Headers(scope=scope)):
            refusal = PlainTextResponse("refused: sent by another site", 403)
            await refusal(scope, receive, send_guarded)
            return
        await self._app(scope, receive, send_guarded)


def from_elsewhere(method: str, headers: Headers) -> bool:
    """True when another site's page made a browser send this writing request.

    Browsers say so in ``Sec-Fetch-Site``, or, over plain HTTP, by ``Origin``. A
    request with neither was not sent by a page at all.
    """
    if method in _SAFE_METHODS:
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is not None and _authority(origin) != headers.get("host")


def is_local(request: Request) -> bool:
    """True when the request came from a browser on the kiosk itself.

    A proxy on the kiosk that speaks for others says so in a header. TLS is for others,
    too: the kiosk's own screen needs none.
    """
    spoken_for = {"forwarded", "x-forwarded-for"} & set(request.headers.keys())
    try:
        address = ip_address(request.client.host if request.client else "")
    except ValueError:
        return False
    plain = request.scope["scheme"] == "http"
    return address.is_loopback and plain and not spoken_for


def _authority(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc or None
    except ValueError:  # e.g. an unclosed bracket
        return None


def _keep_to_tls(message: Message) -> None:
    """Let no cookie out over plain HTTP."""
    message["headers"] = [
        (name, value + b"; Secure" if name == b"set-cookie" else value)
        for name, value in message["headers"]
    ]


def _add_headers(message: Message, path: str) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in _HEADERS.items():
        headers[name] = value
    # Live pages show people: nothing may keep them. Static files are asked for again
    # with their ETag, so that an upgrade shows at the next load.
    headers["cache-control"] = "no-cache" if path.startswith("/static/") else "no-store"
