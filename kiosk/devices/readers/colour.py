"""The colour of a code's dark modules, with its own white as the reference.

Advice for the volunteer and a check against forged screenshots, never proof.
"""

from dataclasses import replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.devices.readers.symbol import Corners, Frame, Symbol

_SIDE: Final = 48  # samples along the code's side: about one a module, a few thousand
_TINY: Final = 8.0  # px; a smaller code was not read by anybody
_GREY: Final = 0.47  # value above which a colourless code is grey and not black
_PALE: Final = 0.34  # saturation below which there is no colour
_FAINT: Final = 0.24  # the same for chroma
_NIGHT: Final = 0.36  # value below which all is black: screens show it with a tinge
_RED, _YELLOW, _GREEN = (320.0, 22.0), (22.0, 68.0), (68.0, 175.0)  # hue, degrees

_Inks = npt.NDArray[np.float64]


def colour_of(frame: Frame, corners: Corners) -> str | None:
    """``green``, ``yellow``, ``red``, ``black`` or ``grey``; None for none of them.

    Args:
        frame: The picture.
        corners: Of the code, px, as the reader gave them.
    """
    samples = _samples(frame, corners)
    if samples is None:
        return None
    darkest = samples.min(axis=2)
    split, _ = cv2.threshold(darkest, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    dark, light = samples[darkest <= split], samples[darkest > split]
    if not len(dark) or not len(light):
        return None
    # The darkest third of the dark ones: the others lie on an edge or in a glare.
    depth = dark.min(axis=1)
    third = np.partition(depth, len(depth) // 3)[len(depth) // 3]
    ink = np.median(dark[depth <= third], axis=0)
    white = np.median(light, axis=0)
    return _word(ink / np.maximum(white, 1.0))


def coloured(symbol: Symbol, frame: Frame) -> Symbol:
    """``symbol`` with the colour it has in ``frame``."""
    return replace(symbol, colour=colour_of(frame, symbol.corners))


def _samples(frame: Frame, corners: Corners) -> Frame | None:
    """The code seen straight on, ``_SIDE`` px along each side."""
    quad = np.array(corners, np.float32)
    if quad.shape != (4, 2) or abs(cv2.contourArea(quad)) < _TINY**2:
        return None
    square = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32) * _SIDE - 0.5
    matrix = cv2.getPerspectiveTransform(square.astype(np.float32), quad)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    drawn = cv2.warpPerspective(
        frame, matrix, (_SIDE, _SIDE), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(drawn, np.uint8)


def _word(share: _Inks) -> str | None:
    """Name a colour.

    Args:
        share: B, G, R as shares of the white beside it.
    """
    blue, green, red = (float(min(value, 1.0)) for value in share)
    value, chroma = max(blue, green, red), max(blue, green, red) - min(blue, green, red)
    if value < _NIGHT:
        return "black"
    if chroma < max(_FAINT, _PALE * value):
        return "grey" if value > _GREY else "black"
    if value == red:
        hue = 60.0 * ((green - blue) / chroma) % 360.0
    elif value == green:
        hue = 60.0 * ((blue - red) / chroma) + 120.0
    else:
        hue = 60.0 * ((red - green) / chroma) + 240.0
    if hue >= _RED[0] or hue < _RED[1]:
        return "red"
    if hue < _YELLOW[1]:
        return "yellow"
    return "green" if hue < _GREEN[1] else None
