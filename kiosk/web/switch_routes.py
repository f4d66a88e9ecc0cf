"""Routes of the switches on every page: the screen's own language and theme."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Form
from starlette.responses import Response

from kiosk.core.errors import FormError
from kiosk.web.late import late_router
from kiosk.web.pages import LANGUAGE_COOKIE, THEME_COOKIE, Pages

_YEAR_S: Final = 365 * 24 * 3600


def switch_routes(pages: Pages) -> APIRouter:
    """Build the routes around the languages that ``pages`` knows."""
    routes = late_router(include_in_schema=False)

    @routes.post("/language", status_code=204)
    async def language(
        language: Annotated[str, Form(max_length=16)],
    ) -> Response:
        """Remember the screen's language and draw it again."""
        if not pages.knows(language):
            raise FormError("language", "unknown", "one of the kiosk's languages")
        return _remember(LANGUAGE_COOKIE, language)

    @routes.post("/theme", status_code=204)
    async def theme(theme: Annotated[Literal["dark", "light"], Form()]) -> Response:
        """Remember the screen's theme and draw it again."""
        return _remember(THEME_COOKIE, theme)

    return routes


def _remember(cookie: str, value: str) -> Response:
    response = Response(status_code=204, headers={"HX-Refresh": "true"})
    response.set_cookie(
        cookie, value, max_age=_YEAR_S, httponly=True, samesite="strict"
    )
    return response
