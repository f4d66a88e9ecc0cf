"""Sheets and cards to print: one HTML file that needs nothing but a browser."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kiosk.codes.symbol import symbol_svg
from kiosk.core.card import PassCard
from kiosk.store.sealing import CHINA

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


def draw_sheets(cards: Sequence[PassCard], title: str = "") -> str:
    """A4 sheets of two by four cards, to be cut along the dashed lines.

    Args:
        cards: In order of printing.
        title: What the community is called; else its code is printed.
    """
    pages = [
        cards[start : start + CARDS_A_SHEET]
        for start in range(0, len(cards), CARDS_A_SHEET)
    ]
    return _draw(pages, title, sheet=True)


def draw_cards(cards: Sequence[PassCard], title: str = "") -> str:
    """One card a page of 90 × 64 mm, for a card or label printer."""
    return _draw([[card] for card in cards], title, sheet=False)


def _draw(pages: Sequence[Sequence[PassCard]], title: str, *, sheet: bool) -> str:
    drawn = [[(card, Markup(symbol_svg(card.text))) for card in p] for p in pages]  # noqa: S704 - drawn by segno
    return (
        _template_environment()
        .get_template("sheet.html")
        .render(
            pages=drawn,
            sheet=sheet,
            title=title,
            total=sum(map(len, pages)),
            classes=CLASS_NAMES,
        )
    )


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
