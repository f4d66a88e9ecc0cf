"""The ways to look for a code in one picture, cheap ones first.

Each costs some milliseconds and reads something that the others do not; figures are in
docs/decisions/0014-reading-per-visitor.md.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeAlias

import zxingcpp

from kiosk.devices.readers.finders import trios
from kiosk.devices.readers.fit import Grid
from kiosk.devices.readers.grid import GOOD, followed, laid
from kiosk.devices.readers.regions import Region, around
from kiosk.devices.readers.sharpen import sharpened
from kiosk.devices.readers.slant import SLANTS, Matrix, Slant, as_detailed
from kiosk.devices.readers.subject import Found, Part, Subject
from kiosk.devices.readers.symbol import Grey
from kiosk.devices.readers.told import spelt

_QR: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_SWAY: Final = 0.25  # of a code's size that it may have moved
_ROUNDS: Final = 3  # of learning from what is read of a sum already
_BLUR_PX, _NOISE, _SCALE = 1.3, 0.01, 2  # of rendered codes held badly, read most


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
    for part in subject.parts:
        codes = _fast(sharpened(part.grey, _BLUR_PX, _NOISE, _SCALE))
        yield from _found(codes, _SCALE, part.region.left, part.region.top)


def again(subject: Subject) -> Iterator[Found]:
    """Where a code was seen that could not be read yet, and its grid from there."""
    last = None if subject.gathered is None else subject.gathered.last()
    if last is None:
        return
    region = around(last.corners, subject.frame, _SWAY)
    if region.right <= region.left or region.bottom <= region.top:
        return
    part = Part(region, subject.frame)
    found = list(_found(_fast(part.grey), 1.0, region.left, region.top))
    yield from found
    if found:
        return
    grid = followed(part.even, last.shifted(-region.left, -region.top))
    if grid is not None:
        subject.followed = grid.share > GOOD
        yield from _spelt(subject, grid.shifted(region.left, region.top))


def by_grid(subject: Subject) -> Iterator[Found]:
    """Undo any blur where finder patterns may be, with what earlier pictures showed."""
    for part, stretch in _places(subject):
        for grid in laid(part.even, trios(part.grey, stretch=stretch)):
            placed = grid.shifted(part.region.left, part.region.top)
            found = list(_spelt(subject, placed))
            yield from found
            if found or grid.share > GOOD:
                return


def _spelt(subject: Subject, grid: Grid) -> Iterator[Found]:
    """What a grid's modules say, or else with those of earlier pictures."""
    codes = spelt(grid.told, grid.pattern)
    if not codes and subject.gathered is not None:
        together = subject.gathered.add(grid)
        codes = [] if together is None else spelt(together, grid.pattern, _ROUNDS)
    for code in codes:
        yield Found(code=code, corners=grid.corners)


def _places(subject: Subject) -> Iterator[tuple[Part, Matrix | None]]:
    """The likeliest place of a single picture; in a running camera's one in turn.

    And how to stretch it: not at all, and then so that detail is as fine one way as
    across it, in a running camera one way in turn.
    """
    parts, gathered = subject.parts, subject.gathered
    if not parts:
        return
    part: Part = parts[0]
    slant: Slant = as_detailed
    if gathered is not None:
        number, gathered.searches = gathered.searches, gathered.searches + 1
        # Another place each time, and each place with another slant each time.
        part = parts[number % len(parts)]
        slant = SLANTS[number // len(parts) % len(SLANTS)]
    yield part, None
    yield part, slant(part.grey)


FIRST: Final[Step] = at_darkest
OTHERS: Final[Sequence[Step]] = (by_grid, closer, at_grey)
"""What a single picture gets besides, in this order."""
TURNS: Final[Sequence[Sequence[Step]]] = (
    (FIRST, by_grid),
    (FIRST, by_grid, closer),
    (FIRST, by_grid),
    (FIRST, by_grid, at_grey),
)
"""What each of a running camera's pictures gets. A sharp one comes seldom where a hand
shakes, so none goes without a look for its grid."""


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
