"""Undo blur in a small part of a picture."""

from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.devices.readers.symbol import Frame, Grey

_FINEST: Final = 0.15  # cycles a pixel; modules of 3.3 px alternate so fast
_TABLE: Final = 64  # points of the spectrum along each axis
_RADIUS: Final = 5  # px of the kernel that is kept


def contrast(part: Frame) -> Grey:
    """The mixture of B, G, R in which ink and paper of this part differ most.

    It weighs the channels as they tell the two apart: red ink shows in blue and green,
    black in all three, and with all three the noise is less.
    """
    blue, green, red = cv2.split(part)
    dark = cv2.min(cv2.min(blue, green), red)
    _, light = cv2.threshold(dark, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    apart = np.subtract(cv2.mean(part, light), cv2.mean(part, cv2.bitwise_not(light)))
    weights = np.clip(apart[:3], 0.0, None)
    if weights.sum() < 1.0:
        return np.asarray(dark, np.uint8)
    weights = weights / weights.sum()
    return np.asarray(cv2.transform(part, weights[None]), np.uint8)


def sharpened(grey: Grey, blur_px: float, noise: float, scale: int) -> Grey:
    """``grey`` as if the lens had blurred less, and enlarged.

    Args:
        grey: A small part of a picture.
        blur_px: Standard deviation of the blur to undo, px.
        noise: Power of the noise as a share of the signal's.
        scale: Times as large.
    """
    clear = cv2.filter2D(grey, -1, _wiener(blur_px, noise))
    size = (grey.shape[1] * scale, grey.shape[0] * scale)
    return np.asarray(cv2.resize(clear, size, interpolation=cv2.INTER_CUBIC), np.uint8)


@cache
def _wiener(blur_px: float, noise: float) -> npt.NDArray[np.float32]:
    """Wiener's filter for a round blur, as a kernel; N. Wiener, 1949."""
    line = np.fft.fftfreq(_TABLE)
    squared = line[:, None] ** 2 + line[None] ** 2
    blur = np.exp(-2.0 * (np.pi * blur_px) ** 2 * squared)
    expected = 1.0 / (1.0 + (np.sqrt(squared) / _FINEST) ** 4)
    spectrum = blur * expected / (blur**2 * expected + noise)
    whole = np.fft.fftshift(np.fft.ifft2(spectrum).real)
    kept = np.s_[_TABLE // 2 - _RADIUS : _TABLE // 2 + _RADIUS + 1]
    kernel = whole[kept, kept]
    return np.asarray(kernel / kernel.sum(), np.float32)
