"""Answers to what the hub refuses: a slug for the kiosk, and a sentence for people."""

import secrets
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.status import HTTP_413_CONTENT_TOO_LARGE

from kiosk.codes.hub_refusal import BatchGap, BatchTooLarge, HubRefusal
from kiosk.core.errors import StoreError
from kiosk.hub.refusals import RequestMalformed

UNAVAILABLE: Final = 503
_SOONEST_S, _SPREAD_S = 2, 5
API: Final = "/v1/"


class Refusal(BaseModel):
    """What every refusal says."""

    code: str = Field(description="stable slug", examples=["credential-unknown"])
    detail: str = Field(description="what is wrong and what to do")
    accepted_through: int | None = Field(
        default=None, description="with `gap`: the last row the hub has"
    )


REFUSALS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": Refusal, "description": text}
    for status, text in {
        400: "not what the wire says",
        401: "the credential is nobody's",
        403: "wrong signature, revoked kiosk, wrong clock, or a code that is used",
        404: "there is no such thing",
        409: "rows are missing before this batch",
        413: "too large",
        415: "not CloudEvents in gzip",
        422: "a value is missing or wrong",
        503: "the database cannot be used now; Retry-After says when to try again",
    }.items()
}


def add_answers(app: FastAPI) -> None:
    """Teach ``app`` to refuse in slugs, never repeating what was sent."""

    @app.exception_handler(HubRefusal)
    async def answer(_: Request, refusal: HubRefusal) -> Response:
        return refuse(refusal)


def ask_for_patience(error: StoreError) -> Response:
    """The answer of the interface while the database cannot be used."""
    # Spread, or every kiosk of the district would come back in the same second.
    wait = _SOONEST_S + secrets.randbelow(_SPREAD_S)
    return JSONResponse(
        {"code": error.slug, "detail": str(error)},
        UNAVAILABLE,
        headers={"retry-after": str(wait)},
    )


def refuse_values(error: RequestValidationError) -> Response:
    """The answer to a request of the interface with a wrong value."""
    return refuse(RequestMalformed(str(error.errors()[0]["loc"][-1])))


def refuse_request(error: HTTPException) -> Response:
    """The answer to a request of the interface that no route took."""
    if error.status_code == HTTP_413_CONTENT_TOO_LARGE:
        return refuse(BatchTooLarge())
    content = {"code": "not-found" if error.status_code == 404 else "not-allowed"}  # noqa: PLR2004
    return JSONResponse(
        content | {"detail": error.detail}, error.status_code, headers=error.headers
    )


def refuse(refusal: HubRefusal) -> Response:
    """The answer to a request that the hub refuses."""
    content: dict[str, Any] = {"code": refusal.slug, "detail": str(refusal)}
    if isinstance(refusal, BatchGap):
        content["accepted_through"] = refusal.accepted_through
    return JSONResponse(content, refusal.status)
