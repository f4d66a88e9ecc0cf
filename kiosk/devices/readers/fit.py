"""A grid laid over a code: how well it fits, and how it would fit better."""

from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.devices.readers.equalizer import (
    PER,
    RIM,
    Equalizer,
    Sheet,
    modules,
    trained,
)
from kiosk.devices.readers.pattern import Pattern
from kiosk.devices.readers.symbol import Corners, Grey
from kiosk.devices.readers.told import Told

Matrix = npt.NDArray[np.float64]

_WINDOW: Final = 31  # px; brightness and contrast are evened out over it
_FAINTEST: Final = 2.0  # grey levels; less contrast is noise
_STEPS: Final = 3  # moves of the grid
_LONGEST: Final = 0.7  # modules a move may be long
_WORTH: Final = (0.02, 2.0)  # of a module, 1 being usual
_LEAST_NOISE: Final = 0.03  # share of the variance


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """A code's modules as they could be told.

    Attributes:
        pattern: Of its version.
        matrix: From modules (column, row) to px.
        told: Of them, dark or light.
        share: How much of the known modules' variance was explained, at most 1.
    """

    pattern: Pattern
    matrix: Matrix
    told: Told
    share: float

    @property
    def corners(self) -> Corners:
        """Corners, px, clockwise from the code's own top left."""
        end = float(self.pattern.side)
        outline = np.array([[(0.0, 0.0), (end, 0.0), (end, end), (0.0, end)]])
        spread = cv2.perspectiveTransform(outline, self.matrix)[0]
        return tuple((round(x), round(y)) for x, y in spread.tolist())

    def shifted(self, right: int, down: int) -> "Grid":
        """The same in a picture whose origin lies so many px farther left and up."""
        move = np.array([[1.0, 0.0, right], [0.0, 1.0, down], [0.0, 0.0, 1.0]])
        return replace(self, matrix=move @ self.matrix)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Even:
    """A part of a picture, alike in glare and shadow.

    Attributes:
        plane: Ink above 0, paper below.
        contrast: By how much they differed there, grey levels.
    """

    plane: Sheet
    contrast: Sheet


def evened(grey: Grey) -> Even:
    """Even out brightness and contrast of ``grey``, ink dark."""
    plain, window = grey.astype(np.float32), (_WINDOW, _WINDOW)
    away = cv2.blur(plain, window) - plain
    # A running sum of floats may end a little below zero.
    power = np.maximum(cv2.blur(away * away, window), 0.0)
    contrast = np.sqrt(power) + np.float32(_FAINTEST)
    return Even(plane=away / contrast, contrast=contrast)


class Fit:
    """A grid in some place, and the blur learnt from what lies under it there."""

    def __init__(
        self, even: Even, shape: Pattern, matrix: Matrix, *, near: bool = False
    ) -> None:
        self.even, self.shape, self.matrix = even, shape, matrix
        self.sheet = straightened(even.plane, matrix, shape.side)
        self.blur: Equalizer = trained(self.sheet, shape, near=near)
        self.share = self.blur.share

    def clear(self) -> Sheet:
        """The code seen straight on, its blur undone."""
        return self.blur.applied(self.sheet)

    def grid(self) -> Grid:
        """What was found, for others."""
        side = self.shape.side
        seen = modules(straightened(self.even.contrast, self.matrix, side), side)
        # The noise is the picture's: where ink and paper differ less it weighs more.
        worth = np.clip((seen / np.median(seen)) ** 2, *_WORTH)
        noise = max(1.0 - self.share, _LEAST_NOISE)
        # Of a bad picture the wrong modules lie together, and no sum takes that out.
        # So the good ones count more than their noise alone would have them.
        return Grid(
            pattern=self.shape,
            matrix=self.matrix,
            told=Told(
                soft=modules(self.clear(), side),
                worth=np.asarray(worth / noise**2, np.float32),
            ),
            share=self.share,
        )

    def moved(self) -> Matrix:
        """Where the grid would fit better: one step of Gauss and Newton."""
        clear, side = self.clear(), self.shape.side
        known = self.shape.known
        a = modules(_slope(clear, 1, 0), side)[known]
        b = modules(_slope(clear, 0, 1), side)[known]
        rows, columns = np.nonzero(known)
        u, v = (columns + 0.5) * 2 / side - 1, (rows + 0.5) * 2 / side - 1
        lean = a * u + b * v
        slopes = np.stack([a, a * u, a * v, b, b * u, b * v, lean * u, lean * v], 1)
        missed = self.shape.signs[known] - modules(clear, side)[known]
        power = slopes.T @ slopes
        power += np.eye(8) * (0.01 * np.trace(power) / 8 + 1e-6)
        step = np.clip(np.linalg.solve(power, slopes.T @ missed), -_LONGEST, _LONGEST)
        x, xu, xv, y, yu, yv, pu, pv = step * (2 / side)
        shift = np.array([[1 + xu, xv, x], [yu, 1 + yv, y], [-pu, -pv, 1.0]])
        half = side / 2
        spread = np.array([[half, 0.0, half], [0.0, half, half], [0.0, 0.0, 1.0]])
        return np.asarray(self.matrix @ spread @ shift @ np.linalg.inv(spread))

    def settled(self) -> "Fit":
        """The same where it fits best, as far as it need not go far."""
        fit = self
        for _ in range(_STEPS):
            fit = Fit(fit.even, fit.shape, fit.moved())
        return fit


def straightened(plane: Sheet, matrix: Matrix, side: int) -> Sheet:
    """A code of ``side`` modules seen straight on, and what lies around it."""
    size = (side + 2 * RIM) * PER
    start = 0.5 / PER - RIM
    sample = np.array([[1 / PER, 0.0, start], [0.0, 1 / PER, start], [0.0, 0.0, 1.0]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen = cv2.warpPerspective(
        plane,
        matrix @ sample,
        (size, size),
        flags=flags,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(seen, np.float32)


def _slope(sheet: Sheet, across: int, down: int) -> Sheet:
    """Change a module to the right, or a module down."""
    slope = cv2.Sobel(sheet, cv2.CV_32F, across, down, scale=PER / 8)
    return np.asarray(slope, np.float32)
