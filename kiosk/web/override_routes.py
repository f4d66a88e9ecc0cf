"""Routes of the override: a leader lets pass whom the rules stopped."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kiosk.core.override import LONGEST_NOTE, REASONS, Override
from kiosk.core.staff import Role, Staff
from kiosk.core.view import LaneState, LaneView
from kiosk.ports import Desk
from kiosk.web.doors import only
from kiosk.web.late import late_router
from kiosk.web.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class OverridePage:
    """The context of ``override.html``.

    Attributes:
        view: The lane.
        stopped: Whether there is somebody to let pass.
        reasons: What can be given as the reason.
        longest: Characters of the longest note.
    """

    view: LaneView
    stopped: bool
    reasons: tuple[str, ...] = REASONS
    longest: int = LONGEST_NOTE


class OverrideForm(BaseModel):
    """The form as browsers send it."""

    model_config = ConfigDict(extra="forbid")

    passage: str = Field(default="", max_length=64)
    reason: str = Field(default="", max_length=24)
    note: str = Field(default="", max_length=LONGEST_NOTE)


def override_routes(site: Site) -> APIRouter:
    """Build the routes of the override."""
    leader = only(site.offices, Role.LEADER)
    routes = late_router(prefix="/lane/{lane}/override")
    the_desk = Depends(site.desk)

    @routes.get("", response_class=HTMLResponse, dependencies=[Depends(leader)])
    async def form(request: Request, desk: Annotated[Desk, the_desk]) -> HTMLResponse:
        """Ask why."""
        view = desk.view()
        page = OverridePage(view=view, stopped=view.state is LaneState.STOPPED)
        return site.pages.page(request, "override.html", page)

    @routes.post("", status_code=204)
    async def overrule(
        desk: Annotated[Desk, the_desk],
        form: Annotated[OverrideForm, Form()],
        staff: Annotated[Staff, Depends(leader)],
    ) -> Response:
        """Let the person pass, and go back to the lane."""
        desk.overrule(
            form.passage,
            Override(reason=form.reason, note=form.note.strip(), by=str(staff)),
        )
        lane = f"/lane/{quote(desk.lane)}"
        return Response(status_code=204, headers={"HX-Redirect": lane})

    return routes
