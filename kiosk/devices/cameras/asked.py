"""What a USB camera is asked for.

A lens that hunts for its focus and a shutter left open for a dark gate blur what is
held up at an arm's length, so both can be fixed.
"""

from dataclasses import dataclass
from typing import Final

import cv2

from kiosk.devices.cameras.capture import Capture

_BY_HAND: Final = 1  # V4L2_EXPOSURE_MANUAL
_UNITS_A_MS: Final = 10  # V4L2_CID_EXPOSURE_ABSOLUTE counts 100 µs


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Size and rate of the pictures, exposure and focus.

    Attributes:
        width: px, 640 to 1280.
        height: px, 480 to 720.
        fps: Pictures a second.
        exposure_ms: How long each is exposed, ms; None leaves that to the camera.
        focus: Place of the lens, in the camera's own numbers; None likewise.
    """

    width: int = 1280
    height: int = 720
    fps: int = 30
    exposure_ms: float | None = None
    focus: int | None = None

    def refused_by(self, capture: Capture) -> list[str]:
        """Fix exposure and focus of an open camera; the names of what it refuses.

        A driver may take the nearest value it knows instead of refusing.
        """
        refused = []
        if self.exposure_ms is not None:
            units = max(1, round(self.exposure_ms * _UNITS_A_MS))
            by_hand = capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, _BY_HAND)
            if not (by_hand and capture.set(cv2.CAP_PROP_EXPOSURE, units)):
                refused.append("exposure_ms")
        if self.focus is not None:
            # A lens without autofocus has nothing to switch off.
            capture.set(cv2.CAP_PROP_AUTOFOCUS, 0)
            if not capture.set(cv2.CAP_PROP_FOCUS, self.focus):
                refused.append("focus")
        return refused


HD: Final = Asked()
"""Large enough for every code, and all else up to the camera."""
