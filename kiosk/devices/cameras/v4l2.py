"""USB cameras through Video4Linux."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from kiosk.core.errors import DeviceError
from kiosk.devices.cameras.asked import HD, Asked
from kiosk.devices.cameras.capture import Capture, CaptureSource
from kiosk.devices.cameras.picture import JpegPicture, Picture, PlainPicture
from kiosk.devices.cameras.source import Source, not_found, unplugged

_LOG = logging.getLogger(__name__)
_ADVICE: Final = "check the camera's USB cable"
_JPEG: Final = b"\xff\xd8"
_PLANES: Final = 3  # height, width, channels


@dataclass(frozen=True, slots=True, kw_only=True)
class V4l2:
    """A camera of this machine.

    Attributes:
        device: Number of ``/dev/videoN``, or a path; ``/dev/v4l/by-id/…`` survives
            another plug order.
        asked: What it is asked for.
    """

    device: int | str
    asked: Asked = HD

    def open(self, device: str, patience_s: float) -> Source:  # noqa: ARG002 - OpenCV waits 10 s, whatever one says
        """Open it for MJPG, so that USB carries 720p at full rate."""
        place = self.device
        path = Path(f"/dev/video{place}" if isinstance(place, int) else place)
        if not path.exists():
            advice = f"there is no {path}; {_ADVICE} and the settings"
            raise not_found(device, advice)
        capture = cv2.VideoCapture(place, cv2.CAP_V4L2)
        if not capture.isOpened():
            advice = f"{path} cannot be opened: another program uses it, or this user "
            raise not_found(device, advice + "is not in the group 'video'")
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, self.asked.width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self.asked.height)
        capture.set(cv2.CAP_PROP_FPS, self.asked.fps)
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # OpenCV's 4 lag by 100 ms
        for name in self.asked.refused_by(capture):
            # Its pictures come all the same: the gate goes on with them.
            _LOG.warning("camera-setting-refused device=%s setting=%s", device, name)
        return V4l2Source(device, capture)


class V4l2Source(CaptureSource):
    """Takes the camera's JPEG undecoded where OpenCV gives it away.

    A camera without MJPG, or an OpenCV that decodes in spite of being asked not to,
    is noticed at the first picture and served the ordinary way.
    """

    def __init__(self, device: str, capture: Capture) -> None:
        super().__init__(device, capture, _ADVICE)
        self.light = bool(capture.set(cv2.CAP_PROP_CONVERT_RGB, 0))

    def retrieve(self) -> Picture:
        """The picture that was grabbed last."""
        told, raw = self._capture.retrieve()
        if not told:
            raise unplugged(self._device, self._advice)
        if not self.light:
            return PlainPicture(np.asarray(raw, np.uint8))
        data = np.asarray(raw, np.uint8)
        if data.ravel()[:2].tobytes() == _JPEG:
            return JpegPicture(data.tobytes())
        return self._decode_from_now_on(data)

    def _decode_from_now_on(
        self, data: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
    ) -> Picture:
        self.light = False
        self._capture.set(cv2.CAP_PROP_CONVERT_RGB, 1)
        if data.ndim == _PLANES and data.shape[2] == _PLANES:
            return PlainPicture(data)
        told, frame = False, None
        if self._capture.grab():
            told, frame = self._capture.retrieve()
        if not told:
            advice = "the camera sends a format OpenCV cannot decode; use another one"
            raise DeviceError(self._device, "unknown-format", advice)
        return PlainPicture(np.asarray(frame, np.uint8))
