"""A source around ``cv2.VideoCapture``, shared by all that OpenCV opens itself."""

from typing import Protocol

import numpy as np

from kiosk.devices.cameras.picture import Picture, PlainPicture
from kiosk.devices.cameras.source import unplugged


class Capture(Protocol):
    """The part of ``cv2.VideoCapture`` that is used."""

    def grab(self) -> bool: ...  # noqa: D102 - as OpenCV documents it
    def retrieve(self) -> tuple[bool, object]: ...  # noqa: D102
    def set(self, key: int, value: float, /) -> bool: ...  # noqa: D102
    def release(self) -> None: ...  # noqa: D102


class CaptureSource:
    """Live pictures that OpenCV decodes.

    Args:
        device: Name of the camera, for errors.
        capture: Open.
        advice: What staff should do when it ends.
    """

    light, waits = False, False

    def __init__(self, device: str, capture: Capture, advice: str) -> None:
        self._device, self._capture, self._advice = device, capture, advice

    def grab(self) -> bool:
        """Wait for the next picture."""
        if not self._capture.grab():
            raise unplugged(self._device, self._advice)
        return True

    def retrieve(self) -> Picture:
        """Decode the picture that was grabbed last."""
        told, frame = self._capture.retrieve()
        if not told:
            raise unplugged(self._device, self._advice)
        return PlainPicture(np.asarray(frame, np.uint8))

    def interrupt(self) -> None:
        """OpenCV offers no way in; its own time limits end the wait."""

    def close(self) -> None:
        """Release the camera."""
        self._capture.release()
