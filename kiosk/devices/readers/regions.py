"""Where in a picture a code may be: fine detail across and down, on a square patch.

Found without decoding anything, so that dear steps need not look at the whole picture.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from kiosk.devices.readers.symbol import Corners, Frame, Grey

_CELL: Final = 8  # px of the picture a cell of the map stands for
_REACH: Final = 20  # cells around a peak that may belong to the same code
_FAINTEST: Final = 2.0  # mean step between neighbours, grey levels
_SPARE: Final = 40  # px around what was found: quiet zone and a cut-off corner
_SMALLEST: Final = 60  # px; a whole code with less cannot be read anyway
_LONGEST: Final = 1.7  # times as long as wide; writing is longer, codes are not


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A rectangle of a picture, px; ``right`` and ``bottom`` are not in it."""

    left: int
    top: int
    right: int
    bottom: int

    def of(self, frame: Frame) -> Frame:
        """That part of ``frame``, in memory of its own."""
        part = frame[self.top : self.bottom, self.left : self.right]
        return np.ascontiguousarray(part)


def around(corners: Corners, frame: Frame, share: float = 0.5) -> Region:
    """The surroundings of a code, ``share`` of its size on every side."""
    height, width = frame.shape[:2]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    spare = round(share * max(max(xs) - min(xs), max(ys) - min(ys)))
    return Region(
        left=max(0, min(xs) - spare),
        top=max(0, min(ys) - spare),
        right=min(width, max(xs) + spare),
        bottom=min(height, max(ys) + spare),
    )


def likely(dark: Grey, most: int = 2) -> list[Region]:
    """Where codes may be, likeliest first.

    Args:
        dark: The picture's darkest channel.
        most: Places looked at; those of the wrong shape are left out.
    """
    height, width = dark.shape
    if min(height, width) < 4 * _CELL:
        return []
    detail = _detail(dark)
    wide, near = cv2.blur(detail, (9, 9)), cv2.blur(detail, (5, 5))
    found = []
    for _ in range(most):
        _, peak, _, (x, y) = cv2.minMaxLoc(wide)
        if peak < _FAINTEST:
            break
        left, top = max(0, x - _REACH), max(0, y - _REACH)
        window = np.s_[top : y + _REACH + 1, left : x + _REACH + 1]
        mask = (near[window] > 0.5 * peak).astype(np.uint8)
        _, labels, boxes, _ = cv2.connectedComponentsWithStats(mask)
        label = int(labels[y - top, x - left])
        wide[window] = 0.0
        if label == 0:
            continue
        across, down, columns, rows = (int(v) * _CELL for v in boxes[label, :4])
        across, down = across + left * _CELL, down + top * _CELL
        if _is_code_shaped(columns, rows):
            found.append(
                Region(
                    left=max(0, across - _SPARE),
                    top=max(0, down - _SPARE),
                    right=min(width, across + columns + _SPARE),
                    bottom=min(height, down + rows + _SPARE),
                )
            )
    return found


def _detail(dark: Grey) -> Grey:
    """Mean step between neighbours in each cell, the smaller of across and down."""
    height, width = dark.shape
    half = cv2.resize(dark, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    across = cv2.absdiff(half[1:-1, 2:], half[1:-1, :-2])
    down = cv2.absdiff(half[2:, 1:-1], half[:-2, 1:-1])
    cells = (width // _CELL, height // _CELL)
    least = cv2.min(across, down)
    return cv2.resize(least, cells, interpolation=cv2.INTER_AREA).astype(np.float32)


def _is_code_shaped(columns: int, rows: int) -> bool:
    shorter, longer = sorted((columns, rows))
    return shorter >= _SMALLEST and longer <= _LONGEST * shorter
