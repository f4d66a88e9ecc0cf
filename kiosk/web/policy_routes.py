"""Routes of the rules' page 规则: what is in force, and changing it in two steps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kiosk.core.china import CHINA
from kiosk.core.policy import PolicyBoard
from kiosk.core.staff import Role, Staff
from kiosk.ports import PolicyOffice
from kiosk.web.doors import only
from kiosk.web.late import late_router
from kiosk.web.site import Site
from kiosk.web.texts import Texts

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
SHOWN_GROUPS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesPage:
    """The context of ``rules.html``.

    Attributes:
        board: What is in force, what can be chosen, what waits.
        age: For how long the rules are in force, in words.
    """

    board: PolicyBoard
    age: str
    shown_groups: int = SHOWN_GROUPS

    def limits(self) -> Iterator[tuple[str, str, str, str]]:
        """Name, part, value before and value after of each limit that changes.

        Only tables have parts, and only those that differ are told.
        """
        staged = self.board.staged
        for name, pair in staged.difference.parameters.items() if staged else ():
            for part, before, after in _parts(*pair):
                yield name, part, _value(before), _value(after)

    @staticmethod
    def clock(moment: datetime) -> str:
        """A moment as staff say it."""
        return f"{moment.astimezone(CHINA):%m-%d %H:%M}"


def policy_routes(site: Site, office: PolicyOffice) -> APIRouter:
    """Build the routes around the rules' office."""
    leader = only(site.offices, Role.LEADER)
    routes = late_router(prefix="/policy", dependencies=[Depends(leader)])
    by = Annotated[Staff, Depends(leader)]

    @routes.get("", response_class=HTMLResponse)
    async def rules(request: Request) -> HTMLResponse:
        """Show the rules in force and those that can be chosen."""
        page = _page(await office.board(), site.pages.texts(request))
        return site.pages.page(request, "rules.html", page)

    @routes.get("/board", response_class=HTMLResponse)
    async def board(request: Request) -> HTMLResponse:
        """The part of the page that changes."""
        return await _board(site, request, office)

    @routes.post("/stage", response_class=HTMLResponse)
    async def stage(
        request: Request, staff: by, choice: Annotated[str, Form(max_length=120)]
    ) -> HTMLResponse:
        """First step: let a policy wait, and show what would change."""
        await office.stage(choice, str(staff))
        return await _board(site, request, office)

    @routes.post("/previous", response_class=HTMLResponse)
    async def previous(request: Request, staff: by) -> HTMLResponse:
        """First step back: let the policy before this one wait."""
        await office.stage_previous(str(staff))
        return await _board(site, request, office)

    @routes.post("/confirm", response_class=HTMLResponse)
    async def confirm(
        request: Request, staff: by, digest: Annotated[str, Form(max_length=64)]
    ) -> HTMLResponse:
        """Second step: put the policy that was looked at in force."""
        await office.confirm(digest, str(staff))
        return await _board(site, request, office)

    @routes.post("/drop", response_class=HTMLResponse)
    async def drop(request: Request) -> HTMLResponse:
        """Change nothing after all."""
        await office.drop()
        return await _board(site, request, office)

    return routes


async def _board(site: Site, request: Request, office: PolicyOffice) -> HTMLResponse:
    texts = site.pages.texts(request)
    page = _page(await office.board(), texts)
    return HTMLResponse(site.pages.draw("rules_board.html", texts, page=page))


def _page(board: PolicyBoard, texts: Texts) -> RulesPage:
    return RulesPage(board=board, age=_age(board.now - board.since, texts))


def _parts(before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    if not all(isinstance(one, Mapping | None) for one in (before, after)):
        yield "", before, after
        return
    old, new = before or {}, after or {}
    for part in {**old, **new}:
        if old.get(part) != new.get(part):
            yield part, old.get(part), new.get(part)


def _value(value: Any) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case Mapping():
            return ", ".join(f"{name} {_value(one)}" for name, one in value.items())
        case _:
            return str(value)


def _age(age: timedelta, texts: Texts) -> str:
    for unit, name in ((_DAY, "days"), (_HOUR, "hours")):
        if age >= 2 * unit:
            return texts(f"rules.{name}", number=age // unit)
    minutes = max(age, timedelta()) // timedelta(minutes=1)
    return texts("rules.minutes", number=minutes)
