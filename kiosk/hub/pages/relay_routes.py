"""The route of the hubs below this one, and of how far the one above is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kiosk.hub.pages.desk import Desk
from kiosk.hub.pages.door import supervisor
from kiosk.hub.pages.times import Told
from kiosk.hub.relays import Below
from kiosk.hub.staff import Person
from kiosk.hub.upwards import Height, NotRelaying


@dataclass(frozen=True, kw_only=True)
class RelaysPage(Told):
    """The context of ``hub_relays.html``.

    Attributes:
        now: When.
        staff: Who looks.
        below: The hubs below this one.
        above: Our id at the hub above, or None: there is none.
        heights: How far that one is, the kiosk that is behind most first.
    """

    now: datetime
    staff: Person
    below: tuple[Below, ...]
    above: str | None
    heights: tuple[Height, ...]

    @property
    def behind(self) -> int:
        """Rows that the hub above lacks."""
        return sum(one.behind for one in self.heights)


def relay_routes(desk: Desk) -> APIRouter:
    """Build the route around the desk."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/relays", response_class=HTMLResponse)
    def relays(
        request: Request, staff: Annotated[Person, Depends(supervisor(desk))]
    ) -> HTMLResponse:
        """Show the hubs around this one."""
        try:
            above = desk.upwards.above().id
            heights = desk.upwards.heights()
        except NotRelaying:
            above, heights = None, []
        context = RelaysPage(
            now=desk.clock.now(),
            staff=staff,
            below=tuple(desk.relays.below()),
            above=above,
            heights=tuple(heights),
        )
        return desk.pages.page(request, "hub_relays.html", context)

    return routes
