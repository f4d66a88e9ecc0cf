"""Answers to what cannot be done: a message in the page, or a page that says so."""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.status import HTTP_404_NOT_FOUND

from kiosk.core.errors import FormError
from kiosk.web.pages import Pages
from kiosk.web.texts import Texts

# The message appears where the page keeps its messages, whatever sent the request.
_INTO_THE_PAGE = {"HX-Retarget": "#message", "HX-Reswap": "innerHTML"}


def add_refusals(app: FastAPI, pages: Pages) -> None:
    """Teach ``app`` to refuse in words, never repeating what was typed."""

    @app.exception_handler(FormError)
    async def refuse_form(request: Request, error: FormError) -> Response:
        return _message(pages, request, field=error.field, slug=error.slug)

    @app.exception_handler(RequestValidationError)
    async def refuse_values(
        request: Request, error: RequestValidationError
    ) -> Response:
        where = error.errors()[0]["loc"]
        return _message(pages, request, field=str(where[-1]), slug="invalid")

    @app.exception_handler(HTTPException)
    async def refuse_request(request: Request, error: HTTPException) -> Response:
        if error.status_code == HTTP_404_NOT_FOUND:
            return pages.page(request, "missing.html", None, error.status_code)
        return PlainTextResponse(error.detail, error.status_code, error.headers)


def form_text(texts: Texts, *, field: str, slug: str) -> str:
    """Say what is wrong with a field, by slug."""
    label = texts(f"field.{field}") if texts.has(f"field.{field}") else field
    key = f"form.{slug}" if texts.has(f"form.{slug}") else "form.unknown"
    return texts(key, field=label)


def _message(pages: Pages, request: Request, *, field: str, slug: str) -> HTMLResponse:
    texts = pages.texts(request)
    text = form_text(texts, field=field, slug=slug)
    status = 409 if slug == "passage-over" else 422
    html = pages.draw("message.html", texts, text=text)
    return HTMLResponse(html, status, headers=_INTO_THE_PAGE)
