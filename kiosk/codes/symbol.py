"""A code as a drawing, for paper and screens."""

from typing import Final

import segno

_QUIET: Final = 4  # modules of white around a symbol (ISO/IEC 18004)


def symbol_svg(text: str) -> str:
    """A QR symbol of level M as an inline SVG with its quiet zone, without a size.

    A pass without a plate has 45 × 45 modules.
    """
    # Level M is for paper; a level boosted by chance would make codes look different.
    symbol = segno.make(text, error="m", boost_error=False, micro=False)
    return symbol.svg_inline(border=_QUIET, omitsize=True, light="#fff")
