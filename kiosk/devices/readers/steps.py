"""The ways to look for a code in one picture, cheap ones first.

Each costs some milliseconds and reads something that the others do not; figures are in
docs/decisions/0014-reading-per-visitor.md.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeAlias

import zxingcpp

from kiosk.devices.readers.regions import Region, likely
from kiosk.devices.readers.sharpen import contrast, sharpened
from kiosk.devices.readers.symbol import Frame, Grey
from kiosk.devices.readers.views import Views

_QR: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A code, and how its place in the picture follows from the one it has here.

    Attributes:
        code: As zxing-cpp gives it.
        scale: How much larger it is here.
        left: Where this part of the picture begins, px.
        top: Where this part of the picture begins, px.
    """

    code: zxingcpp.Barcode
    scale: float = 1.0
    left: int = 0
    top: int = 0


@dataclass(eq=False)
class Subject:
    """One picture, and what was made of it so far.

    Attributes:
        frame: The picture.
        views: Lend their memory until the next picture.
        dark: Its darkest channel.
    """

    frame: Frame
    views: Views
    dark: Grey = field(init=False)

    def __post_init__(self) -> None:
        """Every step starts from the darkest channel."""
        self.dark = self.views.darkest(self.frame)

    @cached_property
    def parts(self) -> Sequence[tuple[Region, Grey]]:
        """Where a code may be, with ink and paper as far apart as can be."""
        return [(r, contrast(r.of(self.frame))) for r in likely(self.dark)]


Step: TypeAlias = Callable[[Subject], Iterator[Found]]
"""One way to look."""


def read_part(subject: Subject, region: Region) -> Iterator[Found]:
    """Look at one place only."""
    dark = region.of(subject.dark)
    for code in _fast(dark):
        yield Found(code=code, left=region.left, top=region.top)


def at_darkest(subject: Subject) -> Iterator[Found]:
    """The least of B, G and R, upright or turned by any angle."""
    return (Found(code=code) for code in _fast(subject.dark))


def at_grey(subject: Subject) -> Iterator[Found]:
    """Brightness, light on dark too, and half as large."""
    grey = subject.views.grey(subject.frame)
    codes = zxingcpp.read_barcodes(grey, formats=_QR, text_mode=zxingcpp.TextMode.Plain)
    return (Found(code=code) for code in codes)


def closer(blur_px: float, noise: float, scale: int, most: int = 1) -> Step:
    """Undo a blur at the likely places; see ``sharpen.sharpened``.

    Args:
        blur_px: Standard deviation, px.
        noise: Share of the signal's power.
        scale: Times as large.
        most: Places looked at.
    """

    def look(subject: Subject) -> Iterator[Found]:
        for region, grey in subject.parts[:most]:
            for code in _fast(sharpened(grey, blur_px, noise, scale)):
                yield Found(code=code, scale=scale, left=region.left, top=region.top)

    return look


# Measured on rendered codes held badly: the first reads most of what blur hides, the
# second what is small, the third what is blurred more.
CLOSER: Final = (closer(1.3, 0.01, 2, 2), closer(0.8, 0.02, 3), closer(1.5, 0.005, 2))

FIRST: Final[Step] = at_darkest
OTHERS: Final[Sequence[Step]] = (CLOSER[0], at_grey, *CLOSER[1:])


def _fast(grey: Grey) -> Sequence[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(
        grey,
        formats=_QR,
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
