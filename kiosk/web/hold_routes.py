"""Routes of the holds page 暂缓删除: records that erasing skips for now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form
from pydantic import Field
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kiosk.core.china import CHINA
from kiosk.core.errors import FormError
from kiosk.core.keeping import Hold, Target
from kiosk.core.staff import Role, Staff
from kiosk.core.why import LONGEST_NOTE, PERSONAL_REASONS
from kiosk.ports.records import HoldDesk
from kiosk.web.doors import only
from kiosk.web.late import late_router
from kiosk.web.site import Site
from kiosk.web.why_form import WhyForm

_LAST: Final = 1 << 53  # what a browser counts exactly


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldsPage:
    """The context of ``holds.html``.

    Attributes:
        holds: In force, oldest first.
        readable: False when the records cannot be read now.
        reasons: What to choose from.
        longest: Characters of a note.
    """

    holds: list[Hold]
    readable: bool = True
    reasons: tuple[str, ...] = PERSONAL_REASONS
    longest: int = LONGEST_NOTE

    @staticmethod
    def clock(hold: Hold) -> str:
        """When it was put, in Chinese time."""
        at = datetime.fromisoformat(hold.at)
        return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"

    @staticmethod
    def rows(hold: Hold) -> str:
        """The rows, as people write them."""
        return ", ".join(
            f"{first}" if first == last else f"{first}–{last or ''}"
            for first, last in hold.ranges
        )


class HoldForm(WhyForm):
    """What to hold, as browsers send it; times are Chinese, without an offset."""

    first: int | None = Field(default=None, ge=1, lt=_LAST)
    last: int | None = Field(default=None, ge=1, lt=_LAST)
    since: str = Field(default="", max_length=19)
    until: str = Field(default="", max_length=19)
    like: int | None = Field(default=None, ge=1, lt=_LAST)
    person: str = Field(default="", max_length=64, repr=False)

    def target(self) -> Target:
        """What to hold.

        Raises:
            FormError: A time is wrong.
        """
        rows = None if self.first is None else (self.first, self.last or self.first)
        return Target(
            rows=rows,
            since=_moment("since", self.since),
            until=_moment("until", self.until),
            like=self.like,
            person=self.person.strip(),
        )


def hold_routes(site: Site, desk: HoldDesk) -> APIRouter:
    """Build the routes around the hold desk."""
    supervisor = only(site.offices, Role.SUPERVISOR)
    routes = late_router(prefix="/holds", dependencies=[Depends(supervisor)])

    @routes.get("", response_class=HTMLResponse)
    async def holds(request: Request) -> HTMLResponse:
        """Show the holds in force."""
        return site.pages.page(request, "holds.html", await _page(desk))

    @routes.post("", response_class=HTMLResponse)
    async def put(
        request: Request,
        form: Annotated[HoldForm, Form()],
        staff: Annotated[Staff, Depends(supervisor)],
    ) -> HTMLResponse:
        """Put a hold."""
        await desk.put(form.target(), form.why(), str(staff))
        return site.pages.page(request, "holds.html", await _page(desk))

    @routes.post("/{seq}/release", response_class=HTMLResponse)
    async def release(
        request: Request, seq: int, staff: Annotated[Staff, Depends(supervisor)]
    ) -> HTMLResponse:
        """Let a hold go."""
        await desk.release(seq, str(staff))
        return site.pages.page(request, "holds.html", await _page(desk))

    return routes


async def _page(desk: HoldDesk) -> HoldsPage:
    try:
        return HoldsPage(holds=await desk.holds())
    except FormError:
        return HoldsPage(holds=[], readable=False)


def _moment(name: str, text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=CHINA)
    except ValueError:
        raise FormError(name, "wrong-value", "a date and time") from None
