"""Routes of the shift page 在岗签到: who is on duty, and a PIN for every change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kiosk.core.china import CHINA
from kiosk.core.errors import StoreError
from kiosk.core.shift import Duty, ShiftBoard
from kiosk.core.staff import Staff
from kiosk.ports import ShiftOffice, SignInDesk
from kiosk.web.doors import device_of
from kiosk.web.late import late_router
from kiosk.web.lights import age_text
from kiosk.web.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftPage:
    """The context of ``shift.html``.

    Attributes:
        board: The shift, or None when the records cannot be read now.
        staff: Who may sign in.
        wait_s: Seconds everybody must wait after wrong PINs, or 0.
        age: Of the rota from above, in words; empty while none came.
    """

    board: ShiftBoard | None
    staff: tuple[Staff, ...]
    wait_s: int
    age: str = ""

    def forgotten(self, duty: Duty) -> bool:
        """Whether the sign-out was forgotten."""
        return self.board is not None and duty.forgotten(
            self.board.now, self.board.rota
        )

    def here(self, name: str) -> bool:
        """Whether somebody of the rota is on duty."""
        present = self.board.present if self.board else ()
        return name in {duty.name for duty in present}

    @staticmethod
    def clock(moment: datetime) -> str:
        """A time as staff say it."""
        return china_time(moment)


class ShiftForm(BaseModel):
    """Number, PIN and what is wanted, as browsers send them."""

    model_config = ConfigDict(extra="forbid")

    number: str = Field(default="", max_length=8)
    pin: str = Field(default="", max_length=6)
    act: Literal["on", "off"]
    duty: int | None = Field(default=None, ge=1, lt=1 << 63)


def shift_routes(site: Site, office: ShiftOffice, desk: SignInDesk) -> APIRouter:
    """Build the routes around the shift office."""
    routes = late_router(prefix="/shift")

    @routes.get("", response_class=HTMLResponse)
    async def page(request: Request) -> HTMLResponse:
        """Show who is on duty."""
        try:
            board = await office.board()
        except StoreError:
            board = None
        plan = board.plan if board else None
        context = ShiftPage(
            board=board,
            staff=everybody(desk),
            wait_s=round(desk.wait_s("", device_of(request))),
            age=age_text(plan.age_hours, site.pages.texts(request)) if plan else "",
        )
        return site.pages.page(request, "shift.html", context)

    @routes.post("", status_code=204)
    async def change(request: Request, form: Annotated[ShiftForm, Form()]) -> Response:
        """Put somebody on duty or take them off, and draw the page again."""
        staff = await desk.prove(form.number, form.pin, device_of(request))
        if form.act == "on":
            await office.begin(staff, form.duty)
        else:
            await office.end(staff, form.duty)
        return Response(status_code=204, headers={"HX-Redirect": "/shift"})

    return routes


def everybody(desk: SignInDesk) -> tuple[Staff, ...]:
    """Who may sign in; nobody while the staff book cannot be read."""
    try:
        return tuple(desk.staff())
    except StoreError:
        return ()


def china_time(moment: datetime) -> str:
    """A time of these days as staff say it."""
    return f"{moment.astimezone(CHINA):%m-%d %H:%M}"
