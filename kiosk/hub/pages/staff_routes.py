"""Routes of the hub's staff: who may sign in, and what they may do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from kiosk.core.errors import FormError
from kiosk.hub.pages.desk import Desk
from kiosk.hub.pages.door import administrator
from kiosk.hub.pages.filled import SEE_OTHER, drawing
from kiosk.hub.pages.times import Told
from kiosk.hub.staff import FIRST_LIFE, LONGEST_NAME, Person, Role, StaffUnknown

_PATH: Final = "/staff"
_TEMPLATE: Final = "hub_staff.html"


class NameForm(BaseModel):
    """Who, as browsers send it."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(default="", max_length=LONGEST_NAME)


class PersonForm(NameForm):
    """Who, and what they may do."""

    role: Role = Role.SUPERVISOR


class RoleForm(NameForm):
    """Who, and what they may do from now on."""

    role: Role


@dataclass(frozen=True, kw_only=True)
class StaffPage(Told):
    """The context of ``hub_staff.html``.

    Attributes:
        now: When.
        staff: Who looks.
        people: Everybody, those who may sign in first.
        asked: What was typed.
        first: The first password of who was asked for, told this once, or None.
        problem: Slug of what was wrong, or None.
        roles: What can be chosen.
        longest: Characters of a name.
        hours: How long a first password counts.
    """

    now: datetime
    staff: Person
    people: tuple[Person, ...]
    asked: NameForm
    first: str | None = None
    problem: str | None = None
    roles: tuple[Role, ...] = tuple(Role)
    longest: int = LONGEST_NAME
    hours: int = FIRST_LIFE // timedelta(hours=1)


def staff_routes(desk: Desk) -> APIRouter:
    """Build the routes around the desk."""
    draw = drawing(desk, _TEMPLATE)
    routes = APIRouter(prefix=_PATH, include_in_schema=False)
    staff_needed = Annotated[Person, Depends(administrator(desk))]

    @routes.get("", response_class=HTMLResponse)
    def people(request: Request, staff: staff_needed) -> HTMLResponse:
        """Show everybody."""
        return draw(request, _page(desk, staff, NameForm()))

    @routes.post("", response_class=HTMLResponse)
    def admit(
        request: Request, staff: staff_needed, form: Annotated[PersonForm, Form()]
    ) -> HTMLResponse:
        """Let somebody in, and show their first password this once."""
        try:
            first = desk.staff.admit(form.name, form.role, desk.doer(staff))
        except FormError as error:
            return draw(request, _page(desk, staff, form, problem=error.slug))
        return draw(request, _page(desk, staff, form, first=first))

    _add_changes(routes, desk)
    return routes


def _add_changes(routes: APIRouter, desk: Desk) -> None:
    draw = drawing(desk, _TEMPLATE)
    staff_needed = Annotated[Person, Depends(administrator(desk))]

    @routes.post("/role")
    def change_role(
        request: Request, staff: staff_needed, form: Annotated[RoleForm, Form()]
    ) -> Response:
        """Let somebody do more, or less; perhaps oneself, who then has no such page."""
        try:
            desk.staff.change_role(form.name, form.role, desk.doer(staff))
        except (FormError, StaffUnknown) as error:
            return draw(request, _page(desk, staff, form, problem=error.slug))
        stays = form.name != staff.name or form.role is Role.ADMINISTRATOR
        return RedirectResponse(_PATH if stays else "/", SEE_OTHER)

    @routes.post("/reset", response_class=HTMLResponse)
    def reset(
        request: Request, staff: staff_needed, form: Annotated[NameForm, Form()]
    ) -> HTMLResponse:
        """Give somebody a first password again, and show it this once."""
        try:
            first = desk.staff.reset(form.name, desk.doer(staff))
        except (FormError, StaffUnknown) as error:
            return draw(request, _page(desk, staff, form, problem=error.slug))
        return draw(request, _page(desk, staff, form, first=first))

    @routes.post("/remove")
    def remove(
        request: Request, staff: staff_needed, form: Annotated[NameForm, Form()]
    ) -> Response:
        """Let somebody in no more."""
        try:
            desk.staff.remove(form.name, desk.doer(staff))
        except (FormError, StaffUnknown) as error:
            return draw(request, _page(desk, staff, form, problem=error.slug))
        return RedirectResponse(_PATH, SEE_OTHER)


def _page(
    desk: Desk,
    staff: Person,
    asked: NameForm,
    *,
    first: str | None = None,
    problem: str | None = None,
) -> StaffPage:
    return StaffPage(
        now=desk.clock.now(),
        staff=staff,
        people=tuple(desk.staff.everybody()),
        asked=asked,
        first=first,
        problem=problem,
    )
