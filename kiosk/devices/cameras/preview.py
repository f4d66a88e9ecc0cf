"""The small picture for the screen, at a bounded price."""

import threading
from typing import Final

import cv2

from kiosk.devices.cameras.picture import Picture

_EVERY_S: Final = 0.15  # more pictures a second would only be seen by the processor
_QUALITY: Final = 70  # JPEG, per cent


class PreviewEncoder:
    """Encodes only when asked, and at most every 150 ms, however many ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jpeg: bytes | None = None
        self._at = float("-inf")

    def jpeg(self, picture: Picture | None, now: float) -> bytes | None:
        """``picture`` as a JPEG 320 px wide, or the last one if that is still fresh.

        Args:
            picture: The newest; None when there is none, which also forgets the last.
            now: Monotonic seconds.
        """
        with self._lock:
            if picture is None:
                self._jpeg, self._at = None, float("-inf")
            elif now - self._at >= _EVERY_S:
                self._at = now
                small = picture.small()
                if small is not None:
                    quality = (cv2.IMWRITE_JPEG_QUALITY, _QUALITY)
                    self._jpeg = cv2.imencode(".jpg", small, quality)[1].tobytes()
            return self._jpeg
