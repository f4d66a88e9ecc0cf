"""Routes of the log: supervisors search passages and pull them.

A plate is searched for by POST: addresses are kept by browsers and shown to others.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kiosk.core.china import CHINA
from kiosk.core.errors import FormError, StoreError
from kiosk.core.log_query import LoggedPassage
from kiosk.core.shift import Turn
from kiosk.core.staff import Role, Staff
from kiosk.core.verdict import Verdict
from kiosk.ports import LogOffice
from kiosk.web.doors import only
from kiosk.web.late import late_router
from kiosk.web.refusals import form_text
from kiosk.web.site import Site
from kiosk.web.texts import Texts

_FULL: Final = 50
_OFFSET: Final = "+08:00"


class LogForm(BaseModel):
    """The filter as browsers send it; times are Chinese, without an offset."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    since: str = Field(default="", max_length=19)
    until: str = Field(default="", max_length=19)
    shift: str = Field(default="", max_length=16)
    verdict: str = Field(default="", max_length=12)
    reason: str = Field(default="", max_length=48)
    pass_class: str = Field(default="", alias="class", max_length=12)
    direction: str = Field(default="", max_length=3)
    outcome: str = Field(default="", max_length=12)
    lane: str = Field(default="", max_length=24)
    same_as: str = Field(default="", max_length=19)
    plate: str = Field(default="", max_length=16, repr=False)

    def typed(self) -> dict[str, str]:
        """What was typed, by the names that forms use."""
        said = self.model_dump(by_alias=True, include=set(LogForm.model_fields))
        return {name: text for name, text in said.items() if text}

    def fields(self) -> dict[str, str]:
        """What is asked of the office."""
        said = self.typed()
        return said | {n: said[n] + _OFFSET for n in ("since", "until") if n in said}


class LogAddress(LogForm):
    """The filter and the page, as an address carries them: nothing personal."""

    plate: str = Field(default="", max_length=0)
    before: int | None = Field(default=None, ge=1, lt=1 << 63)
    lang: str = Field(default="", max_length=16)


class LogSearch(LogForm):
    """The filter and the page, posted."""

    before: int | None = Field(default=None, ge=1, lt=1 << 63)


class PullForm(LogForm):
    """The filter, and what to make of it."""

    format: str = Field(default="", max_length=5)
    why: str = Field(default="", max_length=80, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """The context of ``log.html``.

    Attributes:
        asked: What was asked for, as typed.
        turns: The last shifts.
        rows: Newest first.
        older: Number to go on from, or None at the end.
        problem: What was wrong with the question, or None.
        readable: False when the records cannot be read now.
        verdicts: What can be chosen.
    """

    asked: LogForm
    turns: tuple[Turn, ...]
    rows: tuple[LoggedPassage, ...] = ()
    older: int | None = None
    problem: str | None = None
    readable: bool = True
    verdicts: tuple[str, ...] = tuple(Verdict)

    def kept(self, *left: str) -> Iterator[tuple[str, str]]:
        """What a form carries on of the question, but for what is ``left`` out."""
        return ((n, v) for n, v in self.asked.typed().items() if n not in left)

    @staticmethod
    def turn(turn: Turn) -> str:
        """A shift, as staff say it."""
        return f"{turn.begins:%m-%d %H:%M}–{turn.ends:%H:%M}"

    @staticmethod
    def clock(row: LoggedPassage) -> str:
        """When, as staff say it."""
        return f"{datetime.fromisoformat(row.at).astimezone(CHINA):%m-%d %H:%M:%S}"


def log_routes(site: Site, office: LogOffice) -> APIRouter:
    """Build the routes around the log office."""
    supervisor = only(site.offices, Role.SUPERVISOR)
    routes = late_router(prefix="/log", dependencies=[Depends(supervisor)])

    async def draw(
        request: Request, asked: LogForm, before: int | None
    ) -> HTMLResponse:
        texts = site.pages.texts(request)
        # Off the loop: the gate's next passage waits for it.
        page = await asyncio.to_thread(_page, office, asked, before, texts)
        return site.pages.page(request, "log.html", page)

    @routes.get("", response_class=HTMLResponse)
    async def log(
        request: Request, address: Annotated[LogAddress, Query()]
    ) -> HTMLResponse:
        """Show the newest passages that fit."""
        return await draw(request, address, address.before)

    @routes.post("", response_class=HTMLResponse)
    async def search(
        request: Request, form: Annotated[LogSearch, Form()]
    ) -> HTMLResponse:
        """The same for what an address must not carry."""
        return await draw(request, form, form.before)

    @routes.post("/pulls", status_code=204)
    async def begin(
        form: Annotated[PullForm, Form()],
        staff: Annotated[Staff, Depends(supervisor)],
    ) -> Response:
        """Begin to write what fits, and go where its progress is."""
        name = office.begin(form.fields(), form.format, str(staff), form.why)
        there = {"HX-Redirect": f"{routes.prefix}/pulls/{name}"}
        return Response(status_code=204, headers=there)

    return routes


def _page(
    office: LogOffice, asked: LogForm, before: int | None, texts: Texts
) -> LogPage:
    turns = tuple(office.turns())
    try:
        rows = office.page(asked.fields(), before)
    except StoreError:
        return LogPage(asked=asked, turns=turns, readable=False)
    except FormError as error:
        problem = form_text(texts, field=error.field, slug=error.slug)
        return LogPage(asked=asked, turns=turns, problem=problem)
    older = rows[-1].seq if len(rows) == _FULL else None
    return LogPage(asked=asked, turns=turns, rows=tuple(rows), older=older)
