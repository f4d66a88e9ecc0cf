"""The ways to look for a code in one picture, cheap ones first.

Each costs some milliseconds and reads something that the others do not; figures are in
docs/decisions/0014-reading-per-visitor.md.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeAlias

import zxingcpp

from kiosk.devices.readers.finders import trios
from kiosk.devices.readers.fit import Grid, evened
from kiosk.devices.readers.gathered import Gathered
from kiosk.devices.readers.grid import GOOD, followed, laid
from kiosk.devices.readers.regions import Region, around, likely
from kiosk.devices.readers.sharpen import contrast, sharpened
from kiosk.devices.readers.slant import SLANTS, Matrix
from kiosk.devices.readers.symbol import Corners, Frame, Grey
from kiosk.devices.readers.told import spelt
from kiosk.devices.readers.views import Views

_QR: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_SWAY: Final = 0.25  # of a code's size that it may have moved
_ROUNDS: Final = 3  # of learning from what is read of a sum already
_BLUR_PX, _NOISE, _SCALE = 1.3, 0.01, 2  # of rendered codes held badly, read most


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A code.

    Attributes:
        code: As zxing-cpp gives it; its place is that in whatever it was read from.
        corners: In the picture, px, clockwise from the code's own top left.
    """

    code: zxingcpp.Barcode
    corners: Corners


@dataclass(eq=False)
class Subject:
    """One picture, and what was made of it so far.

    Attributes:
        frame: The picture.
        views: Lend their memory until the next picture.
        gathered: What earlier pictures showed, or None for a single one.
        dark: Its darkest channel.
    """

    frame: Frame
    views: Views
    gathered: Gathered | None = None
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
    return _found(_fast(dark), 1.0, region.left, region.top)


def at_darkest(subject: Subject) -> Iterator[Found]:
    """The least of B, G and R, upright or turned by any angle."""
    return _found(_fast(subject.dark))


def at_grey(subject: Subject) -> Iterator[Found]:
    """Brightness, light on dark too, and half as large."""
    grey = subject.views.grey(subject.frame)
    codes = zxingcpp.read_barcodes(grey, formats=_QR, text_mode=zxingcpp.TextMode.Plain)
    return _found(codes)


def closer(subject: Subject) -> Iterator[Found]:
    """Undo a slight blur of the lens at the likely places."""
    for region, grey in subject.parts:
        codes = _fast(sharpened(grey, _BLUR_PX, _NOISE, _SCALE))
        yield from _found(codes, _SCALE, region.left, region.top)


def by_grid(subject: Subject) -> Iterator[Found]:
    """Undo any blur at the likely places, with what earlier pictures showed."""
    for grid in _grids(subject):
        codes = spelt(grid.told, grid.pattern)
        if not codes and subject.gathered is not None:
            together = subject.gathered.add(grid)
            codes = [] if together is None else spelt(together, grid.pattern, _ROUNDS)
        for code in codes:
            yield Found(code=code, corners=grid.corners)
        if codes:
            return


def _grids(subject: Subject) -> Iterator[Grid]:
    """Where a code was seen before, or else where its finder patterns may be."""
    last = None if subject.gathered is None else subject.gathered.last()
    if last is not None:
        region = around(last.corners, subject.frame, _SWAY)
        if region.right > region.left and region.bottom > region.top:
            even = evened(contrast(region.of(subject.frame)))
            grid = followed(even, last.shifted(-region.left, -region.top))
            if grid is not None:
                yield grid.shifted(region.left, region.top)
                if grid.share > GOOD:
                    return
    for region, grey, stretch in _places(subject):
        for grid in laid(evened(grey), trios(grey, stretch=stretch)):
            yield grid.shifted(region.left, region.top)
            if grid.share > GOOD:
                return


def _places(subject: Subject) -> Sequence[tuple[Region, Grey, Matrix | None]]:
    """The likeliest place of a single picture; in a running camera's one in turn.

    And how to stretch it: a single picture not at all.
    """
    parts, gathered = subject.parts, subject.gathered
    if gathered is None or not parts:
        return [(region, grey, None) for region, grey in parts[:1]]
    number, gathered.searches = gathered.searches, gathered.searches + 1
    # Another place each time, and each place with another slant each time.
    region, grey = parts[(number + number // len(SLANTS)) % len(parts)]
    slant = SLANTS[number % len(SLANTS)]
    return [(region, grey, None if slant is None else slant(grey))]


FIRST: Final[Step] = at_darkest
OTHERS: Final[Sequence[Step]] = (by_grid, closer, at_grey)
"""What a single picture gets besides, in this order."""
TURNS: Final[Sequence[Step]] = (by_grid, by_grid, closer, by_grid, by_grid, at_grey)
"""What a running camera's pictures get besides, one each."""


def _found(
    codes: Iterable[zxingcpp.Barcode], scale: float = 1.0, left: int = 0, top: int = 0
) -> Iterator[Found]:
    """Codes of a part of the picture, which begins at ``left``, ``top`` (px)."""
    for code in codes:
        place = code.position
        points = (
            place.top_left,
            place.top_right,
            place.bottom_right,
            place.bottom_left,
        )
        corners = tuple(
            (round(point.x / scale) + left, round(point.y / scale) + top)
            for point in points
        )
        yield Found(code=code, corners=corners)


def _fast(grey: Grey) -> Sequence[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(
        grey,
        formats=_QR,
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
