from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest

from kiosk.core.errors import DeviceError
from kiosk.devices.cameras.picture import JpegPicture, PlainPicture
from kiosk.devices.cameras.v4l2 import V4l2Source

BGR = np.full((48, 64, 3), 90, np.uint8)
JPEG = cv2.imencode(".jpg", BGR)[1].reshape(1, -1)
YUYV = np.full((48, 64, 2), 128, np.uint8)


@dataclass
class FakeCapture:
    """What OpenCV gives: ``raw`` while undecoded, ``decoded`` otherwise."""

    raw: object
    decoded: object = field(default_factory=lambda: BGR)
    obeys: bool = True
    works: bool = True
    converts: bool = True
    released: bool = False

    def grab(self) -> bool:
        return self.works

    def retrieve(self) -> tuple[bool, object]:
        if not self.works:
            return False, None
        picture = self.decoded if self.converts else self.raw
        return picture is not None, picture

    def set(self, key: int, value: float, /) -> bool:
        if key == cv2.CAP_PROP_CONVERT_RGB and self.obeys:
            self.converts = bool(value)
            return True
        return False

    def release(self) -> None:
        self.released = True


def test_mjpg_camera_gives_its_jpeg_undecoded() -> None:
    source = V4l2Source("camera", FakeCapture(raw=JPEG))

    assert source.light
    assert source.grab()
    picture = source.retrieve()
    assert isinstance(picture, JpegPicture)
    frame = picture.frame()
    assert frame is not None
    assert frame.shape == (48, 64, 3)


def test_camera_without_mjpg_is_converted_by_opencv() -> None:
    source = V4l2Source("camera", FakeCapture(raw=YUYV))

    for _ in range(2):
        assert source.grab()
        picture = source.retrieve()
        assert isinstance(picture, PlainPicture)
        assert picture.frame().shape == (48, 64, 3)
    assert not source.light


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_opencv_that_decodes_all_the_same_is_taken_at_its_word(answer: str) -> None:
    source = V4l2Source("camera", FakeCapture(raw=BGR, obeys=answer == "yes"))

    assert source.grab()
    assert isinstance(source.retrieve(), PlainPicture)
    assert not source.light


def test_format_that_cannot_be_converted_is_named() -> None:
    source = V4l2Source("camera", FakeCapture(raw=YUYV, decoded=None))

    with pytest.raises(DeviceError) as caught:
        source.retrieve()
    assert caught.value.slug == "unknown-format"


def test_pulled_cable_is_unplugged() -> None:
    capture = FakeCapture(raw=JPEG)
    source = V4l2Source("camera", capture)
    capture.works = False

    for act in (source.grab, source.retrieve):
        with pytest.raises(DeviceError, match="USB cable") as caught:
            act()
        assert caught.value.slug == "unplugged"
    source.close()
    assert capture.released
