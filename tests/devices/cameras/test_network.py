"""Network cameras that speak something other than MJPEG over HTTP."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import pytest

from kiosk.core.errors import DeviceError
from kiosk.devices.cameras.camera import Camera
from kiosk.devices.cameras.network import Url
from kiosk.devices.readers import open_reader
from kiosk.devices.simulated.scene import Scene
from tests.devices.cameras.rig import PATIENCE_S, SOMEBODY, TEXT, VGA, Rig


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def film_url(tmp_path: Path) -> Iterator[str]:
    """A film on a web server: FFmpeg's business."""
    scene, path = Scene(SOMEBODY, seed=2, size=VGA), tmp_path / "gate.avi"
    out = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30.0, VGA)
    for number in range(45):
        out.write(scene.shoot(1.0 + number / 30, number).frame)
    out.release()
    handler = partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/gate.avi"
        server.shutdown()
        thread.join(PATIENCE_S)


def test_stream_that_is_no_mjpeg_is_read_through_ffmpeg(film_url: str) -> None:
    with Rig(Camera(name="camera", source=film_url, reader=open_reader())) as rig:
        assert rig.scan().text == TEXT
        error = rig.finish()

    assert isinstance(error, DeviceError)
    assert error.slug == "unplugged"


@pytest.mark.parametrize(
    "url", ["rtsp://127.0.0.1:1/stream", "http://127.0.0.1:1/", "http://[broken/"]
)
def test_camera_that_does_not_answer_is_not_found(url: str) -> None:
    with pytest.raises(DeviceError, match="power, network cable") as caught:
        Url(url=url).open("camera", 1.0)

    assert caught.value.slug == "not-found"
