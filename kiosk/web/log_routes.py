"""Routes of the log: supervisors search passages and pull them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse

from kiosk.core.china import CHINA
from kiosk.core.errors import FormError, StoreError
from kiosk.core.log_query import LoggedPassage, LogQuery, log_query
from kiosk.core.staff import Role, Staff
from kiosk.core.verdict import Verdict
from kiosk.ports import LogOffice
from kiosk.web.doors import only
from kiosk.web.site import Site

_FULL: Final = 50
_OFFSET: Final = "+08:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """The context of ``log.html``.

    Attributes:
        rows: Newest first.
        asked: What was asked for, as typed.
        verdicts: What can be chosen.
        older: Number to go on from, or None at the end.
        readable: False when the records cannot be read now.
    """

    rows: tuple[LoggedPassage, ...]
    asked: "LogForm"
    verdicts: tuple[str, ...] = tuple(Verdict)
    older: int | None
    readable: bool = True

    @staticmethod
    def clock(row: LoggedPassage) -> str:
        """When, as staff say it."""
        return f"{datetime.fromisoformat(row.at).astimezone(CHINA):%m-%d %H:%M:%S}"


class LogForm(BaseModel):
    """The filter as browsers send it; times are Chinese, without an offset."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    since: str = Field(default="", max_length=19)
    until: str = Field(default="", max_length=19)
    verdict: str = Field(default="", max_length=12)
    reason: str = Field(default="", max_length=48)
    pass_class: str = Field(default="", alias="class", max_length=12)
    direction: str = Field(default="", max_length=3)
    lane: str = Field(default="", max_length=24)

    def query(self) -> LogQuery:
        """What is asked for.

        Raises:
            FormError: A value is wrong.
        """
        typed = self.model_dump(by_alias=True, include=set(LogForm.model_fields))
        for name in ("since", "until"):
            typed[name] += _OFFSET if typed[name] else ""
        return log_query(typed)


class LogAddress(LogForm):
    """The filter and the page."""

    before: int | None = Field(default=None, ge=1)
    lang: str = Field(default="", max_length=16)


class ExportForm(LogForm):
    """The filter, and what to make of it."""

    form: str = Field(default="", max_length=5)
    why: str = Field(default="", max_length=80)


def log_routes(site: Site, office: LogOffice) -> APIRouter:
    """Build the routes around the log office."""
    supervisor = only(site.offices, Role.SUPERVISOR)
    routes = APIRouter(prefix="/log", dependencies=[Depends(supervisor)])

    @routes.get("", response_class=HTMLResponse)
    async def log(
        request: Request, address: Annotated[LogAddress, Query()]
    ) -> HTMLResponse:
        """Show the newest passages that fit."""
        return site.pages.page(request, "log.html", _page(office, address))

    @routes.post("/export")
    async def export(
        form: Annotated[ExportForm, Form()],
        staff: Annotated[Staff, Depends(supervisor)],
    ) -> FileResponse:
        """Hand out a ZIP with the passages and their manifest."""
        asked = form.query()
        file = Path(await office.export(asked, form.form, str(staff), form.why))
        return FileResponse(
            file,
            media_type="application/zip",
            filename="log.zip",
            background=BackgroundTask(_discard, file),
        )

    return routes


def _page(office: LogOffice, asked: LogAddress) -> LogPage:
    try:
        rows = office.page(asked.query(), asked.before)
    except StoreError:
        return LogPage(rows=(), asked=asked, older=None, readable=False)
    except FormError:
        return LogPage(rows=(), asked=asked, older=None)
    older = rows[-1].seq if len(rows) == _FULL else None
    return LogPage(rows=tuple(rows), asked=asked, older=older)


def _discard(file: Path) -> None:
    file.unlink(missing_ok=True)
    file.parent.rmdir()
