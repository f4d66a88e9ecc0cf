"""Routes of enrolling a phone: the root certificate, and what it must look like.

Open to whoever asks: the certificate is no secret, and who has not enrolled yet cannot
sign in over a connection they trust.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kiosk.codes.symbol import symbol_svg
from kiosk.web.guard import is_local
from kiosk.web.lan import Lan
from kiosk.web.late import late_router
from kiosk.web.site import Site

_BYTES_A_LINE: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolPage:
    """The context of ``enrol.html``.

    Attributes:
        address: What the phone opens.
        symbol: The address of this page as a QR symbol; None on the phone itself.
        fingerprint: Of the root certificate, eight bytes a line.
    """

    address: str
    symbol: Markup | None
    fingerprint: tuple[str, ...]


def enrol_routes(site: Site, lan: Callable[[], Lan]) -> APIRouter:
    """Build the routes around the certificate that is shown now."""
    routes = late_router(prefix="/enrol")

    @routes.get("", response_class=HTMLResponse)
    async def page(request: Request) -> HTMLResponse:
        """Show how a phone learns to trust this kiosk."""
        now = lan()
        symbol = symbol_svg(f"{now.address}enrol") if is_local(request) else None
        pairs = now.fingerprint.split(":")
        lines = range(0, len(pairs), _BYTES_A_LINE)
        context = EnrolPage(
            address=now.address,
            symbol=None if symbol is None else Markup(symbol),  # noqa: S704 - segno's
            fingerprint=tuple(" ".join(pairs[n : n + _BYTES_A_LINE]) for n in lines),
        )
        return site.pages.page(request, "enrol.html", context)

    @routes.get("/root.crt")
    async def root() -> Response:
        """Hand out the root certificate."""
        return Response(
            lan().root,
            media_type="application/x-x509-ca-cert",
            headers={"content-disposition": 'attachment; filename="kiosk-root.crt"'},
        )

    return routes
