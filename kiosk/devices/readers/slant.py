"""See a part of a picture as if a code in it were held less aslant.

A code that leans away by 45 degrees is a third narrower one way than across it, and so
are its finder patterns: they resemble square ones no more. Stretched back they do.
"""

import math
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.devices.readers.symbol import Grey

Matrix = npt.NDArray[np.float64]
Slant: TypeAlias = Callable[[Grey], Matrix]
"""How to stretch a part: 2 x 2, of determinant 1."""

_USUAL: Final = 1.44  # times as wide one way: what 45 degrees of slant take
_MOST: Final = 1.6  # times; more is a smear, or no code
_SOFT: Final = 1.0  # px; standard deviation of the smoothing against noise


def as_detailed(grey: Grey) -> Matrix:
    """Stretched until detail is as fine one way as across it.

    A code's edges run both ways alike, so what its slant did shows in the second
    moments of the slopes (T. Lindeberg, J. Garding, 1997).
    """
    soft = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), _SOFT)
    x, y = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    both = cv2.mean(x * y)[0]
    moments = np.array([[cv2.mean(x * x)[0], both], [both, cv2.mean(y * y)[0]]])
    powers, ways = np.linalg.eigh(moments)
    # A flat part has none; then as good as nothing is stretched.
    fine, finer = np.sqrt(np.maximum(powers, 0.0) + 1e-6)
    much = math.sqrt(min(finer / fine, _MOST))
    return np.asarray(ways @ np.diag([1.0 / much, much]) @ ways.T, np.float64)


def falling(grey: Grey) -> Matrix:  # noqa: ARG001 - alike for all
    """Stretched from the upper left to the lower right."""
    return _diagonal(1.0)


def rising(grey: Grey) -> Matrix:  # noqa: ARG001 - alike for all
    """Stretched from the lower left to the upper right."""
    return _diagonal(-1.0)


SLANTS: Final[Sequence[Slant]] = (falling, as_detailed, rising)
"""What a running camera's pictures are searched with besides, one each. A smear hides a
slant from the second, and somebody who tilts a phone and turns it as well slants it so
that a diagonal is shortened."""


def stretched(grey: Grey, stretch: Matrix, scale: float) -> tuple[Grey, Matrix]:
    """``grey`` stretched.

    Args:
        grey: A part of a picture.
        stretch: 2 x 2.
        scale: Of what is given back, 1 or less.

    Returns:
        The part, and the 2 x 3 matrix from its pixels to those of ``grey``.
    """
    height, width = grey.shape
    there = stretch * scale
    outline = np.array([(0, 0), (width, 0), (width, height), (0, height)]) @ there.T
    low = outline.min(axis=0)
    across, down = np.ceil(outline.max(axis=0) - low).astype(int).tolist()
    small = cv2.warpAffine(
        grey,
        np.column_stack([there, -low]),
        (max(1, across), max(1, down)),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    back = np.linalg.inv(there)
    return np.asarray(small, np.uint8), np.column_stack([back, back @ low])


def _diagonal(sign: float) -> Matrix:
    """Longer by the usual along one diagonal than along the other."""
    more, less = math.sqrt(_USUAL), 1.0 / math.sqrt(_USUAL)
    same, mixed = (more + less) / 2, sign * (more - less) / 2
    return np.array([[same, mixed], [mixed, same]])
