"""zxing-cpp: one step after another until one reads something.

A single picture gets every step. A running camera's pictures get some and the others in
turn, and the place where a code was read or located last is looked at first.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from kiosk.devices.readers.colour import coloured
from kiosk.devices.readers.gathered import Gathered
from kiosk.devices.readers.grid import GOOD
from kiosk.devices.readers.regions import around
from kiosk.devices.readers.steps import (
    FIRST,
    OTHERS,
    TURNS,
    Step,
    again,
    read_part,
)
from kiosk.devices.readers.subject import Found, Subject
from kiosk.devices.readers.symbol import Corners, Frame, Symbol, refusal
from kiosk.devices.readers.views import Views

# A code that stays is looked for at its place only, but in the whole picture every
# so many looks: somebody may hold up a second one.
_WHOLE_EVERY: Final = 3


class ZxingReader:
    """The first choice: several codes a picture, any rotation, light on dark too."""

    name = "zxing"

    def __init__(self) -> None:
        self.dropped: Counter[str] = Counter()
        self._views = Views()
        self._gathered = Gathered()
        self._turn = 0
        self._looks = 0
        self._last: Corners | None = None

    @property
    def located(self) -> bool:
        """Whether a code's grid fits well and its modules are being summed."""
        last = self._gathered.last()
        return last is not None and last.share > GOOD

    def read(self, frame: Frame) -> list[Symbol]:
        """All codes found by the first step that finds any."""
        return self._try(Subject(frame, self._views), (FIRST, *OTHERS))

    def watch(self, frame: Frame) -> list[Symbol]:
        """The same for the next picture, within a few steps.

        The first step reads what is held well. The dear ones have their turns, and what
        was only half told is kept for the next picture: where that shows the same code
        again, the rest of it is looked at every few pictures only.
        """
        self._gathered.turn()
        subject = Subject(frame, self._views, self._gathered)
        self._looks = (self._looks + 1) % _WHOLE_EVERY
        symbols = self._look_there_again(subject)
        if not symbols and (self._looks == 0 or not subject.followed):
            symbols = self._try(subject, TURNS[self._turn])
            if not symbols:
                self._turn = (self._turn + 1) % len(TURNS)
        if symbols:
            self._gathered.forget()
        self._last = symbols[0].corners if len(symbols) == 1 else None
        return symbols

    def _look_there_again(self, subject: Subject) -> list[Symbol]:
        if self._last is None:
            return self._try(subject, (again,))
        if self._looks == 0:
            return []
        region = around(self._last, subject.frame)
        return self._symbols(read_part(subject, region), subject.frame)

    def _try(self, subject: Subject, steps: Iterable[Step]) -> list[Symbol]:
        for step in steps:
            symbols = self._symbols(step(subject), subject.frame)
            if symbols:
                return symbols
        return []

    def _symbols(self, found: Iterable[Found], frame: Frame) -> list[Symbol]:
        symbols = (self._symbol(one) for one in found)
        return [coloured(symbol, frame) for symbol in symbols if symbol is not None]

    def _symbol(self, found: Found) -> Symbol | None:
        try:
            text = found.code.text
        except UnicodeDecodeError:
            self.dropped["code-not-text"] += 1
            return None
        if (slug := refusal(text)) is not None:
            self.dropped[slug] += 1
            return None
        return Symbol(text=text, corners=found.corners)
