"""Routes of letting kiosks and other hubs in, by codes that count once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal, get_args

from fastapi import APIRouter, Depends, Form, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from kiosk.core.errors import FormError
from kiosk.hub.enrolment_codes import COMMUNITY, LIFE, LONGEST_ID, OpenCode
from kiosk.hub.pages.desk import Desk
from kiosk.hub.pages.door import administrator
from kiosk.hub.pages.filled import SEE_OTHER, drawing
from kiosk.hub.pages.times import Told
from kiosk.hub.staff import Person

_PATH: Final = "/enrolment"
_Kind = Literal["kiosk", "anywhere", "relay"]


class CodeForm(BaseModel):
    """For whom a code is, as browsers send it."""

    model_config = ConfigDict(extra="forbid")

    kiosk: str = Field(default="", max_length=LONGEST_ID)
    kind: _Kind = "kiosk"
    community: str = Field(default="", max_length=LONGEST_ID)


class Address(CodeForm):
    """The same in an address, for a machine that is enrolled again."""

    lang: str = Field(default="", max_length=16)


class WithdrawForm(BaseModel):
    """Whose code shall count no more."""

    model_config = ConfigDict(extra="forbid")

    kiosk: str = Field(max_length=LONGEST_ID)


@dataclass(frozen=True, kw_only=True)
class EnrolmentPage(Told):
    """The context of ``hub_enrolment.html``.

    Attributes:
        now: When.
        staff: Who looks.
        codes: Those that nobody has used.
        communities: Those that the hub knows.
        asked: What was typed.
        code: The new code, told this once, or None.
        problem: Slug of what was wrong, or None.
        kinds: Of codes: for a kiosk of one community, of any, for a hub below.
        pattern: Of a community.
        longest: Characters of an id.
        hours: How long a code counts.
    """

    now: datetime
    staff: Person
    codes: tuple[OpenCode, ...]
    communities: tuple[str, ...]
    asked: CodeForm
    code: str | None = None
    problem: str | None = None
    kinds: tuple[str, ...] = get_args(_Kind)
    pattern: str = COMMUNITY
    longest: int = LONGEST_ID
    hours: int = LIFE // timedelta(hours=1)

    @property
    def given(self) -> OpenCode | None:
        """What is known of the new code; None: somebody used or withdrew it already."""
        ours = (one for one in self.codes if one.kiosk == self.asked.kiosk)
        return next(ours, None) if self.code else None


def enrolment_routes(desk: Desk) -> APIRouter:
    """Build the routes around the desk."""
    draw = drawing(desk, "hub_enrolment.html")
    routes = APIRouter(prefix=_PATH, include_in_schema=False)
    staff_needed = Annotated[Person, Depends(administrator(desk))]

    @routes.get("", response_class=HTMLResponse)
    def enrolment(
        request: Request,
        staff: staff_needed,
        asked: Annotated[Address, Query()],
    ) -> HTMLResponse:
        """Ask for whom a code is, and show whose are open."""
        return draw(request, _page(desk, staff, asked))

    @routes.post("", response_class=HTMLResponse)
    def issue(
        request: Request, staff: staff_needed, form: Annotated[CodeForm, Form()]
    ) -> HTMLResponse:
        """Give a code, and show it this once."""
        typed = {"kiosk": form.kiosk.strip(), "community": form.community.strip()}
        asked = form.model_copy(update=typed)
        try:
            code = desk.codes.issue(
                asked.kiosk,
                desk.doer(staff),
                relay=asked.kind == "relay",
                community=asked.community if asked.kind == "kiosk" else None,
            )
        except FormError as error:
            return draw(request, _page(desk, staff, asked, problem=error.slug))
        return draw(request, _page(desk, staff, asked, code=code))

    @routes.post("/withdraw")
    def withdraw(
        request: Request, staff: staff_needed, form: Annotated[WithdrawForm, Form()]
    ) -> Response:
        """Let a code count no more."""
        try:
            desk.codes.withdraw(form.kiosk, desk.doer(staff))
        except FormError as error:
            return draw(request, _page(desk, staff, CodeForm(), problem=error.slug))
        return RedirectResponse(_PATH, SEE_OTHER)

    return routes


def _page(
    desk: Desk,
    staff: Person,
    asked: CodeForm,
    *,
    code: str | None = None,
    problem: str | None = None,
) -> EnrolmentPage:
    return EnrolmentPage(
        now=desk.clock.now(),
        staff=staff,
        codes=tuple(desk.codes.unused()),
        communities=tuple(desk.codes.communities()),
        asked=asked,
        code=code,
        problem=problem,
    )
