"""zbar through pyzbar: the second reader, where zxing-cpp has no wheel."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from pyzbar import pyzbar

from kiosk.devices.readers.colour import coloured
from kiosk.devices.readers.symbol import (
    Corners,
    Frame,
    Symbol,
    refusal,
)
from kiosk.devices.readers.views import Views

# How many places the symbol's own top left corner lies from the picture's, clockwise.
_TURNS: Final = {"UP": 0, "RIGHT": 1, "DOWN": 2, "LEFT": 3}


class ZbarReader:
    """QR only, on the darkest channel: zbar on grey reads one yellow code in seven."""

    name = "zbar"
    located = False  # it reads a code or sees none

    def __init__(self) -> None:
        self.dropped: Counter[str] = Counter()
        self._views = Views()

    def read(self, frame: Frame) -> list[Symbol]:
        """All codes found."""
        grey = self._views.darkest(frame)
        try:
            found = pyzbar.decode(grey, symbols=[pyzbar.ZBarSymbol.QRCODE])
        except ValueError:
            # pyzbar knows no name for the orientation of a code that is split over
            # several symbols ("structured append"). No issuer splits one.
            self.dropped["code-split"] += 1
            return []
        symbols = [s for code in found if (s := self._symbol(code)) is not None]
        return [coloured(symbol, frame) for symbol in symbols]

    def watch(self, frame: Frame) -> list[Symbol]:
        """All codes found: there is only one attempt."""
        return self.read(frame)

    def _symbol(self, code: pyzbar.Decoded) -> Symbol | None:
        try:
            text = _unmistaken(code.data.decode())
        except UnicodeDecodeError:
            self.dropped["code-not-text"] += 1
            return None
        if (slug := refusal(text)) is not None:
            self.dropped[slug] += 1
            return None
        outline = [(int(point.x), int(point.y)) for point in code.polygon]
        if len(outline) != 4:  # noqa: PLR2004 - a corner fell on the line of two others
            box = code.rect
            right, bottom = box.left + box.width, box.top + box.height
            outline = [(box.left, box.top), (box.left, bottom)]
            outline += [(right, bottom), (right, box.top)]
        return Symbol(text=text, corners=_clockwise(outline, code.orientation))


def _unmistaken(text: str) -> str:
    """Undo zbar's guess that the code was written in an East Asian or Latin charset.

    Chinese in UTF-8 without an ECI mark is often taken for Shift-JIS. Text that was
    not UTF-8 hardly ever makes valid UTF-8 by chance.
    """
    if not text.isascii():
        for charset in ("cp932", "shift_jis", "big5", "latin-1"):
            with suppress(UnicodeError):
                return text.encode(charset).decode()
    return text


def _clockwise(outline: Sequence[tuple[int, int]], orientation: str) -> Corners:
    """Corners clockwise from the symbol's top left.

    Args:
        outline: Four corners, counter-clockwise in the picture, from anywhere.
        orientation: zbar's word for where the symbol's top points.
    """
    clockwise = list(reversed(outline))
    start = min(range(4), key=lambda index: sum(clockwise[index]))
    start += _TURNS.get(orientation, 0)
    return tuple(clockwise[(start + step) % 4] for step in range(4))
