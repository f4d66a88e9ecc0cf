"""Routes of searching and pulling the passages of every checkpoint."""

import json
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse

from kiosk.core.errors import FormError
from kiosk.core.verdict import Verdict
from kiosk.core.why import LONGEST_PURPOSE
from kiosk.hub.deeds import Deed, told_purpose
from kiosk.hub.pages.desk import Desk
from kiosk.hub.pages.door import supervisor
from kiosk.hub.pages.times import Told
from kiosk.hub.search import FULL, Found, query_of
from kiosk.hub.search import Query as Asked
from kiosk.hub.staff import Person
from kiosk.office.export import FORMATS, Format, export, manifest

_OFFSET: Final = "+08:00"
_FARTHEST: Final = 100_000


class Filter(BaseModel):
    """The filter as browsers send it; times are Chinese, without an offset."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    since: str = Field(default="", max_length=19)
    until: str = Field(default="", max_length=19)
    kiosk: str = Field(default="", max_length=128)
    verdict: str = Field(default="", max_length=12)
    reason: str = Field(default="", max_length=48)
    pass_class: str = Field(default="", alias="class", max_length=12)
    direction: str = Field(default="", max_length=3)

    def query(self) -> Asked:
        """What is asked for.

        Raises:
            FormError: A value is wrong.
        """
        only = self.typed()
        since, until = (only.pop(name, "") for name in ("since", "until"))
        return query_of(since and since + _OFFSET, until and until + _OFFSET, only)

    def typed(self) -> dict[str, str]:
        """The fields that say something, by the names browsers use."""
        fields = self.model_dump(by_alias=True, include=set(Filter.model_fields))
        return {name: text for name, text in fields.items() if text}


class Address(Filter):
    """The filter and how many to skip."""

    skip: int = Field(default=0, ge=0, le=_FARTHEST)
    lang: str = Field(default="", max_length=16)


class ExportForm(Filter):
    """The filter, and what to make of it."""

    form: Format
    why: str = Field(default="", max_length=LONGEST_PURPOSE)


@dataclass(frozen=True, kw_only=True)
class RecordsPage(Told):
    """The context of ``hub_records.html``.

    Attributes:
        staff: Who looks.
        rows: Newest first.
        asked: What was asked for, as typed.
        names: What checkpoints are called, by id.
        older: How many to skip for the next page, or None at the end.
        problem: Field and slug of what cannot be asked, or None.
        verdicts: What can be chosen.
        forms: What can be made of it.
    """

    staff: Person
    rows: tuple[Found, ...]
    asked: Filter
    names: Mapping[str, str]
    older: int | None
    problem: tuple[str, str] | None = None
    verdicts: tuple[str, ...] = tuple(Verdict)
    forms: tuple[str, ...] = FORMATS


def record_routes(desk: Desk) -> APIRouter:
    """Build the routes around the desk."""
    routes = APIRouter(prefix="/records", include_in_schema=False)
    staff_needed = Annotated[Person, Depends(supervisor(desk))]

    @routes.get("", response_class=HTMLResponse)
    def records(
        request: Request, staff: staff_needed, address: Annotated[Address, Query()]
    ) -> HTMLResponse:
        """Show the newest passages that fit."""
        problem: tuple[str, str] | None = None
        rows: list[Found] = []
        try:
            rows = desk.search.page(address.query(), address.skip)
        except FormError as error:
            problem = error.field, error.slug
        more = len(rows) == FULL and address.skip + FULL <= _FARTHEST
        context = RecordsPage(
            staff=staff,
            rows=tuple(rows),
            asked=address,
            names=desk.search.names(),
            older=address.skip + FULL if more else None,
            problem=problem,
        )
        return desk.pages.page(request, "hub_records.html", context)

    @routes.post("/export")
    def pull(staff: staff_needed, form: Annotated[ExportForm, Form()]) -> FileResponse:
        """Hand out a ZIP with the passages and their manifest."""
        file = _packed(desk, form, staff)
        return FileResponse(
            file,
            media_type="application/zip",
            filename="records.zip",
            background=BackgroundTask(shutil.rmtree, file.parent),
        )

    return routes


def _packed(desk: Desk, form: ExportForm, staff: Person) -> Path:
    why = told_purpose(form.why)
    query, now = form.query(), desk.clock.now()
    folder = Path(tempfile.mkdtemp(prefix="kiosk-hub-"))
    try:
        files = export([desk.search.table(query)], folder, form.form)
        said = manifest(
            files, asked=query.told() | {"why": why}, head="", by=str(staff), at=now
        )
        # The many heads of many journals are at each checkpoint's page.
        del said["journal_head"]
        about = json.dumps(said, ensure_ascii=False, sort_keys=True)
        desk.deeds.note(desk.doer(staff), Deed.EXPORTED, about)
        file = folder / "records.zip"
        with zipfile.ZipFile(file, "x", zipfile.ZIP_DEFLATED) as archive:
            for one in files:
                archive.write(one.file, one.file.name)
            archive.writestr("manifest.json", about)
    except BaseException:
        shutil.rmtree(folder)
        raise
    return file
