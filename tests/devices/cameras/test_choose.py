from pathlib import Path

import pytest

from kiosk.devices.cameras import Folder, Url, V4l2, VideoFile, camera_source
from kiosk.devices.cameras.asked import Asked


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (0, V4l2(device=0)),
        ("2", V4l2(device=2)),
        ("/dev/v4l/by-id/usb", V4l2(device="/dev/v4l/by-id/usb")),
        ("http://camera.lan/stream", Url(url="http://camera.lan/stream")),
        ("rtsp://camera.lan/1", Url(url="rtsp://camera.lan/1")),
        ("gate.avi", VideoFile(path=Path("gate.avi"))),
        ("file:///gate.avi", VideoFile(path=Path("/gate.avi"))),
    ],
)
def test_word_in_the_settings_picks_the_source(
    word: int | str, expected: object
) -> None:
    assert camera_source(word) == expected


def test_folder_is_a_slide_show_or_as_fast_as_possible(tmp_path: Path) -> None:
    word = str(tmp_path)
    assert camera_source(word) == Folder(path=tmp_path, fps=2.0)
    fast = camera_source(word, realtime=False, loop=True)
    assert fast == Folder(path=tmp_path, loop=True)


def test_size_rate_and_focus_are_asked_of_a_usb_camera() -> None:
    asked = Asked(width=640, height=480, fps=15, focus=40)
    for word in (0, "/dev/video0"):
        assert camera_source(word, asked) == V4l2(device=word, asked=asked)


def test_password_is_not_shown() -> None:
    assert "secret" not in repr(camera_source("http://gate:secret@camera.lan/"))
