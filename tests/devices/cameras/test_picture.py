from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.devices.cameras.picture import JpegPicture, PlainPicture, load_picture
from kiosk.devices.cameras.preview import PreviewEncoder
from kiosk.devices.readers import open_reader
from kiosk.devices.readers.symbol import Frame
from kiosk.devices.simulated.script import Difficulty
from kiosk.devices.simulated.stills import render_empty, render_still


def gate(width: int = 1280, height: int = 720) -> Frame:
    return render_empty(np.random.default_rng(1), (width, height)).frame


def as_jpeg(frame: Frame) -> bytes:
    return cv2.imencode(".jpg", frame)[1].tobytes()


@pytest.mark.parametrize("size", [(1280, 720), (640, 480), (800, 600), (200, 150)])
def test_picture_looks_the_same_from_a_jpeg_and_from_a_frame(
    size: tuple[int, int],
) -> None:
    frame = gate(*size)
    lazy, plain = JpegPicture(as_jpeg(frame)), PlainPicture(frame)

    for one, other in (
        (lazy.thumbnail(), plain.thumbnail()),
        (lazy.small(), plain.small()),
        (lazy.frame(), plain.frame()),
        (lazy.small(), plain.small()),
    ):
        assert one is not None
        assert one.shape == other.shape
        assert np.abs(one.astype(int) - other.astype(int)).mean() < 8


def test_thumbnail_is_160_by_90_and_preview_320_wide() -> None:
    picture = JpegPicture(as_jpeg(gate()))
    thumbnail, small = picture.thumbnail(), picture.small()

    assert thumbnail is not None
    assert small is not None
    assert (thumbnail.shape, small.shape) == ((90, 160), (180, 320, 3))


@pytest.mark.parametrize("damage", [b"", b"\xff\xd8", b"no picture", bytes(500)])
def test_damaged_jpeg_is_none_in_every_form(damage: bytes) -> None:
    picture = JpegPicture(damage)
    assert picture.frame() is None
    assert picture.thumbnail() is None
    assert picture.small() is None


@pytest.mark.parametrize(
    "name", ["a.png", "a.jpg", "a.webp", "a.bmp", "a.tiff", "a.ppm", "grey.png"]
)
def test_any_format_is_loaded_as_colour(tmp_path: Path, name: str) -> None:
    path, frame = tmp_path / name, gate(320, 240)
    cv2.imwrite(str(path), frame[..., 0] if name.startswith("grey") else frame)

    loaded = load_picture(path)

    assert loaded is not None
    assert loaded.shape == (240, 320, 3)


@pytest.mark.parametrize("depth", [8, 16])
def test_code_on_a_transparent_ground_is_read(tmp_path: Path, depth: int) -> None:
    still = render_still(np.random.default_rng(1), Difficulty.EASY)
    clear = np.zeros((*still.frame.shape[:2], 4), np.uint8)
    clear[..., 3] = 255 - still.frame.min(axis=2)
    picture = clear.astype(np.uint16) * 257 if depth == 16 else clear
    cv2.imwrite(str(tmp_path / "clear.png"), picture)

    loaded = load_picture(tmp_path / "clear.png")

    assert loaded is not None
    assert [symbol.text for symbol in open_reader().read(loaded)] == [still.text]


def test_preview_is_encoded_at_most_every_150_ms() -> None:
    encoder, dark, light = PreviewEncoder(), gate() // 4, gate()
    first = encoder.jpeg(PlainPicture(dark), 10.0)
    soon = encoder.jpeg(PlainPicture(light), 10.1)
    later = encoder.jpeg(PlainPicture(light), 10.2)

    assert first is not None
    assert soon is first
    assert later not in (None, first)


def test_preview_of_nothing_is_none_and_forgets_the_last() -> None:
    encoder = PreviewEncoder()
    encoder.jpeg(PlainPicture(gate()), 10.0)

    assert encoder.jpeg(None, 10.01) is None
    assert encoder.jpeg(PlainPicture(gate()), 10.02) is not None


def test_damaged_picture_keeps_the_last_preview() -> None:
    encoder = PreviewEncoder()
    good = encoder.jpeg(PlainPicture(gate()), 10.0)

    assert encoder.jpeg(JpegPicture(b"broken"), 11.0) is good
