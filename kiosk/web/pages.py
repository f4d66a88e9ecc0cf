"""Pages: templates, and which language and theme a screen wants."""

from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kiosk.web.options import WebOptions
from kiosk.web.texts import Texts

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGE_COOKIE: Final = "language"
THEME_COOKIE: Final = "theme"
THEMES: Final = ("dark", "light")
"""The first is what a new screen starts with: the night shift must not be dazzled."""


@cache
def _environment(folder: Path) -> Environment:
    """Compiles each template once, however many applications a process builds."""
    return Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,  # a misspelt name fails in the tests
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Pages:
    """Draws templates in the language of the screen that asks.

    Args:
        options: The installer's choices.
        folder: Looked into first, for templates beside those of the kiosk.
    """

    def __init__(self, options: WebOptions, folder: Path = TEMPLATES) -> None:
        self._texts = {language: Texts(language) for language in options.languages}
        self._first = options.languages[0]
        self._templates = _environment(folder)

    def knows(self, language: str) -> bool:
        """True when pages can be drawn in ``language``."""
        return language in self._texts

    def texts(self, request: Request) -> Texts:
        """The texts a screen wants: by address, by cookie, or the first language."""
        asked = request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)
        language = next((tag for tag in asked if tag in self._texts), self._first)
        return self._texts[language or self._first]

    def draw(self, template: str, texts: Texts, **context: object) -> str:
        """Fill a template; ``t`` says texts, ``language`` is their tag."""
        return self._templates.get_template(template).render(
            t=texts, language=texts.language, **context
        )

    def page(
        self,
        request: Request,
        template: str,
        page: object = None,
        status_code: int = 200,
    ) -> HTMLResponse:
        """Fill a whole page for the screen that sent ``request``.

        Args:
            request: Tells the screen's language and theme.
            template: The template's file name.
            page: The template's own context, as ``page``.
            status_code: HTTP status.
        """
        theme = request.cookies.get(THEME_COOKIE)
        html = self.draw(
            template,
            self.texts(request),
            page=page,
            theme=theme if theme in THEMES else THEMES[0],
            themes=THEMES,
            language_names={
                tag: said("ui.language") for tag, said in self._texts.items()
            },
        )
        return HTMLResponse(html, status_code)
