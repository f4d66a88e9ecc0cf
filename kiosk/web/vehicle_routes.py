"""Routes of vehicles: the plate pad, the emergency button, what is noted afterwards.

A plate is personal: it comes in the body of a form, and never stands in an address.
"""

from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kiosk.core.registration.plate import (
    OTHER,
    PROVINCES,
    UNPLATED,
    plate_shapes,
)
from kiosk.core.vehicle import SERVICES, VEHICLE_KINDS
from kiosk.core.view import LaneView
from kiosk.ports import Desk
from kiosk.web.late import late_router
from kiosk.web.site import Site

_GB_2260: Final = (
    *("11", "12", "13", "14", "15", "21", "22", "23"),
    *("31", "32", "33", "34", "35", "36", "37"),
    *("41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54"),
    *("61", "62", "63", "64", "65"),
)
"""Provinces by number, in the order of ``PROVINCES``."""

_PASSAGE_ID: Final = 64
_Text = Annotated[str, Field(max_length=40)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatePad:
    """The context of ``plate.html``: keys that make Chinese plates.

    Attributes:
        provinces: The first characters, this kiosk's own first.
        digits: Figures.
        letters: Without I and O, which plates do not use.
        ends: Last characters of plates that are not a car's, on a page of their own.
        starts: First characters that are no province.
        other: Begins a plate that is copied as it is.
        none: The plate of a vehicle without one.
        shapes: What plates look like, by kind.
    """

    provinces: str = PROVINCES
    digits: str = "1234567890"
    letters: str = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    ends: tuple[str, ...] = ("警", "学", "挂", "港", "澳", "领", "使", "应急")
    starts: tuple[str, ...] = ("使", "民航")
    other: str = OTHER
    none: str = UNPLATED
    shapes: dict[str, str] = field(default_factory=plate_shapes)


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleSheet:
    """The context of ``vehicle.html`` and ``emergency.html``.

    Attributes:
        view: The lane.
        pad: The keys.
        emergency: Which emergency vehicle, or an empty string.
    """

    view: LaneView
    pad: PlatePad
    emergency: str = ""
    kinds: tuple[str, ...] = VEHICLE_KINDS
    services: tuple[str, ...] = SERVICES


class VehicleForm(BaseModel):
    """A vehicle as browsers send it; ``core.vehicle`` checks what it means."""

    model_config = ConfigDict(extra="forbid")

    passage: str = Field(default="", max_length=_PASSAGE_ID)
    plate: _Text = ""
    vehicle: _Text = ""
    occupants: _Text = ""

    def typed(self) -> dict[str, str]:
        """What was typed of the vehicle."""
        texts: dict[str, str] = self.model_dump(exclude={"passage"})
        return texts


class EmergencyForm(BaseModel):
    """What was noted of an emergency vehicle, as browsers send it."""

    model_config = ConfigDict(extra="forbid")

    emergency: str = Field(max_length=_PASSAGE_ID)
    service: _Text = ""
    plate: _Text = ""
    occupants: _Text = ""

    def typed(self) -> dict[str, str]:
        """What was noted."""
        texts: dict[str, str] = self.model_dump(exclude={"emergency"})
        return texts


def vehicle_routes(site: Site) -> APIRouter:
    """Build the routes of vehicles."""
    routes = late_router(prefix="/lane/{lane}", default_response_class=HTMLResponse)
    TheDesk = Annotated[Desk, Depends(site.desk)]  # noqa: N806 - a type

    @routes.get("/vehicle")
    async def sheet(request: Request, desk: TheDesk) -> HTMLResponse:
        """Ask for the vehicle before the lane."""
        page = VehicleSheet(view=desk.view(), pad=_pad(site))
        return _draw(site, request, "vehicle.html", page)

    @routes.post("/vehicle")
    async def arrive(
        desk: TheDesk, form: Annotated[VehicleForm, Form()]
    ) -> HTMLResponse:
        """Record it; the answer empties the sheet."""
        desk.arrive_by(form.passage or None, form.typed())
        return HTMLResponse("")

    @routes.post("/vehicle/back", status_code=204, response_class=Response)
    async def turn_back(
        desk: TheDesk, visit: Annotated[str, Form(max_length=_PASSAGE_ID)]
    ) -> None:
        """Record that it drove away."""
        desk.turn_back(visit)

    @routes.post("/emergency", status_code=204, response_class=Response)
    async def emergency(desk: TheDesk) -> None:
        """Open the gate, now."""
        await desk.let_emergency_pass()

    @routes.get("/emergency")
    async def afterwards(
        request: Request,
        desk: TheDesk,
        emergency: Annotated[str, Query(max_length=_PASSAGE_ID)],
    ) -> HTMLResponse:
        """Ask what it was."""
        page = VehicleSheet(view=desk.view(), pad=_pad(site), emergency=emergency)
        return _draw(site, request, "emergency.html", page)

    @routes.post("/emergency/afterwards")
    async def describe(
        desk: TheDesk, form: Annotated[EmergencyForm, Form()]
    ) -> HTMLResponse:
        """Note what it was; the answer empties the sheet."""
        desk.describe_emergency(form.emergency, form.typed())
        return HTMLResponse("")

    return routes


def _draw(
    site: Site, request: Request, template: str, page: VehicleSheet
) -> HTMLResponse:
    texts = site.pages.texts(request)
    return HTMLResponse(site.pages.draw(template, texts, page=page))


def _pad(site: Site) -> PlatePad:
    journeys = site.lookups.journeys
    home = dict(zip(_GB_2260, PROVINCES, strict=True)).get(
        journeys.home[:2] if journeys else ""
    )
    return PlatePad(provinces="".join(dict.fromkeys((home or "") + PROVINCES)))
