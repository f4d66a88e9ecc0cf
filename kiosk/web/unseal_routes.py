"""Routes of the unsealing page 解封: one record opened, sealed ones taken away.

Key file and passphrase come in a body, are held while that one answer is made, and
reach no log. What is opened is shown once, and the page forgets it by itself.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, UploadFile
from pydantic import Field
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse

from kiosk.core.china import CHINA
from kiosk.core.staff import Role, Staff
from kiosk.core.unsealing import GivenKey, Opened
from kiosk.core.why import LONGEST_NOTE, PERSONAL_REASONS
from kiosk.ports.records import UnsealDesk
from kiosk.web.doors import local_only, only
from kiosk.web.drawing import Drawing, drawing
from kiosk.web.late import late_router
from kiosk.web.site import Site
from kiosk.web.texts import Texts
from kiosk.web.why_form import WhyForm

_SIGNATURE: Final = "form.signature"
_LABELS: Final = ("entry", "field", "unsealed")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsealPage:
    """The context of ``unseal.html``.

    Attributes:
        seq: The row to open, as far as the page before said it.
        reasons: What to choose from.
        longest: Characters of a note.
        opened: What was opened, or None: the form.
    """

    seq: str = ""
    reasons: tuple[str, ...] = PERSONAL_REASONS
    longest: int = LONGEST_NOTE
    opened: Opened | None = None

    def clock(self) -> str:
        """When the opened row was written, in Chinese time."""
        at = datetime.fromisoformat(self.opened.at if self.opened else "")
        return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"

    def lines(self, texts: Texts) -> list[tuple[str, str]]:
        """What was opened, as the screen says it; a signature is drawn instead."""
        said = dict(self.opened.said) if self.opened else {}
        said.pop(_SIGNATURE, None)
        return [_line(texts, path, value) for path, value in said.items()]

    def signature(self) -> Drawing | None:
        """The signature on the form, or None."""
        text = self.opened and self.opened.said.get(_SIGNATURE)
        return drawing(text) if text else None


class OpenForm(WhyForm):
    """Which row, and the key for this one answer."""

    seq: int = Field(ge=1, lt=1 << 53)
    passphrase: str = Field(default="", max_length=256, repr=False)
    key: UploadFile = Field(repr=False)


class ExtractForm(WhyForm):
    """Which rows."""

    first: int = Field(ge=1, lt=1 << 53)
    last: int = Field(ge=1, lt=1 << 53)


def unseal_routes(site: Site, desk: UnsealDesk) -> APIRouter:
    """Build the routes around the unseal desk."""
    supervisor = only(site.offices, Role.SUPERVISOR)
    # What is opened here stays here: the key comes to this screen, and no further.
    here = [Depends(local_only), Depends(supervisor)]
    routes = late_router(prefix="/unseal", dependencies=here)

    @routes.get("", response_class=HTMLResponse)
    async def page(request: Request, seq: int | None = None) -> HTMLResponse:
        """Show the form."""
        asked = UnsealPage(seq=str(seq or ""))
        return site.pages.page(request, "unseal.html", asked)

    @routes.post("/open", response_class=HTMLResponse)
    async def opened(
        request: Request,
        form: Annotated[OpenForm, Form()],
        staff: Annotated[Staff, Depends(supervisor)],
    ) -> HTMLResponse:
        """Open one row."""
        why = form.why()
        key = GivenKey(file=await form.key.read(), passphrase=form.passphrase)
        found = await desk.open(form.seq, key, why, str(staff))
        texts = site.pages.texts(request)
        page = UnsealPage(opened=found)
        return HTMLResponse(site.pages.draw("unsealed.html", texts, page=page))

    @routes.post("/extract")
    async def extract(
        form: Annotated[ExtractForm, Form()],
        staff: Annotated[Staff, Depends(supervisor)],
    ) -> FileResponse:
        """Hand out the boxes of some rows, sealed."""
        made = await desk.extract(form.first, form.last, form.why(), str(staff))
        file = Path(made)
        return FileResponse(
            file,
            media_type="application/jsonl",
            filename=f"sealed-{form.first}-{form.last}.jsonl",
            background=BackgroundTask(shutil.rmtree, file.parent),
        )

    return routes


def _line(texts: Texts, path: str, value: str) -> tuple[str, str]:
    name = path.rpartition(".")[2]
    keys = (f"{group}.{name}" for group in _LABELS)
    label = next((texts(key) for key in keys if texts.has(key)), path)
    return label, texts.or_own(name, value)
