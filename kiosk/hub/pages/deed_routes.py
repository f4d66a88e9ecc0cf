"""The route of what was done at this hub, and by whom."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kiosk.hub.deeds import FULL, LAST, Deed, Written
from kiosk.hub.enrolment_codes import ANYWHERE, RELAY
from kiosk.hub.pages.desk import Desk
from kiosk.hub.pages.door import administrator
from kiosk.hub.pages.times import Told
from kiosk.hub.staff import Person, Role

_TEXTS: Final = {
    (str(what), str(role)): f"hub.role-{role}"
    for what in (Deed.STAFF_ADDED, Deed.ROLE_CHANGED)
    for role in Role
} | {(str(Deed.CODE_ISSUED), kind): f"hub.kind-{kind}" for kind in (ANYWHERE, RELAY)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """An export, as its manifest says.

    Attributes:
        why: What it was for.
        asked: What was asked for, by the names of the log's filter.
        rows: How many.
        files: What was made of them.
    """

    why: str
    asked: Mapping[str, str]
    rows: int
    files: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DeedsPage(Told):
    """The context of ``hub_deeds.html``.

    Attributes:
        now: When.
        staff: Who looks.
        deeds: Newest first.
        older: The number before which the next page begins, or None at the end.
    """

    now: datetime
    staff: Person
    deeds: tuple[Written, ...]
    older: int | None

    @staticmethod
    def pulled(deed: Written) -> Pulled | None:
        """What was exported; None: another deed, or as another release wrote it."""
        if deed.what != Deed.EXPORTED:
            return None
        try:
            said = json.loads(deed.about)
            asked, files = dict(said["asked"]), dict(said["files"])
            return Pulled(
                why=asked.pop("why"),
                asked=asked,
                rows=sum(sum(one["rows"].values()) for one in files.values()),
                files=tuple(files),
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            return None

    @staticmethod
    def named(deed: Written) -> tuple[str, str] | None:
        """Whom a deed names, and the text for what it says of them; None: no text."""
        name, _, word = deed.about.rpartition(": ")
        text = _TEXTS.get((deed.what, word))
        return (name, text) if text else None


def deed_routes(desk: Desk) -> APIRouter:
    """Build the route around the desk."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/deeds", response_class=HTMLResponse)
    def deeds(
        request: Request,
        staff: Annotated[Person, Depends(administrator(desk))],
        before: Annotated[int, Query(ge=1, le=LAST)] = LAST,
    ) -> HTMLResponse:
        """Show what was done, the newest first."""
        found = desk.deeds.newest(before)
        context = DeedsPage(
            now=desk.clock.now(),
            staff=staff,
            deeds=tuple(found),
            older=found[-1].id if len(found) == FULL else None,
        )
        return desk.pages.page(request, "hub_deeds.html", context)

    return routes
