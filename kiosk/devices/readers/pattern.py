"""What every QR code of a version shows, whatever it says (ISO/IEC 18004, 5.3)."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

Marks = npt.NDArray[np.bool_]
Signs = npt.NDArray[np.float32]

LARGEST: Final = 25  # version; 117 modules of 3 px fill half of a 720p picture's height
_SEEKER: Final = 7  # modules along a finder pattern
_TIMING: Final = 6  # row and column of the timing patterns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pattern:
    """The modules of a version that are known beforehand.

    Attributes:
        version: 1 to 40.
        known: side x side; True where a module is known.
        near: The same without alignment patterns: where three corners tell the place.
        signs: side x side; 1 for dark, -1 for light, 0 where not known.
        last: Row and column of the centre of the alignment pattern that lies
            farthest from the finder patterns, or None for version 1.
    """

    version: int
    known: Marks
    near: Marks
    signs: Signs
    last: int | None

    @property
    def side(self) -> int:
        """Modules along a side."""
        return len(self.signs)


@cache
def pattern(version: int) -> Pattern:
    """The pattern of ``version``, 1 to 40."""
    side = 17 + 4 * version
    signs = np.zeros((side, side), np.float32)
    far = side - _SEEKER
    for row, column in ((0, 0), (0, far), (far, 0)):
        signs[max(0, row - 1) : row + 8, max(0, column - 1) : column + 8] = -1
        signs[row : row + _SEEKER, column : column + _SEEKER] = rings(_SEEKER)
    stripes = np.where(np.arange(8, side - 8) % 2, -1.0, 1.0)
    signs[_TIMING, 8:-8] = signs[8:-8, _TIMING] = stripes
    signs[side - 8, 8] = 1  # the module that is dark in every code
    near = signs != 0
    centres = _centres(version)
    for row in centres:
        for column in centres:
            if (row, column) not in _under_finders(centres):
                signs[row - 2 : row + 3, column - 2 : column + 3] = rings(5)
    return Pattern(
        version=version,
        known=signs != 0,
        near=near,
        signs=signs,
        last=centres[-1] if centres else None,
    )


def rings(side: int) -> Signs:
    """A dark frame, a light frame in it, and the rest dark.

    Args:
        side: 5 for an alignment pattern, 7 for a finder pattern.
    """
    made = np.ones((side, side), np.float32)
    made[1:-1, 1:-1] = -1
    made[2:-2, 2:-2] = 1
    return made


def _centres(version: int) -> list[int]:
    """Rows, and columns too, of the alignment patterns' centres (annex E)."""
    if version == 1:
        return []
    count = version // 7 + 2
    step = (version * 8 + count * 3 + 5) // (count * 4 - 4) * 2
    last = 10 + 4 * version
    return [_TIMING, *(last - step * back for back in range(count - 2, -1, -1))]


def _under_finders(centres: list[int]) -> set[tuple[int, int]]:
    first, last = centres[0], centres[-1]
    return {(first, first), (first, last), (last, first)}
