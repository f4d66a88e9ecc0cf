"""A badge to print: one HTML file that needs nothing but a browser."""

from markupsafe import Markup

from kiosk.codes.symbol import symbol_svg
from kiosk.core.staff import Staff
from kiosk.office.sheet import office_template


def lay_out_badge(staff: Staff, text: str, title: str = "") -> str:
    """One badge of 90 × 64 mm.

    Args:
        staff: Whose it is.
        text: What its symbol says.
        title: What the community is called.
    """
    symbol = Markup(symbol_svg(text))  # noqa: S704 - drawn by segno
    return office_template("badge.html").render(staff=staff, symbol=symbol, title=title)
