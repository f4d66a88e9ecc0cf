"""What lens, light and sensor do to a picture."""

import math
from typing import Final

import cv2
import numpy as np

from kiosk.devices.readers.symbol import Frame
from kiosk.devices.simulated.pose import Box

_LONGEST_LINE: Final = 9.0  # px; beyond, nothing is legible and a box will do
_SPARE: Final = 64  # px by which the noise is larger than the picture, to shift it


class Grain:
    """Sensor noise, drawn once and shifted from frame to frame: cheap and restless.

    Args:
        size: Width and height of the pictures, px.
        deviation: Standard deviation, grey levels.
    """

    def __init__(
        self, size: tuple[int, int], deviation: float, rng: np.random.Generator
    ) -> None:
        shape = (size[1] + _SPARE, size[0] + _SPARE, 3)
        noise = rng.standard_normal(shape, np.float32) * deviation
        self._lighter = np.clip(noise, 0, 255).astype(np.uint8)
        self._darker = np.clip(-noise, 0, 255).astype(np.uint8)

    def add(self, frame: Frame, number: int) -> None:
        """Roughen ``frame`` in place, differently for each frame number."""
        x, y = (number * 37) % _SPARE, (number * 23) % _SPARE
        window = np.s_[y : y + frame.shape[0], x : x + frame.shape[1]]
        cv2.add(frame, self._lighter[window], dst=frame)
        cv2.subtract(frame, self._darker[window], dst=frame)


def smear(frame: Frame, box: Box, length_px: float, angle: float) -> None:
    """Blur ``box`` as a movement of ``length_px`` along ``angle`` (radians) does."""
    if length_px < 1.0:
        return
    part = box.of(frame)
    if length_px > _LONGEST_LINE:
        across, down = abs(math.cos(angle)), abs(math.sin(angle))
        size = [max(1, round(share * length_px)) for share in (across, down)]
        part[:] = cv2.blur(part, size)
        return
    side = 2 * math.ceil(length_px / 2) + 1
    kernel = np.zeros((side, side), np.float32)
    middle = side // 2
    reach = np.array((math.cos(angle), math.sin(angle))) * (length_px / 2)
    for share in np.linspace(-1.0, 1.0, 4 * side):
        x, y = np.rint(middle + reach * share).astype(int)
        kernel[y, x] += 1.0
    part[:] = cv2.filter2D(part, -1, kernel / kernel.sum())


def defocus(frame: Frame, box: Box, deviation_px: float) -> None:
    """Blur ``box`` as a lens out of focus does."""
    if deviation_px > 0.3:  # noqa: PLR2004 - below, not one grey level changes
        part = box.of(frame)
        part[:] = cv2.GaussianBlur(part, (0, 0), deviation_px)


def glare(frame: Frame, box: Box, centre: tuple[float, float], peak: float) -> None:
    """Lay a reflection over ``box``.

    Args:
        frame: Changed in place.
        box: Where.
        centre: Of the reflection inside the box, 0 to 1 of its width and height.
        peak: Brightness in the middle, grey levels.
    """
    if peak < 1.0:
        return
    part = box.of(frame)
    height, width = part.shape[:2]
    across = np.exp(-(((np.arange(width) / width - centre[0]) / 0.35) ** 2))
    down = np.exp(-(((np.arange(height) / height - centre[1]) / 0.2) ** 2))
    light = np.outer(down * peak, across).astype(np.uint8)
    cv2.add(part, cv2.merge([light, light, light]), dst=part)


def expose(frame: Frame, gain: float) -> None:
    """Brighten (``gain`` above 1) or darken the whole picture."""
    if abs(gain - 1.0) > 0.01:  # noqa: PLR2004 - nobody sees one per cent
        cv2.convertScaleAbs(frame, dst=frame, alpha=gain)
