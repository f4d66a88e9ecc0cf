"""Whether something moved between two looks."""

from typing import Final

import cv2

from kiosk.devices.readers.symbol import Grey

# Compression and sensor noise stay below, a hand or a sleeve is above.
_STEP: Final = 18  # grey levels
_SHARE: Final = 0.004  # of all pixels: about 60x60 px of a 720p picture


class MotionGate:
    """Compares each thumbnail with the one before it."""

    def __init__(self) -> None:
        self._last: Grey | None = None

    def moved(self, thumbnail: Grey) -> bool:
        """True when enough pixels changed; the first picture counts as movement.

        Args:
            thumbnail: 160x90 px.
        """
        last, self._last = self._last, thumbnail
        if last is None or last.shape != thumbnail.shape:
            return True
        change = cv2.absdiff(last, thumbnail)
        changed = cv2.countNonZero(
            cv2.threshold(change, _STEP, 1, cv2.THRESH_BINARY)[1]
        )
        return changed > _SHARE * thumbnail.size
