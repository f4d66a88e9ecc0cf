import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace

import cv2
import numpy as np
import pytest

from kiosk.core.errors import DeviceError
from kiosk.devices.cameras.camera import Camera
from kiosk.devices.readers import open_reader
from kiosk.devices.simulated.camera import CameraSetup, Faults
from tests.devices.cameras.rig import (
    NOBODY,
    PATIENCE_S,
    SOMEBODY,
    TEXT,
    VGA,
    Rig,
    simulated,
    url,
)

SETUP = CameraSetup(size=VGA)
STREAM = (
    b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=f\r\n\r\n"
)


def camera(port: int, stall_s: float = 3.0) -> Camera:
    return Camera(
        name="camera", source=url(port), reader=open_reader(), stall_s=stall_s
    )


def test_code_held_before_the_camera_is_read() -> None:
    with simulated(SOMEBODY, SETUP) as port, Rig(camera(port)) as rig:
        scan = rig.scan()

    assert scan.text == TEXT
    assert scan.scanner == "camera"
    assert scan.captured_at < scan.decoded_at
    assert len(scan.corners) == 4
    assert rig.error is None


def test_preview_is_a_small_jpeg_while_the_camera_runs() -> None:
    with simulated(NOBODY, SETUP) as port, Rig(camera(port)) as rig:
        assert rig.ready.wait(PATIENCE_S)
        jpeg = rig.camera.jpeg()

    assert jpeg is not None
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape == (240, 320, 3)
    assert rig.camera.jpeg() is None


def test_camera_that_is_switched_off_is_unplugged_and_read_again_when_it_is_back() -> (
    None
):
    with ExitStack() as power:
        port = power.enter_context(simulated(SOMEBODY, SETUP))
        eye = camera(port)
        with Rig(eye) as rig:
            rig.scan()
            power.close()
            assert slug(rig.finish()) == "unplugged"

    with Rig(eye) as absent:
        assert slug(absent.finish()) == "not-found"

    with simulated(SOMEBODY, replace(SETUP, port=port)), Rig(eye) as rig:
        assert rig.scan().text == TEXT


def test_dropped_connection_is_unplugged() -> None:
    setup = replace(SETUP, faults=Faults(disconnect=(0.5,)))
    with simulated(NOBODY, setup) as port, Rig(camera(port)) as rig:
        assert slug(rig.finish()) == "unplugged"


def test_camera_that_sends_nothing_has_no_frames() -> None:
    setup = replace(SETUP, faults=Faults(stall=(0.0, 1e9)))
    with simulated(SOMEBODY, setup) as port, Rig(camera(port, stall_s=0.3)) as rig:
        assert slug(rig.finish()) == "no-frames"

    assert not rig.ready.is_set()


def test_camera_that_stops_sending_has_no_frames() -> None:
    setup = replace(SETUP, faults=Faults(stall=(1.0, 1e9)))
    with simulated(NOBODY, setup) as port, Rig(camera(port, stall_s=0.3)) as rig:
        assert slug(rig.finish()) == "no-frames"

    assert rig.ready.is_set()


def test_camera_that_refuses_is_not_found() -> None:
    setup = replace(SETUP, faults=Faults(refuse=(0.0, 1e9)))
    with simulated(NOBODY, setup) as port, Rig(camera(port)) as rig:
        assert slug(rig.finish()) == "not-found"


def test_password_of_the_camera_is_in_no_error() -> None:
    word = "http://gate:secret@127.0.0.1:1/"
    with Rig(Camera(name="camera", source=word, reader=open_reader())) as rig:
        error = rig.finish()

    assert slug(error) == "not-found"
    assert "secret" not in f"{error!s}{error!r}"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"HTTP/1.0 401 Unauthorized\r\n\r\n", "not-allowed"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "not-found"),
        (b"HTTP/1.0 404 Not Found\r\n\r\n", "not-found"),
        (STREAM + b"x" * 9000, "unplugged"),
        (STREAM + b"--f\r\nContent-Length: 99999999\r\n\r\n", "unplugged"),
    ],
)
def test_what_is_no_picture_stream_is_told_apart(answer: bytes, expected: str) -> None:
    with answering(answer) as port, Rig(camera(port, stall_s=1.0)) as rig:
        assert slug(rig.finish()) == expected


def test_damaged_pictures_are_no_frames() -> None:
    part = b"--f\r\nContent-Length: 5\r\n\r\nwrong\r\n"
    with answering(STREAM, part) as port, Rig(camera(port, stall_s=0.3)) as rig:
        assert slug(rig.finish()) == "no-frames"

    assert not rig.ready.is_set()


def slug(error: BaseException | None) -> str:
    assert isinstance(error, DeviceError)
    assert error.device == "camera"
    return error.slug


@contextmanager
def answering(answer: bytes, forever: bytes = b"") -> Iterator[int]:
    """A server that gives every client the same bytes."""
    over = threading.Event()

    def talk() -> None:
        while not over.is_set():
            with suppress(OSError):
                client, _ = server.accept()
                with client:
                    client.recv(4096)
                    client.sendall(answer)
                    while forever and not over.wait(0.01):
                        client.sendall(forever)

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        thread = threading.Thread(target=talk)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            thread.join(PATIENCE_S)
