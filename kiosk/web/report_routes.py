"""Routes of the reports page 日报: read, print, correct, hand out."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, HTTPException, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kiosk.core.errors import FormError, StoreError
from kiosk.core.household_form import FormKind
from kiosk.core.report import LONGEST_WHY, Report
from kiosk.core.report_days import ReportBoard
from kiosk.core.staff import Role, Staff
from kiosk.ports import HouseholdOffice, ReportForm, ReportOffice, WantedReports
from kiosk.web.doors import only
from kiosk.web.late import late_router
from kiosk.web.refusals import form_text
from kiosk.web.report_sheets import (
    HouseholdForm,
    ReportPage,
    TablePage,
    WorkLogPage,
    clock,
)
from kiosk.web.site import Site
from kiosk.web.work_log import grid_of, work_log

PREFIX: Final = "/reports"
_LONGEST_CODE: Final = 4296  # a QR symbol holds no more
_Number = Annotated[int, Path(ge=1, lt=1 << 63)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsPage:
    """The context of ``reports.html``.

    Attributes:
        board: The last month, or None when the records cannot be read now.
        households: Whether a household's form can be printed here.
        problem: Why something was not handed out, or an empty string.
    """

    board: ReportBoard | None
    households: bool
    problem: str = ""
    longest: int = LONGEST_WHY
    clock = staticmethod(clock)


class Days(BaseModel):
    """A range of days as browsers send it."""

    model_config = ConfigDict(extra="forbid")

    first: date
    last: date
    lang: str = Field(default="", max_length=16)


class Export(Days):
    """A range of days, what to make of it, and what for."""

    form: ReportForm
    why: str = Field(default="", max_length=80, repr=False)

    @property
    def wanted(self) -> WantedReports:
        """The same for the office."""
        return WantedReports(first=self.first, last=self.last, form=self.form)


class WantedForm(BaseModel):
    """Of which household somebody wants the form, as what, and what for."""

    model_config = ConfigDict(extra="forbid")

    household: str = Field(default="", max_length=_LONGEST_CODE, repr=False)
    form: FormKind = "print"
    why: str = Field(default="", max_length=80, repr=False)


class Correction(BaseModel):
    """What is not right with a report."""

    model_config = ConfigDict(extra="forbid")

    number: int = Field(ge=1, lt=1 << 63)
    why: str = Field(default="", max_length=LONGEST_WHY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Where reports are handed out.

    Attributes:
        site: The site.
        office: Where reports are read.
        households: Where households are looked up, or None.
    """

    site: Site
    office: ReportOffice
    households: HouseholdOffice | None

    async def page(
        self, request: Request, problem: FormError | None = None
    ) -> HTMLResponse:
        """The page, and perhaps why something was not handed out."""
        board: ReportBoard | None = None
        with suppress(StoreError):  # then the page says so
            board = await self.office.board()
        texts, said = self.site.pages.texts(request), ""
        if problem is not None:
            said = form_text(texts, field=problem.field, slug=problem.slug)
        page = ReportsPage(
            board=board, households=self.households is not None, problem=said
        )
        status = 422 if problem else 200
        return self.site.pages.page(request, "reports.html", page, status)

    async def report(self, number: int) -> Report:
        """The report with this number.

        Raises:
            HTTPException: There is none, or the records cannot be read.
        """
        try:
            found = await self.office.report(number)
        except StoreError as error:
            raise HTTPException(503, str(error)) from error
        if found is None:
            raise HTTPException(404)
        return found

    def sheet(self, request: Request, template: str, page: object) -> HTMLResponse:
        """A sheet as it is printed."""
        texts = self.site.pages.texts(request)
        return HTMLResponse(self.site.pages.draw(template, texts, page=page))


def report_routes(
    site: Site, office: ReportOffice, households: HouseholdOffice | None
) -> APIRouter:
    """Build the routes around the report office."""
    leader = only(site.offices, Role.LEADER)
    routes = late_router(prefix=PREFIX, dependencies=[Depends(leader)])
    counter = Counter(site=site, office=office, households=households)
    _add_sheets(routes, counter)
    if households is not None:
        _add_household_form(routes, counter, households)

    @routes.get("", response_class=HTMLResponse)
    async def reports(request: Request) -> HTMLResponse:
        """Show every day of the last month and what became of its report."""
        return await counter.page(request)

    @routes.post("/correct", status_code=204)
    async def correct(
        form: Annotated[Correction, Form()],
        staff: Annotated[Staff, Depends(only(site.offices, Role.SUPERVISOR))],
    ) -> Response:
        """Make a report that corrects another one, and show it."""
        number = await office.correct(form.number, form.why, staff)
        return Response(status_code=204, headers={"HX-Redirect": f"{PREFIX}/{number}"})

    @routes.post("/export")
    async def export(
        request: Request,
        form: Annotated[Export, Form()],
        staff: Annotated[Staff, Depends(leader)],
    ) -> Response:
        """Hand out the reports of a range of days, with a manifest."""
        try:
            file = await office.export(form.wanted, str(staff), form.why)
        except FormError as error:
            return await counter.page(request, error)
        return download(file, f"reports-{form.first}-{form.last}.zip")

    return routes


def download(file: bytes, name: str) -> Response:
    """A ZIP as browsers save it."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(file, media_type="application/zip", headers=headers)


def _add_sheets(routes: APIRouter, counter: Counter) -> None:
    @routes.get("/table", response_class=HTMLResponse)
    async def table(request: Request, asked: Annotated[Days, Query()]) -> HTMLResponse:
        """Show the statistics of a range of days."""
        try:
            days = await counter.office.days(asked.first, asked.last)
        except FormError as error:
            return await counter.page(request, error)
        except StoreError as error:
            raise HTTPException(503, str(error)) from error
        page = TablePage(
            first=asked.first,
            last=asked.last,
            days=days,
            grid=grid_of(counter.office.grid),
        )
        return counter.sheet(request, "report_table.html", page)

    @routes.get("/{number}", response_class=HTMLResponse)
    async def sheet(request: Request, number: _Number) -> HTMLResponse:
        """Show one report as it is printed."""
        page = ReportPage(report=await counter.report(number))
        return counter.sheet(request, "report_sheet.html", page)

    @routes.get("/{number}/log", response_class=HTMLResponse)
    async def log(request: Request, number: _Number) -> HTMLResponse:
        """Show one report as a work log."""
        report = await counter.report(number)
        log = work_log(report, counter.site.pages.texts(request))
        page = WorkLogPage(report=report, log=log)
        return counter.sheet(request, "work_log.html", page)


def _add_household_form(
    routes: APIRouter, counter: Counter, households: HouseholdOffice
) -> None:
    leader = only(counter.site.offices, Role.LEADER)

    @routes.post("/household", response_class=HTMLResponse)
    async def form(
        request: Request,
        wanted: Annotated[WantedForm, Form()],
        staff: Annotated[Staff, Depends(leader)],
    ) -> Response:
        """Hand out the form of one household; asked in a body, as it is personal."""
        try:
            handed = await households.form(
                wanted.household, wanted.form, str(staff), wanted.why
            )
        except FormError as error:
            return await counter.page(request, error)
        if handed.file:
            return download(handed.file, f"household-{handed.sheet.household}.zip")
        texts = counter.site.pages.texts(request)
        page = HouseholdForm(handed=handed, texts=texts)
        return counter.sheet(request, "household_form.html", page)
