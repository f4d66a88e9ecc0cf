"""The pictures a reader makes of a frame before it looks for codes.

They lie in the same memory from frame to frame: at 720p, asking the system for fresh
pages costs twice as much as the arithmetic. So each is good until the next is made,
and belongs to one thread.
"""

from collections.abc import Sequence

import cv2
import cv2.typing
import numpy as np

from kiosk.devices.readers.symbol import Frame, Grey


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

    def _hold(self, name: str, made: cv2.typing.MatLike) -> Grey:
        self._held[name] = np.asarray(made, np.uint8)
        return self._held[name]
