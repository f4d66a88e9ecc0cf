"""Answers to what cannot be done: a message in the page, or a page that says so."""

from collections.abc import Iterator, Sequence

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.status import HTTP_404_NOT_FOUND

from kiosk.core.errors import FormError, FormRefused
from kiosk.web.pages import Pages
from kiosk.web.texts import Texts

# The message appears where the page keeps its messages, whatever sent the request.
_INTO_THE_PAGE = {"HX-Retarget": "#message", "HX-Reswap": "innerHTML"}


def add_refusals(app: FastAPI, pages: Pages) -> None:
    """Teach ``app`` to refuse in words, never repeating what was typed."""

    @app.exception_handler(FormError)
    async def refuse_form(request: Request, error: FormError) -> Response:
        problems = error.problems if isinstance(error, FormRefused) else (error,)
        return _message(pages, request, [(p.field, p.slug) for p in problems])

    @app.exception_handler(RequestValidationError)
    async def refuse_values(
        request: Request, error: RequestValidationError
    ) -> Response:
        where = error.errors()[0]["loc"]
        return _message(pages, request, [(str(where[-1]), "invalid")])

    @app.exception_handler(HTTPException)
    async def refuse_request(request: Request, error: HTTPException) -> Response:
        if error.status_code == HTTP_404_NOT_FOUND:
            return pages.page(request, "missing.html", None, error.status_code)
        return PlainTextResponse(error.detail, error.status_code, error.headers)


def form_text(texts: Texts, *, field: str, slug: str) -> str:
    """Say what is wrong with a field, by slug; of several fields, by their labels."""
    groups = ("entry", "field")
    keys = [f"{group}.{field}" for group in groups if texts.has(f"{group}.{field}")]
    key = f"form.{slug}" if texts.has(f"form.{slug}") else "form.unknown"
    return texts(key, field=texts(keys[0]) if keys else field)


def form_texts(texts: Texts, problems: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Say what is wrong with each field; those that are only missing in one line."""
    missing = [
        form_text(texts, field=field, slug="field")
        for field, slug in problems
        if slug == "missing"
    ]
    if missing:
        yield texts("form.missing", field=texts("form.and").join(missing))
    for field, slug in problems:
        if slug != "missing":
            yield form_text(texts, field=field, slug=slug)


def _message(
    pages: Pages, request: Request, problems: Sequence[tuple[str, str]]
) -> HTMLResponse:
    texts = pages.texts(request)
    html = pages.draw(
        "message.html",
        texts,
        lines=list(form_texts(texts, problems)),
        fields=[field for field, _ in problems],
    )
    status = 409 if ("passage", "passage-over") in problems else 422
    return HTMLResponse(html, status, headers=_INTO_THE_PAGE)
