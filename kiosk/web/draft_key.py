"""The key of a half-filled form: in a cookie of the browser that fills it in.

For as long as that browser runs, out of reach of scripts, and nowhere else: see
``docs/registration.md``.
"""

import asyncio
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from kiosk.ports import Drafts

COOKIE: Final = "draft"
_KEY_BYTES: Final = 32


def draft_key(request: Request) -> bytes | None:
    """The browser's key, or None when it has none."""
    try:
        key = urlsafe_b64decode(request.cookies.get(COOKIE, ""))
    except ValueError:
        return None
    return key if len(key) == _KEY_BYTES else None


def given_key(request: Request, response: Response) -> bytes:
    """The browser's key; a new one is handed over where it has none."""
    key = draft_key(request) or secrets.token_bytes(_KEY_BYTES)
    response.set_cookie(
        COOKIE,
        urlsafe_b64encode(key).decode(),
        path=_path(request),
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return key


async def forget_draft(request: Request, response: Response, drafts: Drafts) -> None:
    """Erase what is kept for the browser, and its key with it."""
    key = draft_key(request)
    if key is not None:
        await asyncio.to_thread(drafts.forget, key)
        response.delete_cookie(COOKIE, path=_path(request))


def _path(request: Request) -> str:
    """The lane's own address, as browsers write it."""
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    return "/".join(raw.decode("ascii").split("/")[:3])
