"""Sheets and cards to print: one HTML file that needs nothing but a browser."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from kiosk.codes.symbol import symbol_svg
from kiosk.core.card import PassCard
from kiosk.core.china import CHINA

CARDS_A_SHEET: Final = 8
CLASS_NAMES: Final = MappingProxyType(
    {
        "resident": "居民出入证",
        "temporary": "临时出入证",
        "delivery": "配送出入证",
        "vehicle": "车辆出入证",
        "commuter": "通勤出入证",
    }
)


Drawn = tuple[PassCard, Markup]
"""A card and its symbol."""


def draw_symbol(card: PassCard) -> Drawn:
    """Draw the symbol of one card: most of the work of a sheet."""
    return card, Markup(symbol_svg(card.text))  # noqa: S704 - drawn by segno


def lay_out_sheets(cards: Sequence[Drawn], title: str = "") -> str:
    """A4 sheets of two by four cards, to be cut along the dashed lines.

    Args:
        cards: In order of printing.
        title: What the community is called; else its code is printed.
    """
    pages = [
        cards[start : start + CARDS_A_SHEET]
        for start in range(0, len(cards), CARDS_A_SHEET)
    ]
    return _lay_out(pages, title, sheet=True)


def lay_out_cards(cards: Sequence[Drawn], title: str = "") -> str:
    """One card a page of 90 × 64 mm, for a card or label printer."""
    return _lay_out([[card] for card in cards], title, sheet=False)


def _lay_out(pages: Sequence[Sequence[Drawn]], title: str, *, sheet: bool) -> str:
    return office_template("sheet.html").render(
        pages=pages,
        sheet=sheet,
        title=title,
        total=sum(map(len, pages)),
        classes=CLASS_NAMES,
    )


def office_template(name: str) -> Template:
    """A template of this room."""
    return _template_environment().get_template(name)


@cache
def _template_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = _day
    environment.filters["minute"] = _minute
    return environment


def _day(moment: datetime) -> str:
    local = moment.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日"


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%H:%M}"
