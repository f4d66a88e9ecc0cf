"""The sheet of a handover 交接班单, for A4 paper and for an 80 mm slip."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from kiosk.core.china import CHINA
from kiosk.core.handover import Handover
from kiosk.web.drawing import drawing
from kiosk.web.pages import Pages
from kiosk.web.texts import Texts

Paper = Literal["a4", "slip"]

_STATIC: Final = Path(__file__).parent / "static"

STYLES: Final[dict[Paper, tuple[str, ...]]] = {
    "a4": ("handover_sheet.css", "handover_a4.css"),
    "slip": ("handover_sheet.css", "handover_slip.css"),
}
"""The style sheets of each paper, under ``static``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """The context of ``handover_sheet.html``.

    Attributes:
        handover: An accepted one.
        paper: What it is printed on.
        links: The style sheets, where the kiosk serves them.
        styles: Else their text: a file stands alone.
    """

    handover: Handover
    paper: Paper
    links: tuple[str, ...] = ()
    styles: str = ""

    @staticmethod
    def clock(moment: datetime) -> str:
        """A time as paper needs it: with its year."""
        return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"

    def drawn(self) -> Iterator[tuple[str, str, str]]:
        """Whose signature can be shown: role, view box and path of it."""
        words = self.handover.words
        for role, text in (("outgoing", words.signature), ("incoming", words.accepted)):
            if text:
                yield role, *drawing(text)


def sheet_file(pages: Pages, texts: Texts, handover: Handover, paper: Paper) -> str:
    """The sheet as an HTML file that stands alone."""
    styles = "\n".join((_STATIC / name).read_text("utf-8") for name in STYLES[paper])
    page = SheetPage(handover=handover, paper=paper, styles=styles)
    return draw_sheet(pages, texts, page)


def draw_sheet(pages: Pages, texts: Texts, page: SheetPage) -> str:
    """The sheet as HTML."""
    return pages.draw("handover_sheet.html", texts, page=page)
