"""One captured picture, decoded only as far as somebody looks at it."""

from pathlib import Path
from typing import Final, Protocol

import cv2
import numpy as np

from kiosk.devices.readers.symbol import Frame, Grey

THUMBNAIL: Final = (160, 90)  # px: enough to see a person move
PREVIEW_PX: Final = 320  # width of the picture for the screen

# libjpeg leaves out the fine detail while decoding: a quarter costs half the time.
_REDUCED: Final = (cv2.IMREAD_REDUCED_COLOR_4, cv2.IMREAD_REDUCED_COLOR_2)
_JPEG: Final = b"\xff\xd8"
_WITH_ALPHA: Final = 4  # channels


class Picture(Protocol):
    """A picture in whatever form its source delivers."""

    def frame(self) -> Frame | None:
        """The whole picture, or None when its bytes are damaged."""
        ...

    def thumbnail(self) -> Grey | None:
        """160x90 px in grey, or None when its bytes are damaged."""
        ...

    def small(self) -> Frame | None:
        """320 px wide, or None when its bytes are damaged."""
        ...

    def weight(self) -> int | None:
        """Bytes it takes compressed, or None when it never was."""
        ...


class PlainPicture:
    """A picture that is decoded already."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def frame(self) -> Frame:
        """The whole picture."""
        return self._frame

    def thumbnail(self) -> Grey:
        """160x90 px in grey."""
        return _thumbnail(self._frame)

    def small(self) -> Frame:
        """320 px wide."""
        return _narrowed(self._frame)

    def weight(self) -> None:
        """Nobody compressed it."""


class JpegPicture:
    """A picture as a camera compresses it."""

    def __init__(self, jpeg: bytes) -> None:
        self._jpeg = np.frombuffer(jpeg, np.uint8)
        self._whole: Frame | None = None

    def frame(self) -> Frame | None:
        """The whole picture, decoded once."""
        if self._whole is None:
            self._whole = _decoded(self._jpeg, cv2.IMREAD_COLOR)
        return self._whole

    def thumbnail(self) -> Grey | None:
        """160x90 px in grey.

        From the whole picture if somebody decoded it: that way and libjpeg's own
        differ by 6 grey levels at most, a third of what counts as movement.
        """
        if self._whole is not None:
            return _thumbnail(self._whole)
        grey = _decoded(self._jpeg, cv2.IMREAD_REDUCED_GRAYSCALE_8)
        if grey is None or grey.shape == THUMBNAIL[::-1]:
            return grey
        shrunk = cv2.resize(grey, THUMBNAIL, interpolation=cv2.INTER_AREA)
        return np.asarray(shrunk, np.uint8)

    def small(self) -> Frame | None:
        """320 px wide."""
        if self._whole is not None:
            return _narrowed(self._whole)
        for mode in _REDUCED:
            part = _decoded(self._jpeg, mode)
            if part is not None and part.shape[1] >= PREVIEW_PX:
                return _narrowed(part)
        whole = self.frame()
        return None if whole is None else _narrowed(whole)

    def weight(self) -> int:
        """Bytes."""
        return self._jpeg.size


def load_picture(path: Path) -> Frame | None:
    """Read a picture file of any format OpenCV knows; None when it is none.

    Transparent parts become white, as the codes drawn on them are meant to be seen.

    Raises:
        OSError: The file cannot be read.
    """
    data = np.frombuffer(path.read_bytes(), np.uint8)
    if data[:2].tobytes() == _JPEG:
        return _decoded(data, cv2.IMREAD_COLOR)  # obeys the camera's rotation mark
    picture = _decoded(data, cv2.IMREAD_UNCHANGED)
    if picture is None or picture.ndim != 3 or picture.shape[2] != _WITH_ALPHA:  # noqa: PLR2004 - height, width, channels
        return _decoded(data, cv2.IMREAD_COLOR)
    full = np.iinfo(picture.dtype).max
    share = picture[..., 3:].astype(np.float32) / full
    blended = picture[..., :3] * share + full * (1.0 - share)
    return np.asarray(blended * (255 / full), np.uint8)


def _decoded(data: Frame, mode: int) -> Frame | None:
    """Decode; None instead of OpenCV's several ways to say that it cannot."""
    if not data.size:
        return None
    try:
        return cv2.imdecode(data, mode)  # type: ignore[return-value]
    except cv2.error:
        return None


def _thumbnail(frame: Frame) -> Grey:
    shrunk = cv2.resize(frame, THUMBNAIL, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(shrunk, cv2.COLOR_BGR2GRAY), np.uint8)


def _narrowed(frame: Frame) -> Frame:
    height = max(1, round(frame.shape[0] * PREVIEW_PX / frame.shape[1]))
    size = (PREVIEW_PX, height)
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)
