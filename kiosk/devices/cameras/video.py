"""A recording played as if it were a camera."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from kiosk.devices.cameras.pacer import Pacer
from kiosk.devices.cameras.picture import Picture, PlainPicture
from kiosk.devices.cameras.source import Source, not_found, unplugged

_ANY_FPS: Final = 25.0  # for a file that does not say how fast it is
_FASTEST: Final = 240.0  # pictures a second; more is a damaged header


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoFile:
    """A recording.

    Attributes:
        path: Any format FFmpeg reads.
        loop: Start again at the end.
        realtime: Play at the recorded speed and skip like a camera; otherwise every
            picture is looked at, as fast as that goes.
    """

    path: Path
    loop: bool = False
    realtime: bool = True

    def open(self, device: str, patience_s: float) -> Source:  # noqa: ARG002 - a file needs no patience
        """Open the recording."""
        capture = cv2.VideoCapture(str(self.path), cv2.CAP_FFMPEG)
        if not capture.isOpened():
            raise not_found(device, f"{self.path} is no video file FFmpeg can read")
        return VideoSource(device, capture, self)


class VideoSource:
    """Plays a recording; skipped pictures are not converted."""

    light = False

    def __init__(
        self, device: str, capture: cv2.VideoCapture, where: VideoFile
    ) -> None:
        self._device, self._capture, self._where = device, capture, where
        self.waits = not where.realtime
        told = capture.get(cv2.CAP_PROP_FPS)
        fps = told if 0.0 < told <= _FASTEST else _ANY_FPS
        self._pacer = Pacer(fps if where.realtime else None)

    def grab(self) -> bool:
        """Go on to the picture that is due."""
        if not self._pacer.wait():
            return False
        if self._capture.grab():
            return True
        if not self._where.loop:
            return False
        self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
        if not self._capture.grab():
            raise unplugged(self._device, f"{self._where.path} cannot be rewound")
        return True

    def retrieve(self) -> Picture:
        """Convert the picture."""
        told, frame = self._capture.retrieve()
        if not told:
            raise unplugged(self._device, f"{self._where.path} is damaged")
        return PlainPicture(np.asarray(frame, np.uint8))

    def interrupt(self) -> None:
        """End the wait for the next moment."""
        self._pacer.interrupt()

    def close(self) -> None:
        """Close the file."""
        self._capture.release()
