"""Lay the grid of modules over a code that is too blurred to be found otherwise.

From the finder patterns alone: the version by trying which pattern fits, the fourth
corner by the alignment pattern there, then the rest by moving the grid until the known
modules fit best (B. D. Lucas, T. Kanade, 1981). In the pictures that follow from what
was seen so far, even where glare hides a finder pattern.
"""

import math
from collections.abc import Iterable, Iterator
from typing import Final

import cv2
import numpy as np

from kiosk.devices.readers.equalizer import PER, RIM
from kiosk.devices.readers.finders import Trio
from kiosk.devices.readers.fit import Even, Fit, Grid, Matrix, straightened
from kiosk.devices.readers.pattern import LARGEST, Pattern, pattern, rings

_USUAL: Final = 1.04  # module by the distances, over module by the spots
_OFF: Final = 0.18  # natural logarithm of how far that may be from the usual
_TRIED: Final = 3  # versions; of 149 codes held badly all are the likeliest three
# Share explained. For those codes the right version gives 0.39 to 0.98 (98 % above
# 0.5), a wrong one 0.71 at most, and three spots that are no code 0.22 as a rule.
_HOPELESS, _LEAST, GOOD, _CERTAIN = 0.15, 0.4, 0.6, 0.75
_LIKELY: Final = 1  # trios that get the dear part; a second reads none of 120
_STRAY: Final = 5  # modules the fourth corner may be away from a parallelogram's
_ALIKE: Final = 0.2  # correlation with what was seen before; chance gives 0.1
_CENTRE: Final = 3.5  # modules from a code's edge to the centre of a finder pattern


def laid(even: Even, trios: Iterable[Trio]) -> Iterator[Grid]:
    """The grids of codes that may have these finder patterns, likeliest first.

    Args:
        even: What ``evened`` made of the part they were found in.
        trios: Finder patterns.
    """
    fits = [(fit, trio) for trio in trios if (fit := _first(even, trio)) is not None]
    fits.sort(key=lambda one: -one[0].share)
    for first, trio in fits[:_LIKELY]:
        fit = Fit(even, first.shape, first.matrix)
        turned = _with_fourth_corner(first, trio)
        if turned is not None and turned.share > fit.share:
            fit = turned
        fit = fit.settled()
        yield fit.grid()
        if fit.share > GOOD:
            return


def followed(even: Even, last: Grid) -> Grid | None:
    """The grid of a code seen before, or None when it is not there any more.

    Args:
        even: The surroundings of its last place.
        last: What it looked like, and where it was in this part.
    """
    shape, told = last.pattern, last.told
    seen = np.where(shape.known, shape.signs, np.clip(told.soft, -1.0, 1.0))
    wanted = np.kron(seen, np.ones((PER, PER))).astype(np.float32)
    sheet = straightened(even.plane, last.matrix, shape.side)
    alike = cv2.matchTemplate(sheet, wanted, cv2.TM_CCOEFF_NORMED)
    _, peak, _, (x, y) = cv2.minMaxLoc(alike)
    if peak < _ALIKE:
        return None
    move = np.array([[1.0, 0.0, x / PER - RIM], [0.0, 1.0, y / PER - RIM], [0, 0, 1]])
    fit = Fit(even, shape, last.matrix @ move).settled()
    return None if fit.share < _LEAST else fit.grid()


def _first(even: Even, trio: Trio) -> Fit | None:
    """The version that fits best; None when none does."""
    best: Fit | None = None
    for version in _versions(trio):
        shape = pattern(version)
        fit = Fit(even, shape, _parallelogram(trio, shape), near=True)
        if best is None or fit.share > best.share:
            best = fit
        if best.share < _HOPELESS or best.share > _CERTAIN:
            break
    return None if best is None or best.share < _LEAST else best


def _versions(trio: Trio) -> list[int]:
    """Versions whose finder patterns may lie as far apart, likeliest first."""
    across = np.subtract(trio.right, trio.corner)
    down = np.subtract(trio.down, trio.corner)
    apart = float(np.hypot(*across) + np.hypot(*down)) / 2 / trio.module_px
    wrong = {
        version: abs(math.log(apart / (4 * version + 10) / _USUAL))
        for version in range(1, LARGEST + 1)
    }
    near = [version for version in wrong if wrong[version] < _OFF]
    return sorted(near, key=wrong.__getitem__)[:_TRIED]


def _parallelogram(trio: Trio, shape: Pattern) -> Matrix:
    """The place of a code that is not seen at a slant."""
    far = shape.side - _CENTRE
    source = np.array([(_CENTRE, _CENTRE), (far, _CENTRE), (_CENTRE, far)], np.float32)
    goal = np.array([trio.corner, trio.right, trio.down], np.float32)
    return np.vstack([cv2.getAffineTransform(source, goal), (0.0, 0.0, 1.0)])


def _with_fourth_corner(fit: Fit, trio: Trio) -> Fit | None:
    """The same with the last alignment pattern where it really is."""
    shape = fit.shape
    if shape.last is None:
        return None
    first = (RIM + shape.last - 2) * PER
    stray = min(_STRAY, shape.last - 2) * PER
    window = slice(first - stray, first + 5 * PER + stray)
    wanted = np.kron(rings(5), np.ones((PER, PER), np.float32))
    part = np.ascontiguousarray(fit.clear()[window, window])
    alike = cv2.matchTemplate(part, wanted, cv2.TM_CCOEFF_NORMED)
    _, _, _, (x, y) = cv2.minMaxLoc(alike)
    expected = shape.last + 0.5
    moved = (expected + (x - stray) / PER, expected + (y - stray) / PER, 1.0)
    place = fit.matrix @ np.array(moved)
    far = shape.side - _CENTRE
    source = [(_CENTRE, _CENTRE), (far, _CENTRE), (_CENTRE, far), (expected, expected)]
    goal = [trio.corner, trio.right, trio.down, place[:2] / place[2]]
    matrix = cv2.getPerspectiveTransform(
        np.array(source, np.float32), np.array(goal, np.float32)
    )
    return Fit(fit.even, shape, np.asarray(matrix, np.float64))
