"""Routes of the volunteer's touches; the live stream brings back what they did."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form
from pydantic import Field
from starlette.responses import Response

from kiosk.core.questions import said_by
from kiosk.ports import Desk
from kiosk.web.late import late_router
from kiosk.web.site import Site

Passage = Annotated[str | None, Form(max_length=64)]
Celsius = Annotated[float, Form(allow_inf_nan=False)]
_Words = Annotated[str, Field(max_length=200)]


def touch_routes(site: Site) -> APIRouter:
    """Build the routes that act on a lane; each answers 204 or raises FormError."""
    routes = late_router(prefix="/lane/{lane}", default_response_class=Response)
    the_desk = Depends(site.desk)

    @routes.post("/mask", status_code=204)
    async def mask(
        desk: Annotated[Desk, the_desk],
        worn: Annotated[Literal["yes", "no"], Form()],
        passage: Passage = None,
    ) -> None:
        """Record the look at the mask."""
        desk.tick_mask(passage, worn=worn == "yes")

    @routes.post("/say", status_code=204)
    async def say(
        desk: Annotated[Desk, the_desk],
        words: Annotated[list[_Words], Form(max_length=4)],
        firm: Annotated[str | None, Form(max_length=200)] = None,
        parcels: Annotated[str | None, Form(max_length=200)] = None,
        passage: Passage = None,
    ) -> None:
        """Record what the volunteer saw or was told; see ``core.questions``.

        Choices that stand beside one another have names of their own.
        """
        chosen = [*words, *(choice for choice in (firm, parcels) if choice)]
        desk.state(passage, said_by(",".join(chosen), site.clock.now()))

    @routes.post("/temperature", status_code=204)
    async def temperature(
        desk: Annotated[Desk, the_desk], celsius: Celsius, passage: Passage = None
    ) -> None:
        """Record a contact thermometer's figure, °C."""
        desk.enter_temperature(passage, celsius)

    @routes.post("/next", status_code=204)
    async def next_person(
        desk: Annotated[Desk, the_desk], passage: Passage = None
    ) -> None:
        """Close what is on the screen."""
        desk.next_person(passage)

    @routes.post("/take-back", status_code=204)
    async def take_back(
        desk: Annotated[Desk, the_desk], passage: Annotated[str, Form(max_length=64)]
    ) -> None:
        """Record that whoever was let through did not go."""
        desk.take_back(passage)

    @routes.post("/shown", status_code=204)
    async def shown(
        desk: Annotated[Desk, the_desk], passage: Annotated[str, Form(max_length=64)]
    ) -> None:
        """Note that a browser drew the verdict."""
        desk.shown(passage)

    return routes
