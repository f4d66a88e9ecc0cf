"""Routes of the region picker: where does this person come from?

Every tap asks the kiosk for the sheet again, so that no script has to know regions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kiosk.core.errors import FormError
from kiosk.core.journey import Choices, Journey
from kiosk.core.region import OVERSEAS, elsewhere_in, is_region_code
from kiosk.ports import Desk, Journeys
from kiosk.web.late import late_router
from kiosk.web.lights import age_text
from kiosk.web.site import Site
from kiosk.web.texts import Texts

MOST_REGIONS: Final = 6
_BEYOND: Final = (OVERSEAS, "810000", "820000", "710000")
_Typed = Annotated[str, Query(max_length=24)]
_Codes = Annotated[str, Query(max_length=13 * MOST_REGIONS)]
_Passage = Annotated[str | None, Query(max_length=64)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelSheet:
    """The context of ``travel.html``.

    Attributes:
        lane: The lane's id.
        passage: Whom it is about.
        typed: What was typed so far.
        choices: What fits it.
        journey: The regions named so far.
        fixed: Regions that are always offered: home, abroad, 港澳台.
        age: Of the list, in words; empty while there is none.
    """

    lane: str
    passage: str
    typed: str
    choices: Choices
    journey: Journey
    fixed: tuple[str, ...]
    age: str
    letters: str = ascii_lowercase

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes named so far."""
        return tuple(stay.region.code for stay in self.journey.stays)

    def chosen(self, *more: str) -> str:
        """The codes named so far and ``more``."""
        codes = dict.fromkeys((*self.codes, *more))
        return ",".join(tuple(codes)[:MOST_REGIONS])

    def without(self, code: str) -> str:
        """The codes named so far but one."""
        return ",".join(named for named in self.codes if named != code)

    def instead(self, code: str) -> str:
        """The codes named so far, the last one narrowed down to ``code``."""
        return ",".join(dict.fromkeys((*self.codes[:-1], code)))

    @property
    def elsewhere(self) -> str:
        """The code of the rest of the last region."""
        return elsewhere_in(self.codes[-1])


def travel_routes(site: Site, journeys: Journeys) -> APIRouter:
    """Build the routes around the region picker."""
    routes = late_router(prefix="/lane/{lane}/travel")
    the_desk = Depends(site.desk)

    @routes.get("", response_class=HTMLResponse)
    def sheet(  # a thread's: the table of regions may have to be read first
        request: Request,
        desk: Annotated[Desk, the_desk],
        typed: _Typed = "",
        chosen: _Codes = "",
        passage: _Passage = None,
    ) -> HTMLResponse:
        """Show what may be tapped next."""
        texts = site.pages.texts(request)
        journey = journeys.look(read_codes(chosen))
        page = TravelSheet(
            lane=desk.lane,
            passage=passage or "",
            typed=typed,
            choices=journeys.choices(typed),
            journey=journey,
            fixed=(journeys.home, *_BEYOND),
            age=_age(journey, texts),
        )
        return HTMLResponse(site.pages.draw("travel.html", texts, page=page))

    @routes.post("")
    async def state(
        desk: Annotated[Desk, the_desk],
        chosen: Annotated[str, Form(max_length=13 * MOST_REGIONS)],
        passage: Annotated[str | None, Form(max_length=64)] = None,
    ) -> Response:
        """Record where the person comes from; the answer empties the sheet."""
        codes = read_codes(chosen)
        if not codes:
            raise FormError("region", "missing", "at least one region")
        said = journeys.look(codes).facts.model_dump(exclude_none=True)
        desk.state(passage, {"travel": said})
        journeys.remember(codes)
        return HTMLResponse("")

    return routes


def read_codes(text: str) -> Sequence[str]:
    """Region codes from their list, each once.

    Raises:
        FormError: One is none, or there are too many.
    """
    codes = tuple(dict.fromkeys(code for code in text.split(",") if code))
    if len(codes) > MOST_REGIONS or not all(is_region_code(code) for code in codes):
        raise FormError("region", "invalid", f"up to {MOST_REGIONS} region codes")
    return codes


def _age(journey: Journey, texts: Texts) -> str:
    source = journey.source
    return "" if source is None else age_text(source.age_hours, texts)
