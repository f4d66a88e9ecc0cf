"""Where a code's three finder patterns may be, however blurred they are.

A finder pattern is a dark spot in a light ring in a dark ring. Smeared over two modules
that is still what it resembles most, so a correlation finds what a search for the
proportions 1:1:3:1:1 does not.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import permutations
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.devices.readers.slant import Matrix, stretched
from kiosk.devices.readers.symbol import Grey

Plane = npt.NDArray[np.float32]
Point = tuple[float, float]

_SCALE: Final = 0.6  # of the picture: enough for modules of 2 px, at a third of cost
_MODULES_PX: Final = (2.1, 2.6, 3.2, 4.0)
_PEAKS: Final = 8
_FAINTEST: Final = 0.45  # correlation; of 300 finder patterns held badly 98 % have 0.52
_FLAT: Final = 9.0  # variance, grey levels squared, taken for granted everywhere
_SOFT: Final = 0.35  # standard deviation of the blur of what is looked for, modules
_NEAREST: Final = 12.0  # modules between two finder patterns; 14 in version 1
_ASKEW: Final = 0.75  # least sine of the angle between the two sides
_UNEQUAL: Final = 1.8  # largest ratio of the two sides


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """What looks like a finder pattern.

    Attributes:
        x: Centre, px from the left.
        y: Centre, px from the top.
        likeness: Correlation, 0 to 1.
        module_px: Width of a module, px, within a quarter.
    """

    x: float
    y: float
    likeness: float
    module_px: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trio:
    """Three spots that lie as the finder patterns of one code do.

    Attributes:
        corner: Centre of the one at the code's top left, px.
        right: Centre of the one at its top right, px.
        down: Centre of the one at its bottom left, px.
        module_px: Width of a module, px, within a quarter.
        likeness: The higher, the likelier; for comparison only.
    """

    corner: Point
    right: Point
    down: Point
    module_px: float
    likeness: float


def trios(grey: Grey, most: int = 4, stretch: Matrix | None = None) -> Sequence[Trio]:
    """Codes that may be in ``grey``, likeliest first.

    Args:
        grey: A small part of a picture, ink dark.
        most: Trios given back.
        stretch: 2 x 2; makes up for a slant, or None to look at it as it is.
    """
    if stretch is None:
        size = [max(1, round(side * _SCALE)) for side in grey.shape[::-1]]
        small, back = cv2.resize(grey, size, interpolation=cv2.INTER_AREA), None
    else:
        small, back = stretched(grey, stretch, _SCALE)
    best = _joined(_spots(np.asarray(small, np.uint8)), most)
    return best if back is None else [_slanted(trio, back) for trio in best]


def _slanted(trio: Trio, back: Matrix) -> Trio:
    """``trio`` where it is in the picture that was stretched.

    Its modules stay the same share of its sides.
    """
    seen = np.array([trio.corner, trio.right, trio.down])
    small = (seen + 0.5) * _SCALE - 0.5  # as they were found
    goal = small @ back[:, :2].T + back[:, 2]
    before, after = (float(np.hypot(*(p[1:] - p[0]).T).sum()) for p in (seen, goal))
    corner, right, down = ((float(x), float(y)) for x, y in goal)
    module = trio.module_px * after / before
    return replace(trio, corner=corner, right=right, down=down, module_px=module)


def _joined(spots: Sequence[Spot], most: int) -> Sequence[Trio]:
    """The likeliest trios of ``spots``, likeliest first."""
    corner, right, down = _orders(len(spots))
    told = [(spot.x, spot.y, spot.likeness, spot.module_px) for spot in spots]
    x, y, likeness, widths = np.array(told).reshape(-1, 4).T
    ax, ay = x[right] - x[corner], y[right] - y[corner]
    bx, by = x[down] - x[corner], y[down] - y[corner]
    across, along = np.hypot(ax, ay), np.hypot(bx, by)
    three = np.stack([widths[corner], widths[right], widths[down]])
    module = three.mean(axis=0)
    shorter, longer = np.minimum(across, along), np.maximum(across, along)
    sine = (ax * by - ay * bx) / (across * along)  # below 0 for a mirrored code
    fits = (longer <= _UNEQUAL * shorter) & (shorter >= _NEAREST * module)
    fits &= sine >= _ASKEW
    unlike = np.log(longer / shorter * three.max(axis=0) / three.min(axis=0)) + 1 - sine
    alike = likeness[corner] + likeness[right] + likeness[down] - 0.5 * unlike
    best = sorted(np.flatnonzero(fits), key=lambda number: -alike[number])[:most]
    return [
        Trio(
            corner=(float(x[corner[number]]), float(y[corner[number]])),
            right=(float(x[right[number]]), float(y[right[number]])),
            down=(float(x[down[number]]), float(y[down[number]])),
            module_px=float(module[number]),
            likeness=float(alike[number]),
        )
        for number in best
    ]


@cache
def _orders(count: int) -> npt.NDArray[np.intp]:
    """Ways to choose three of ``count``, in every order: 3 rows."""
    return np.array(list(permutations(range(count), 3)), np.intp).reshape(-1, 3).T


def _spots(small: Grey) -> list[Spot]:
    """The highest peaks, none within a finder pattern of another."""
    layers = _likeness(255.0 - small.astype(np.float32))
    likeness = np.maximum.reduce(layers)
    left, found = likeness.copy(), []
    for _ in range(_PEAKS):
        _, peak, _, (x, y) = cv2.minMaxLoc(left)
        if peak < _FAINTEST:
            break
        widest = max(range(len(layers)), key=lambda layer: layers[layer][y, x])
        module = _MODULES_PX[widest]
        cv2.circle(left, (x, y), int(2.5 * module * _SCALE), -1.0, cv2.FILLED)
        found.append(
            Spot(
                x=(x + _top(likeness[y, x - 1 : x + 2]) + 0.5) / _SCALE - 0.5,
                y=(y + _top(likeness[y - 1 : y + 2, x]) + 0.5) / _SCALE - 0.5,
                likeness=peak,
                module_px=module,
            )
        )
    return found


def _likeness(small: Plane) -> Sequence[Plane]:
    """Correlation with a finder pattern of each width at every place."""
    squared, layers = small * small, []
    for module in _MODULES_PX:
        wanted = _target(module * _SCALE)
        side = len(wanted)
        mean = cv2.blur(small, (side, side))
        variance = cv2.blur(squared, (side, side)) - cv2.multiply(mean, mean, dst=mean)
        deviation = cv2.sqrt(np.maximum(variance, _FLAT))
        rim = side // 2
        wider = cv2.copyMakeBorder(small, rim, rim, rim, rim, cv2.BORDER_REPLICATE)
        summed = cv2.matchTemplate(wider, wanted, cv2.TM_CCORR)
        alike = cv2.divide(summed, deviation, dst=summed, scale=1 / side)
        layers.append(np.asarray(alike, np.float32))
    return layers


@cache
def _target(module_px: float) -> Plane:
    """A finder pattern turned by every angle, of mean 0 and length 1."""
    fine = 8  # points a pixel along each axis
    reach = math.ceil(4.4 * module_px)
    line = (np.arange((2 * reach + 1) * fine) + 0.5) / fine - reach - 0.5
    x, y = np.meshgrid(line, line)
    angles = np.radians(np.arange(0, 90, 5))
    drawn = np.zeros_like(x)
    for angle in angles:
        cosine, sine = np.cos(angle), np.sin(angle)
        away = np.maximum(np.abs(cosine * x + sine * y), np.abs(cosine * y - sine * x))
        rings = np.digitize(away / module_px, (1.5, 2.5, 3.5))
        drawn += np.array((1.0, -1.0, 1.0, -1.0))[rings] / len(angles)
    side = 2 * reach + 1
    coarse = drawn.reshape(side, fine, side, fine).mean(axis=(1, 3)).astype(np.float32)
    soft = cv2.GaussianBlur(coarse, (0, 0), _SOFT * module_px)
    soft -= soft.mean()
    return np.asarray(soft / np.linalg.norm(soft), np.float32)


def _top(three: Plane) -> float:
    """Where between three neighbours the peak lies, -0.5 to 0.5 of a step."""
    if len(three) < 3:  # noqa: PLR2004 - at the rim
        return 0.0
    before, peak, after = (float(value) for value in three)
    bend = before - 2 * peak + after
    return 0.0 if bend >= 0 else max(-0.5, min(0.5, 0.5 * (before - after) / bend))
