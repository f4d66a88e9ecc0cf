"""Routes of the leader's page: a temporary pass at the gate, and its card.

Served to the kiosk's own screen alone, to whoever signed in as a leader; while the
kiosk knows no staff, to whoever stands there: see docs/decisions/0011.
"""

from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kiosk.codes.symbol import symbol_svg
from kiosk.core.card import PassCard
from kiosk.core.staff import Role
from kiosk.ports import PassOffice
from kiosk.web.doors import only
from kiosk.web.late import late_router
from kiosk.web.site import Site

_CHINA: Final = timezone(timedelta(hours=8))
HOURS: Final = (2, 4, 8, 12, 24)
PURPOSES: Final = ("visit", "work", "delivery", "medical", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class PassPage:
    """The context of ``passes.html``: what can be chosen."""

    classes: tuple[str, ...] = ("temporary", "delivery")
    hours: tuple[int, ...] = HOURS
    purposes: tuple[str, ...] = PURPOSES


class PassForm(BaseModel):
    """The form as browsers send it; the office checks what it means."""

    model_config = ConfigDict(extra="forbid")

    pass_class: str = Field(default="", alias="class", max_length=20)
    hours: str = Field(default="", max_length=4)
    purpose: str = Field(default="", max_length=20)
    household: str = Field(default="", max_length=64)
    name: str = Field(default="", max_length=40)


def pass_routes(site: Site, office: PassOffice) -> APIRouter:
    """Build the routes around the pass office."""
    leader = Depends(only(site.offices, Role.LEADER))
    routes = late_router(prefix="/passes", dependencies=[leader])

    @routes.get("", response_class=HTMLResponse)
    async def form(request: Request) -> HTMLResponse:
        """Show the form."""
        return site.pages.page(request, "passes.html", PassPage())

    @routes.post("", response_class=HTMLResponse)
    async def issue(
        request: Request, form: Annotated[PassForm, Form()]
    ) -> HTMLResponse:
        """Have a pass made and show its card."""
        typed = form.model_dump(by_alias=True)
        card = await office.issue({name: text for name, text in typed.items() if text})
        return HTMLResponse(_card(site, request, card))

    return routes


def _card(site: Site, request: Request, card: PassCard) -> str:
    return site.pages.draw(
        "card.html",
        site.pages.texts(request),
        card=card,
        symbol=Markup(symbol_svg(card.text)),  # noqa: S704 - drawn by segno
        until=f"{card.expires.astimezone(_CHINA):%m-%d %H:%M}",
    )
