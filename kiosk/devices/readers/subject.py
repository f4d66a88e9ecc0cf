"""One picture, and what the steps of a reader make of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import zxingcpp

from kiosk.devices.readers.fit import Even, evened
from kiosk.devices.readers.gathered import Gathered
from kiosk.devices.readers.regions import Region, likely
from kiosk.devices.readers.sharpen import contrast
from kiosk.devices.readers.symbol import Corners, Frame, Grey
from kiosk.devices.readers.views import Views


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
class Part:
    """A part of a picture."""

    region: Region
    frame: Frame

    @cached_property
    def grey(self) -> Grey:
        """With ink and paper as far apart as can be."""
        return contrast(self.region.of(self.frame))

    @cached_property
    def even(self) -> Even:
        """The same, alike in glare and shadow."""
        return evened(self.grey)


@dataclass(eq=False)
class Subject:
    """One picture, and what was made of it so far.

    Attributes:
        frame: The picture.
        views: Lend their memory until the next picture.
        gathered: What earlier pictures showed, or None for a single one.
        followed: Whether a code that cannot be read yet is surely in it.
    """

    frame: Frame
    views: Views
    gathered: Gathered | None = None
    followed: bool = False

    @cached_property
    def dark(self) -> Grey:
        """Its darkest channel."""
        return self.views.darkest(self.frame)

    @cached_property
    def parts(self) -> Sequence[Part]:
        """Where a code may be, likeliest first."""
        return [Part(region, self.frame) for region in likely(self.dark)]
