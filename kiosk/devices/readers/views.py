"""The pictures a reader makes of a frame before it looks for codes.

They lie in the same memory from frame to frame: at 720p, asking the system for fresh
pages costs twice as much as the arithmetic. So each is good until the next is made,
and belongs to one thread.
"""

from collections.abc import Sequence
from typing import Final

import cv2
import cv2.typing
import numpy as np

from kiosk.devices.readers.symbol import Frame, Grey

# Enlarging helps modules under 3 px; x2 reads hardly more and costs twice as much.
LARGER: Final = 1.5


class Views:
    """Makes them."""

    def __init__(self) -> None:
        self._planes: Sequence[cv2.typing.MatLike] | None = None
        self._held: dict[str, Grey] = {}

    def darkest(self, frame: Frame) -> Grey:
        """The least of B, G and R.

        Yellow on white has nearly no contrast in grey; its blue is dark, so this is.
        """
        self._planes = cv2.split(frame, self._planes)
        blue, green, red = self._planes
        dark = cv2.min(blue, green, dst=self._held.get("dark"))
        return self._hold("dark", cv2.min(dark, red, dst=dark))

    def grey(self, frame: Frame) -> Grey:
        """Brightness as the eye weighs it."""
        held = self._held.get("grey")
        return self._hold("grey", cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY, dst=held))

    def smoothed(self, dark: Grey) -> Grey:
        """Noise averaged over 3x3 px."""
        held = self._held.get("smoothed")
        return self._hold("smoothed", cv2.blur(dark, (3, 3), dst=held))

    def enlarged(self, dark: Grey) -> Grey:
        """One and a half times as large."""
        held = self._held.get("enlarged")
        larger = cv2.resize(dark, None, dst=held, fx=LARGER, fy=LARGER)
        return self._hold("enlarged", larger)

    def _hold(self, name: str, made: cv2.typing.MatLike) -> Grey:
        self._held[name] = np.asarray(made, np.uint8)
        return self._held[name]
