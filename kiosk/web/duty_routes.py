"""The numbers on duty 值班电话: one tap from every screen of a volunteer."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Header
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kiosk.core.duty import DutyBoard
from kiosk.web.late import late_router
from kiosk.web.lights import age_text
from kiosk.web.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyPage:
    """The context of ``duty.html`` and ``duty_sheet.html``.

    Attributes:
        board: The numbers, or None while no list came.
        age: Of the list, in words.
    """

    board: DutyBoard | None
    age: str


def duty_routes(site: Site) -> APIRouter:
    """Build the route of the numbers."""
    routes = late_router()

    @routes.get("/duty", response_class=HTMLResponse)
    async def duty(
        request: Request, hx_request: Annotated[str | None, Header()] = None
    ) -> HTMLResponse:
        """Show the numbers: over the lane's screen, or as a page of their own."""
        board, texts = site.lookups.numbers(), site.pages.texts(request)
        age = "" if board is None else age_text(board.age_hours, texts)
        page = DutyPage(board=board, age=age)
        if hx_request:
            return HTMLResponse(site.pages.draw("duty_sheet.html", texts, page=page))
        return site.pages.page(request, "duty.html", page)

    return routes
