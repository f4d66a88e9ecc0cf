"""What several blurred pictures of one code say together.

Blur and noise differ from picture to picture, the code does not. Its modules are summed
in the code's own rows and columns, so the pictures need not lie over each other.
"""

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kiosk.devices.readers.equalizer import Sheet
from kiosk.devices.readers.fit import Grid
from kiosk.devices.readers.told import Told

_MOST: Final = 4  # codes, or places taken for one, that are kept apart
_FORGOTTEN: Final = 40  # pictures after which what was seen is somebody else's
_LOST: Final = 10  # pictures after which a code is not where it was
# Correlation of two pictures' unknown modules over the root of the share explained. Of
# 522 pictures of the same code 99 % have 0.69; other codes of an issuer, which may have
# the padding in common, must not be summed up to somebody who is gone.
_SAME: Final = 0.6
_SUREST: Final = 1.5  # a module is not clearer than this, 1 being clear


@dataclass(slots=True, kw_only=True, eq=False)
class _Sum:
    last: Grid
    weighed: Sheet
    worth: Sheet
    seen: int

    def told(self) -> Told:
        return Told(soft=self.weighed / self.worth, worth=self.worth)


class Gathered:
    """Sums of codes that could not be read yet; some kilobytes, never stored.

    Attributes:
        pictures: Looked at so far.
        searches: Made so far for a code not seen before.
    """

    def __init__(self) -> None:
        self._sums: list[_Sum] = []
        self.pictures = 0
        self.searches = 0

    def turn(self) -> None:
        """Note that another picture is looked at."""
        self.pictures += 1
        oldest = self.pictures - _FORGOTTEN
        self._sums = [one for one in self._sums if one.seen > oldest]

    def forget(self) -> None:
        """Forget all: a code was read."""
        self._sums.clear()

    def last(self) -> Grid | None:
        """The code seen best, where it was last, or None when that is long ago."""
        recent = [one for one in self._sums if one.seen > self.pictures - _LOST]
        if not recent:
            return None
        best = max(recent, key=lambda one: float(np.median(one.worth)))
        return replace(best.last, told=best.told())

    def add(self, grid: Grid) -> Told | None:
        """What this and earlier pictures of the same code say.

        Returns:
            None when it is the first picture, or was summed already.
        """
        soft = np.clip(grid.told.soft, -_SUREST, _SUREST)
        unknown = ~grid.pattern.known
        for one in self._sums:
            if one.last.pattern.version != grid.pattern.version:
                continue
            both = one.told().soft[unknown], soft[unknown]
            if np.corrcoef(*both)[0, 1] > _SAME * math.sqrt(max(grid.share, 0.0)):
                if one.seen == self.pictures:
                    return None  # found twice in one picture: that tells no more
                one.weighed += soft * grid.told.worth
                one.worth += grid.told.worth
                one.seen, one.last = self.pictures, grid
                return one.told()
        self._sums.sort(key=lambda one: one.seen)
        del self._sums[: max(0, len(self._sums) - _MOST + 1)]
        worth = grid.told.worth.copy()
        new = _Sum(last=grid, weighed=soft * worth, worth=worth, seen=self.pictures)
        self._sums.append(new)
        return None
