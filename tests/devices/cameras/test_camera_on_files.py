from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.core.errors import DeviceError
from kiosk.devices.cameras import Camera, Folder, VideoFile
from kiosk.devices.readers import open_reader
from kiosk.devices.simulated.scene import Scene
from kiosk.devices.simulated.script import Difficulty
from kiosk.devices.simulated.stills import render_still
from tests.devices.cameras.rig import SOMEBODY, TEXT, VGA, Rig


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second of somebody raising a code and holding it, MJPG in AVI."""
    path = tmp_path_factory.mktemp("film") / "gate.avi"
    scene = Scene(SOMEBODY, seed=2, size=VGA)
    out = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30.0, VGA)
    for number in range(30):
        out.write(scene.shoot(0.3 + number / 30, number).frame)
    out.release()
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Three codes and a file that only calls itself a picture."""
    path, rng = tmp_path_factory.mktemp("pictures"), np.random.default_rng(4)
    texts = []
    for number, suffix in enumerate((".png", ".jpg", ".webp")):
        still = render_still(rng, Difficulty.EASY)
        cv2.imwrite(str(path / f"{number}{suffix}"), still.frame)
        texts.append(str(still.text))
    (path / "1-damaged.png").write_bytes(b"\x89PNG not quite")
    (path / "notes.txt").write_text("no picture")
    return path, texts


def test_every_picture_of_a_film_is_read_in_turn(film: Path) -> None:
    where = VideoFile(path=film, realtime=False)
    with Rig(Camera(name="film", source=where, reader=open_reader())) as rig:
        assert rig.finish() is None

    scans = list(rig.scans.queue)
    assert {scan.text for scan in scans} == {TEXT}
    assert len(scans) >= 5
    assert rig.ready.is_set()


def test_film_named_in_the_settings_plays_at_its_speed(film: Path) -> None:
    with Rig(Camera(name="film", source=str(film), reader=open_reader())) as rig:
        assert rig.finish() is None

    scans = list(rig.scans.queue)
    assert {scan.text for scan in scans} == {TEXT}
    # A camera rests for 0.1 s after a code, so most of its pictures pass by.
    assert len(scans) < 15


def test_looping_film_starts_again(film: Path) -> None:
    camera = Camera(name="film", source=str(film), reader=open_reader(), loop=True)
    with Rig(camera) as rig:
        times = [rig.scan().captured_at for _ in range(6)]

    assert times[-1] - times[0] > 0.5


def test_every_picture_of_a_folder_is_read_in_order(
    folder: tuple[Path, list[str]],
) -> None:
    path, texts = folder
    where = Folder(path=path)
    with Rig(Camera(name="folder", source=where, reader=open_reader())) as rig:
        assert rig.finish() is None

    assert [scan.text for scan in rig.scans.queue] == texts


def test_folder_named_in_the_settings_is_a_slide_show(
    folder: tuple[Path, list[str]],
) -> None:
    path, texts = folder
    with Rig(Camera(name="folder", source=str(path), reader=open_reader())) as rig:
        assert rig.finish() is None

    assert [scan.text for scan in rig.scans.queue] == texts


def test_stop_ends_a_looping_folder(folder: tuple[Path, list[str]]) -> None:
    where = Folder(path=folder[0], loop=True)
    with Rig(Camera(name="folder", source=where, reader=open_reader())) as rig:
        for _ in range(5):
            rig.scan()

    assert rig.error is None


@pytest.mark.parametrize("name", ["missing", "missing.avi", "empty", "broken.avi"])
def test_what_is_not_there_is_not_found(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.avi").write_bytes(b"RIFF....AVI ")
    source = str(tmp_path / name)
    with Rig(Camera(name="camera", source=source, reader=open_reader())) as rig:
        error = rig.finish()

    assert isinstance(error, DeviceError)
    assert error.slug == "not-found"


def test_folder_without_a_readable_picture_is_unplugged(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"nothing")
    where = Folder(path=tmp_path, loop=True)
    with Rig(Camera(name="camera", source=where, reader=open_reader())) as rig:
        error = rig.finish()

    assert isinstance(error, DeviceError)
    assert error.slug == "unplugged"


@pytest.mark.parametrize("source", [97, "/dev/video97", "/dev/v4l/by-id/none"])
def test_missing_usb_camera_is_not_found_and_named(source: int | str) -> None:
    with Rig(Camera(name="camera", source=source, reader=open_reader())) as rig:
        error = rig.finish()

    assert isinstance(error, DeviceError)
    assert error.slug == "not-found"
    assert "/dev/v" in error.advice
