import http.client
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from kiosk.core.errors import DeviceError
from kiosk.devices.cameras.multipart import MultipartFramer
from kiosk.devices.cameras.picture import JpegPicture
from kiosk.devices.simulated.camera import CameraSetup, Faults, serve
from kiosk.devices.simulated.mjpeg import Broadcast
from tests.devices.cameras.rig import NOBODY, PATIENCE_S, SOMEBODY, VGA, simulated

SETUP = CameraSetup(size=VGA)


def connect(port: int) -> http.client.HTTPResponse:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    line.request("GET", "/")
    return line.getresponse()


def stream(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    framer = MultipartFramer(str(answer.headers.get_boundary()))
    while chunk := answer.read1(65536):
        yield from framer.feed(chunk)


def pictures(answer: http.client.HTTPResponse, count: int) -> list[bytes]:
    found = list(islice(stream(answer), count))
    assert len(found) == count
    return found


def test_stream_is_what_network_cameras_send() -> None:
    with simulated(NOBODY, SETUP) as port, connect(port) as answer:
        kind = answer.headers.get_content_type()
        (first, *_) = pictures(answer, 3)

    assert (answer.status, kind) == (200, "multipart/x-mixed-replace")
    frame = JpegPicture(first).frame()
    assert frame is not None
    assert frame.shape == (480, 640, 3)


def test_pictures_come_at_their_rate_and_late_ones_are_left_out() -> None:
    started = time.monotonic()
    with simulated(NOBODY, replace(SETUP, fps=60.0)) as port, connect(port) as answer:
        pictures(answer, 30)

    assert time.monotonic() - started >= 29 / 60


def test_log_says_when_each_code_could_first_be_read(tmp_path: Path) -> None:
    log = tmp_path / "readable.jsonl"
    before = time.monotonic()
    setup = replace(SETUP, log=log)
    with simulated(SOMEBODY, setup) as port, connect(port) as answer:
        coming = stream(answer)
        while not log.read_text().endswith("\n"):
            next(coming)

    (line,) = map(json.loads, log.read_text().splitlines())
    assert set(line) == {"visit", "frame", "at"}
    assert line["visit"] == 0
    assert line["frame"] >= 3
    assert before < line["at"] < time.monotonic()


def test_disconnected_client_may_come_back() -> None:
    setup = replace(SETUP, faults=Faults(disconnect=(0.3,)))
    with simulated(NOBODY, setup) as port:
        with connect(port) as answer:
            while answer.read1(65536):
                pass
        with connect(port) as answer:
            assert pictures(answer, 1)


def test_taken_port_is_told() -> None:
    with simulated(NOBODY, SETUP) as port:
        setup = replace(SETUP, port=port)
        with pytest.raises(DeviceError, match=f"port {port}") as caught:
            serve(NOBODY, setup, threading.Event())

    assert caught.value.slug == "not-opened"


def test_slow_client_misses_pictures_and_never_falls_behind() -> None:
    broadcast, sent = Broadcast(), list[bytes]()
    arrived, carry_on = threading.Event(), threading.Semaphore(0)

    def send(part: bytes) -> None:
        sent.append(part[-3:-2])
        arrived.set()
        carry_on.acquire()

    client = threading.Thread(target=broadcast.feed, args=(send,))
    client.start()
    while not arrived.wait(0.01):
        broadcast.publish(b"1")
    arrived.clear()
    for picture in (b"2", b"3", b"4"):
        broadcast.publish(picture)
    carry_on.release()
    assert arrived.wait(PATIENCE_S)
    broadcast.hang_up()
    carry_on.release()
    client.join(PATIENCE_S)

    assert sent == [b"1", b"4"]
    assert broadcast.watching == 0
