"""Routes of the registration form: sending it, and finding this morning's."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from kiosk.core.china import CHINA
from kiosk.core.registration.documents import Document
from kiosk.core.registration.tidy import tidy_number
from kiosk.ports import Desk, Drafts
from kiosk.web.draft_key import forget_draft
from kiosk.web.late import late_router
from kiosk.web.site import Site

_CODE: Final = 6  # digits of a region
_Text = Annotated[str, Field(max_length=120)]


class RegistrationForm(BaseModel):
    """The form as browsers send it; the lane checks what it means."""

    model_config = ConfigDict(extra="forbid")

    passage: str | None = Field(default=None, max_length=64)
    earlier: _Text = ""
    name: _Text = ""
    document: _Text = ""
    id_number: _Text = ""
    phone: _Text = ""
    domicile: _Text = ""
    residence: _Text = ""
    purpose: _Text = ""
    household: _Text = ""
    host_phone: _Text = ""
    firm: _Text = ""
    hospital: _Text = ""
    escort: _Text = ""
    plate: _Text = ""
    proof: _Text = ""
    contact: _Text = ""
    census: _Text = ""
    apply: _Text = ""
    signature: str = Field(default="", max_length=8000)
    unsigned: _Text = ""

    def typed(self) -> dict[str, str]:
        """What was filled in."""
        texts: dict[str, str] = self.model_dump(exclude={"passage"})
        return {name: text for name, text in texts.items() if text}


TheForm = Annotated[RegistrationForm, Form()]


def form_routes(site: Site, drafts: Drafts) -> APIRouter:
    """Build the routes around the form."""
    routes = late_router(prefix="/lane/{lane}", default_response_class=Response)
    TheDesk = Annotated[Desk, Depends(site.desk)]  # noqa: N806 - a type

    @routes.post("/register", status_code=204)
    async def register(
        request: Request, response: Response, desk: TheDesk, form: TheForm
    ) -> None:
        """Record the form, and forget what was kept of it."""
        desk.register(form.passage, form.typed())
        await forget_draft(request, response, drafts)

    @routes.post("/earlier", response_class=HTMLResponse)
    async def earlier(request: Request, desk: TheDesk, form: TheForm) -> HTMLResponse:
        """Offer today's form of the same person, by masked name and time."""
        found = desk.recall(form.passage, form.typed())
        if found is None:
            return HTMLResponse()
        name, at = found
        texts = site.pages.texts(request)
        said = texts("form.earlier", name=name, time=f"{at.astimezone(CHINA):%H:%M}")
        return HTMLResponse(site.pages.draw("earlier.html", texts, said=said))

    @routes.post("/domicile", response_class=JSONResponse)
    def domicile(_desk: TheDesk, form: TheForm) -> JSONResponse:  # may read a table
        """Propose the region in a citizen's number, which spares typing Chinese."""
        number, journeys = tidy_number(form.id_number), site.lookups.journeys
        if journeys is None or form.document != Document.ID_CARD or len(number) < _CODE:
            return JSONResponse({})
        (stay,) = journeys.look([number[:_CODE]]).stays
        known = stay.region.path != number[:_CODE]
        path = stay.region.path.replace(" ", "") if known else ""
        return JSONResponse({"domicile": path})

    return routes
