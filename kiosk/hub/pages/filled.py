"""A page that somebody filled in: drawn again with what was wrong, where it was."""

from collections.abc import Callable
from typing import Final, Protocol

from starlette.requests import Request
from starlette.responses import HTMLResponse

from kiosk.hub.pages.desk import Desk

SEE_OTHER: Final = 303
"""Where a form was taken, the browser goes on by itself, and repeats nothing."""
_UNFIT: Final = 422


class Filled(Protocol):
    """The context of such a page."""

    @property
    def problem(self) -> str | None:
        """Slug of what was wrong, or None."""
        ...


def drawing(desk: Desk, template: str) -> Callable[[Request, Filled], HTMLResponse]:
    """How a template is drawn; a page that tells a problem is refused."""

    def draw(request: Request, page: Filled) -> HTMLResponse:
        status = _UNFIT if page.problem else 200
        return desk.pages.page(request, template, page, status)

    return draw
