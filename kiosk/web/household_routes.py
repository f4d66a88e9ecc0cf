"""Routes of the households page 家庭出入: who is out, and a leader's word about one.

What is typed or scanned to find a household is sent in a body, never in an address:
addresses are kept where nobody looks after them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kiosk.core.china import CHINA, china_day
from kiosk.core.errors import FormError
from kiosk.core.household import (
    REASONS,
    Exit,
    HouseholdCard,
    HouseholdEvent,
    HouseholdMatch,
)
from kiosk.core.staff import Role, Staff
from kiosk.ports import HouseholdOffice
from kiosk.web.doors import only
from kiosk.web.late import late_router
from kiosk.web.site import Site

_LONGEST_CODE = 4296  # a QR symbol holds no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Times as the page shows them.

    Attributes:
        now: Wall time, aware.
    """

    now: datetime

    def clock(self, moment: datetime) -> str:
        """A moment as staff say it; the day only where it is another one."""
        local = moment.astimezone(CHINA)
        same = china_day(moment) == china_day(self.now)
        return f"{local:%H:%M}" if same else f"{local:%m-%d %H:%M}"

    def late(self, one: Exit) -> int:
        """Minutes somebody should have been back; 0: not overdue."""
        return max(0, int(one.overdue(self.now).total_seconds()) // 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdsPage:
    """The context of ``households.html``.

    Attributes:
        out: Everybody who is out, the longest first.
        board: Times.
        readable: False when the records cannot be read now.
    """

    out: tuple[Exit, ...]
    board: Board
    readable: bool = True

    @property
    def overdue(self) -> int:
        """How many of them should be back."""
        return sum(self.board.late(one) > 0 for one in self.out)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPage:
    """The context of ``household_card.html``.

    Attributes:
        card: The household.
        board: Times.
        events: What may be written down about it now, with the reasons to choose.
    """

    card: HouseholdCard
    board: Board
    events: dict[HouseholdEvent, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchesPage:
    """The context of ``household_matches.html``.

    Attributes:
        found: Households to choose from.
    """

    found: tuple[HouseholdMatch, ...]


class Word(BaseModel):
    """What a leader says about a household, as browsers send it."""

    model_config = ConfigDict(extra="forbid")

    household: str = Field(default="", max_length=64)
    reason: str = Field(default="", max_length=40)
    note: str = Field(default="", max_length=300)


def household_routes(site: Site, office: HouseholdOffice) -> APIRouter:
    """Build the routes around the household office."""
    leader = Depends(only(site.offices, Role.LEADER))
    routes = late_router(prefix="/households", dependencies=[leader])

    @routes.get("", response_class=HTMLResponse)
    async def households(request: Request) -> HTMLResponse:
        """Show who is out."""
        page = await _page(site, office)
        return site.pages.page(request, "households.html", page)

    @routes.post("/find", response_class=HTMLResponse)
    async def find(
        request: Request,
        household: Annotated[str, Form(max_length=_LONGEST_CODE)] = "",
    ) -> HTMLResponse:
        """Show one household, or those that fit what was typed."""
        found = await office.search(household)
        if len(found) > 1:
            texts = site.pages.texts(request)
            page = MatchesPage(found=found)
            drawn = site.pages.draw("household_matches.html", texts, page=page)
            return HTMLResponse(drawn)
        one = found[0].household if found else household
        return _card(site, request, await office.find(one))

    @routes.post("/{event}", response_class=HTMLResponse)
    async def record(
        request: Request,
        event: str,
        form: Annotated[Word, Form()],
        staff: Annotated[Staff, leader],
    ) -> HTMLResponse:
        """Write a leader's word down and show the household as it is now."""
        card = await office.record(event, form.model_dump(), str(staff))
        return _card(site, request, card)

    return routes


async def _page(site: Site, office: HouseholdOffice) -> HouseholdsPage:
    board = Board(now=site.clock.now())
    try:
        return HouseholdsPage(out=await office.out(), board=board)
    except FormError:
        return HouseholdsPage(out=(), board=board, readable=False)


def _card(site: Site, request: Request, card: HouseholdCard) -> HTMLResponse:
    page = CardPage(card=card, board=Board(now=site.clock.now()), events=_events(card))
    texts = site.pages.texts(request)
    return HTMLResponse(site.pages.draw("household_card.html", texts, page=page))


def _events(card: HouseholdCard) -> dict[HouseholdEvent, tuple[str, ...]]:
    """What makes sense now: nothing that is so already."""
    voiding = HouseholdEvent.RESTORE if card.voided else HouseholdEvent.VOID
    wanted = [
        *([] if card.relief else [HouseholdEvent.RELIEF]),
        *([HouseholdEvent.RETURNED] if card.out else []),
        voiding,
    ]
    return {event: REASONS[event] for event in wanted}
