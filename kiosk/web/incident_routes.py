"""Routes of the incidents page 处置事项: open ones, their disposal cards, the end."""

from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import Annotated, Final

from fastapi import APIRouter, Form
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kiosk.core.errors import FormError, StoreError
from kiosk.core.incident import Incident
from kiosk.ports import IncidentOffice
from kiosk.web.doors import who
from kiosk.web.late import late_router
from kiosk.web.site import Site

_CHINA: Final = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentsPage:
    """The context of ``incidents.html``.

    Attributes:
        open: Open incidents, oldest first.
        closed: The last closed ones, newest first.
        readable: False when the records cannot be read now.
    """

    open: tuple[Incident, ...]
    closed: tuple[Incident, ...]
    readable: bool = True

    @staticmethod
    def clock(incident: Incident) -> str:
        """When it was opened, as staff say it."""
        return f"{incident.at.astimezone(_CHINA):%m-%d %H:%M}"


class Closing(BaseModel):
    """How an incident ended, as browsers send it."""

    model_config = ConfigDict(extra="forbid")

    result: str = Field(default="", max_length=20)
    note: str = Field(default="", max_length=300)


def incident_routes(site: Site, office: IncidentOffice) -> APIRouter:
    """Build the routes around the incident office."""
    routes = late_router(prefix="/incidents")

    @routes.get("", response_class=HTMLResponse)
    async def incidents(request: Request) -> HTMLResponse:
        """Show what is open and what was closed lately."""
        return site.pages.page(request, "incidents.html", _page(office))

    @routes.post("/{passage}/steps", response_class=HTMLResponse)
    async def tick(
        request: Request,
        passage: str,
        step: Annotated[str, Form(max_length=48)],
    ) -> HTMLResponse:
        """Tick a step and draw the list again."""
        await office.tick(passage, step, _by(site, request))
        return _list(site, request, office)

    @routes.post("/{passage}/close", response_class=HTMLResponse)
    async def close(
        request: Request, passage: str, form: Annotated[Closing, Form()]
    ) -> HTMLResponse:
        """Close it and draw the list again."""
        await office.close(passage, form.result, _by(site, request), form.note)
        return _list(site, request, office)

    return routes


def _by(site: Site, request: Request) -> str:
    staff = who(site.offices, request)
    return "" if staff is None else str(staff)


def _page(office: IncidentOffice) -> IncidentsPage:
    try:
        found = office.newest()
    except StoreError:
        return IncidentsPage(open=(), closed=(), readable=False)
    return IncidentsPage(
        open=tuple(i for i in found if i.closed_at is None),
        closed=tuple(i for i in found if i.closed_at is not None),
    )


def _list(site: Site, request: Request, office: IncidentOffice) -> HTMLResponse:
    page = _page(office)
    if not page.readable:
        raise FormError("incident", "not-recorded", "the records cannot be read")
    texts = site.pages.texts(request)
    return HTMLResponse(site.pages.draw("incident_list.html", texts, page=page))
