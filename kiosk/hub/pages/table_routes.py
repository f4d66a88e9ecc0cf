"""Routes of the table of checkpoints, and of each one's own page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from kiosk.core.verdict import Verdict
from kiosk.hub.alarms import Alarm
from kiosk.hub.deeds import Deed
from kiosk.hub.incidents import Standing
from kiosk.hub.overview import Checkpoint, Worry
from kiosk.hub.pages.desk import Desk
from kiosk.hub.pages.door import supervisor
from kiosk.hub.pages.times import Told
from kiosk.hub.proof import Apart, Proof
from kiosk.hub.search import Found, query_of
from kiosk.hub.staff import Person
from kiosk.web.doors import safe_path

_SEE_OTHER: Final = 303


@dataclass(frozen=True, kw_only=True)
class TablePage(Told):
    """The context of ``hub_table.html``.

    Attributes:
        now: When.
        staff: Who looks.
        checkpoints: Those that need somebody first.
        communities: What can be chosen.
        community: What was chosen, or an empty string.
        alarms: What stands.
        verdicts: In rising severity.
    """

    now: datetime
    staff: Person
    checkpoints: tuple[Checkpoint, ...]
    communities: tuple[str, ...]
    community: str
    alarms: tuple[Alarm, ...]
    verdicts: tuple[str, ...] = tuple(Verdict)

    @property
    def names(self) -> dict[str, str]:
        """What the checkpoints are called, by id."""
        return {one.id: one.name for one in self.checkpoints}

    @property
    def worrying(self) -> int:
        """How many checkpoints need somebody."""
        return sum(1 for one in self.checkpoints if one.worries)

    @property
    def missing(self) -> int:
        """How many have not reported."""
        return sum(1 for one in self.checkpoints if Worry.REPORT in one.worries)


@dataclass(frozen=True, kw_only=True)
class CheckpointPage(Told):
    """The context of ``hub_checkpoint.html``.

    Attributes:
        now: When.
        staff: Who looks.
        one: The checkpoint.
        alarms: What stands.
        incidents: Those not closed, the longest first.
        rows: Its newest passages.
        apart: Its newest rows that are kept apart.
        proof: What walking its chain found, or None: nobody asked.
        verdicts: In rising severity.
    """

    now: datetime
    staff: Person
    one: Checkpoint
    alarms: tuple[Alarm, ...]
    incidents: tuple[Standing, ...]
    rows: tuple[Found, ...]
    apart: tuple[Apart, ...]
    proof: Proof | None = None
    verdicts: tuple[str, ...] = tuple(Verdict)


def table_routes(desk: Desk) -> APIRouter:
    """Build the routes around the desk."""
    routes = APIRouter(include_in_schema=False)
    let_in = supervisor(desk)
    staff_needed = Annotated[Person, Depends(let_in)]

    @routes.get("/", response_class=HTMLResponse)
    def table(
        request: Request,
        staff: staff_needed,
        community: Annotated[str, Query(max_length=32)] = "",
    ) -> HTMLResponse:
        """Show every checkpoint."""
        now = desk.clock.now()
        every = desk.overview.all(now)
        context = TablePage(
            now=now,
            staff=staff,
            checkpoints=tuple(one for one in every if community in {"", one.community}),
            communities=tuple(sorted({one.community for one in every})),
            community=community,
            alarms=tuple(desk.alarms.standing()),
        )
        return desk.pages.page(request, "hub_table.html", context)

    @routes.get("/kiosks/{kiosk:path}", response_class=HTMLResponse)
    def checkpoint(request: Request, kiosk: str, staff: staff_needed) -> HTMLResponse:
        """Show one checkpoint."""
        return _checkpoint(desk, request, kiosk, staff)

    @routes.post("/kiosks/{kiosk:path}/verify", response_class=HTMLResponse)
    def verify(request: Request, kiosk: str, staff: staff_needed) -> HTMLResponse:
        """Walk its whole chain."""
        return _checkpoint(desk, request, kiosk, staff, is_proven=True)

    @routes.post("/alarms/{number}/seen")
    def seen(
        number: int,
        staff: staff_needed,
        back: Annotated[str, Form(alias="next", max_length=200)] = "/",
    ) -> Response:
        """Say that an alarm was seen to, and go back to the page that showed it."""
        desk.alarms.see(number, str(staff), desk.clock.now())
        return RedirectResponse(safe_path(back), _SEE_OTHER)

    return routes


def _checkpoint(
    desk: Desk,
    request: Request,
    kiosk: str,
    staff: Person,
    *,
    is_proven: bool = False,
) -> HTMLResponse:
    now = desk.clock.now()
    one = desk.overview.one(kiosk, now) if kiosk.isprintable() else None
    if one is None:
        raise HTTPException(404)
    if is_proven:
        desk.deeds.note(desk.doer(staff), Deed.VERIFIED, kiosk)
    context = CheckpointPage(
        now=now,
        staff=staff,
        one=one,
        alarms=tuple(desk.alarms.standing(kiosk)),
        incidents=tuple(desk.incidents.standing(kiosk)),
        rows=tuple(desk.search.page(query_of("", "", {"kiosk": kiosk}))),
        apart=tuple(desk.prover.apart(kiosk)),
        proof=desk.prover.prove(kiosk) if is_proven else None,
    )
    return desk.pages.page(request, "hub_checkpoint.html", context)
