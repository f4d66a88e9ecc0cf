"""Routes of the handover page 交接班: offer, accept, print."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Form, HTTPException, Path
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kiosk.core.errors import StoreError
from kiosk.core.handover import LONGEST_REMARK, STOCK, HandoverBoard, Summary
from kiosk.core.registration.signature import LONGEST
from kiosk.core.shift import Duty, ShiftBoard
from kiosk.core.staff import Role, Staff
from kiosk.ports import HandoverOffice, ShiftOffice, SignInDesk
from kiosk.web.doors import device_of
from kiosk.web.handover_sheet import STYLES, Paper, SheetPage, draw_sheet
from kiosk.web.late import late_router
from kiosk.web.shift_routes import china_time, everybody
from kiosk.web.site import Site

PREFIX: Final = "/handover"
_MOST_FIELDS: Final = 60
_Number = Annotated[int, Path(ge=1, lt=1 << 63)]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverPage:
    """The context of ``handover.html``.

    Attributes:
        board: What is handed over, or None when the records cannot be read now.
        shift: Who is on duty, or None likewise.
        staff: Who may sign for it now.
        wait_s: Seconds everybody must wait after wrong PINs, or 0.
    """

    board: HandoverBoard | None
    shift: ShiftBoard | None
    staff: tuple[Staff, ...]
    wait_s: int
    stock: tuple[str, ...] = STOCK
    longest: int = LONGEST_REMARK
    clock = staticmethod(china_time)

    @property
    def summary(self) -> Summary | None:
        """What is to be looked at: the frozen one, once there is one."""
        if self.board is None or self.board.offered is None:
            return self.board.summary if self.board else None
        return self.board.offered.summary

    def leaving(self, duty: Duty) -> bool:
        """Whether this duty is likely to end with the handover."""
        return self.shift is not None and duty.leaving(self.shift.now, self.shift.rota)


class Closing(BaseModel):
    """How an offer ends, as browsers send it."""

    model_config = ConfigDict(extra="forbid")

    number: str = Field(default="", max_length=8)
    pin: str = Field(default="", max_length=6)
    act: Literal["accept", "withdraw"]
    offer: int = Field(ge=1, lt=1 << 63)
    signature: str = Field(default="", max_length=LONGEST)


def handover_routes(
    site: Site, office: HandoverOffice, shifts: ShiftOffice, desk: SignInDesk
) -> APIRouter:
    """Build the routes around the handover office."""
    routes = late_router(prefix=PREFIX)

    @routes.get("", response_class=HTMLResponse)
    async def page(request: Request) -> HTMLResponse:
        """Show what is to be handed over, or what waits to be accepted."""
        context = await _page(office, shifts, desk, device_of(request))
        return site.pages.page(request, "handover.html", context)

    @routes.post("", status_code=204)
    async def offer(request: Request) -> Response:
        """The outgoing confirms; the summary is frozen."""
        sent = await request.form(max_fields=_MOST_FIELDS, max_files=0)
        fields = {name: str(text)[:LONGEST] for name, text in sent.items()}
        fields["leaving"] = ",".join(str(seq) for seq in sent.getlist("leaving"))
        number, pin = fields.pop("number", "")[:8], fields.pop("pin", "")[:6]
        staff = await desk.prove(number, pin, device_of(request))
        await office.offer(staff, fields)
        return _to(PREFIX)

    @routes.post("/close", status_code=204)
    async def close(request: Request, form: Annotated[Closing, Form()]) -> Response:
        """The incoming takes over and sees the sheet, or it is taken back."""
        staff = await desk.prove(form.number, form.pin, device_of(request))
        if form.act == "withdraw":
            await office.withdraw(staff, form.offer)
            return _to(PREFIX)
        number = await office.accept(staff, form.offer, form.signature)
        return _to(f"{PREFIX}/{number}")

    @routes.get("/{number}", response_class=HTMLResponse)
    async def sheet(
        request: Request, number: _Number, paper: Paper = "a4"
    ) -> HTMLResponse:
        """Show a sheet as it is printed."""
        try:
            handover = await office.accepted(number)
        except StoreError as error:
            raise HTTPException(503, str(error)) from error
        if handover is None:
            raise HTTPException(404)
        context = SheetPage(
            handover=handover,
            paper=paper,
            links=tuple(f"/static/{name}" for name in STYLES[paper]),
        )
        return HTMLResponse(draw_sheet(site.pages, site.pages.texts(request), context))

    return routes


def _to(path: str) -> Response:
    return Response(status_code=204, headers={"HX-Redirect": path})


async def _page(
    office: HandoverOffice, shifts: ShiftOffice, desk: SignInDesk, device: str
) -> HandoverPage:
    board: HandoverBoard | None = None
    shift: ShiftBoard | None = None
    with suppress(StoreError):  # then the page says so
        board, shift = await office.board(), await shifts.board()
    return HandoverPage(
        board=board,
        shift=shift,
        staff=_signers(everybody(desk), board, shift),
        wait_s=round(desk.wait_s("", device)),
    )


def _signers(
    staff: tuple[Staff, ...], board: HandoverBoard | None, shift: ShiftBoard | None
) -> tuple[Staff, ...]:
    """Who may sign: who is on duty and leaders; then everybody but the outgoing."""
    if board is None or shift is None:
        return ()
    if board.offered is not None:
        return staff
    present = {duty.staff for duty in shift.present}
    return tuple(s for s in staff if s.id in present or s.role.covers(Role.LEADER))
