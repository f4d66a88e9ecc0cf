import os
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.core.errors import ConfigError, DeviceError
from kiosk.core.evidence import Evidence, Quality, TemperatureReading
from kiosk.core.temperature import Window
from kiosk.devices.serial_line import SerialLine
from kiosk.devices.simulated.pty_line import PtyLine
from kiosk.devices.thermometers.gymcu import GyMcuThermometer
from kiosk.devices.thermometers.gymcu_frames import SEND_CONTINUOUSLY, write_frame
from kiosk.ports import Device

WINDOW = Window(span_s=5.0, max_age_s=5.0)
PATIENCE_S = 10.0  # only a broken test waits for so long
FOREHEAD = write_frame(36.6, 24.0) * 5
NOBODY = write_frame(24.2, 24.0) * 2


class FarEnd(PtyLine):
    """The module's side of the cable."""

    def say(self, data: bytes) -> None:
        self.send(data, 115200, threading.Event())

    def hears(self, expected: bytes) -> bool:
        os.set_blocking(self._master, True)
        heard = b""
        while len(heard) < len(expected):
            heard += os.read(self._master, 16)
        return heard == expected


class Run:
    """A driver running in its own thread."""

    def __init__(self, device: GyMcuThermometer) -> None:
        self._evidence: queue.Queue[Evidence] = queue.Queue()
        self._ended: queue.Queue[DeviceError | None] = queue.Queue()
        self._ready = threading.Event()
        self._stop = threading.Event()
        device.ready = self._ready.set
        self._device: Device = device
        self._thread = threading.Thread(target=self._body)
        self._thread.start()

    def _body(self) -> None:
        try:
            self._device.run(self._evidence.put, self._stop)
        except DeviceError as error:
            self._ended.put(error)
        else:
            self._ended.put(None)

    def reading(self) -> TemperatureReading:
        item = self._evidence.get(timeout=PATIENCE_S)
        assert isinstance(item, TemperatureReading)
        return item

    def is_ready(self) -> bool:
        return self._ready.wait(PATIENCE_S)

    def failure(self) -> DeviceError:
        error = self._ended.get(timeout=PATIENCE_S)
        assert error is not None
        return error

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()


@contextmanager
def running(device: GyMcuThermometer) -> Iterator[Run]:
    run = Run(device)
    try:
        yield run
    finally:
        run.stop()


@pytest.fixture
def far_end(tmp_path: Path) -> Iterator[FarEnd]:
    line = FarEnd(tmp_path / "thermometer")
    line.plug()
    yield line
    line.unplug()


@pytest.fixture
def device(tmp_path: Path) -> GyMcuThermometer:
    return GyMcuThermometer(
        name="thermometer", url=str(tmp_path / "thermometer"), window=WINDOW
    )


def test_a_forehead_before_the_sensor_becomes_one_reading(
    device: GyMcuThermometer, far_end: FarEnd
) -> None:
    with running(device) as run:
        assert far_end.hears(SEND_CONTINUOUSLY)
        far_end.say(FOREHEAD + FOREHEAD)
        reading = run.reading()

    assert (reading.celsius, reading.quality) == (36.6, Quality.GOOD)
    assert (reading.episode, reading.samples) == (1, 5)


def test_the_module_is_told_to_send_and_the_first_frame_means_ready(
    device: GyMcuThermometer, far_end: FarEnd
) -> None:
    with running(device) as run:
        assert far_end.hears(SEND_CONTINUOUSLY)
        assert not run._ready.is_set()
        far_end.say(NOBODY)
        assert run.is_ready()


def test_noise_on_the_line_is_passed_over(
    device: GyMcuThermometer, far_end: FarEnd
) -> None:
    with running(device) as run:
        assert far_end.hears(SEND_CONTINUOUSLY)
        far_end.say(b"\x00\x11\x13\x5a\x5a\x45" + FOREHEAD + b"\xff\x5a")
        assert run.reading().celsius == 36.6


def test_a_pulled_cable_is_unplugged(device: GyMcuThermometer, far_end: FarEnd) -> None:
    with running(device) as run:
        assert far_end.hears(SEND_CONTINUOUSLY)
        far_end.unplug()
        error = run.failure()

    assert (error.device, error.slug) == ("thermometer", "unplugged")
    assert "cable" in error.advice


def test_a_cable_put_back_goes_on_with_new_presences(
    device: GyMcuThermometer, far_end: FarEnd
) -> None:
    episodes = []
    for _ in range(2):
        with running(device) as run:
            assert far_end.hears(SEND_CONTINUOUSLY)
            far_end.say(NOBODY + FOREHEAD)
            episodes.append(run.reading().episode)
            far_end.unplug()
            assert run.failure().slug == "unplugged"
        far_end.plug()

    assert episodes == [1, 2]


def test_a_missing_port_is_not_found(device: GyMcuThermometer) -> None:
    with running(device) as run:
        error = run.failure()

    assert error.slug == "not-found"
    assert device.url in error.advice


@pytest.mark.usefixtures("far_end")
def test_a_port_in_use_is_busy(device: GyMcuThermometer) -> None:
    with (
        SerialLine("other", device.url, 9600),
        pytest.raises(DeviceError, match="busy; close the other program"),
    ):
        device.run(print, _AtOnce())


class _AtOnce:
    """A stop that is set already."""

    def is_set(self) -> bool:
        return True

    def wait(self, timeout: float | None = None) -> bool:
        return timeout is None or timeout >= 0


@pytest.mark.usefixtures("far_end")
def test_a_line_without_bytes_is_silent(device: GyMcuThermometer) -> None:
    device.silence_s = 0.2
    with running(device) as run:
        error = run.failure()

    assert error.slug == "silent"
    assert "TX" in error.advice


def test_a_line_with_nothing_but_noise_is_garbled(
    device: GyMcuThermometer, far_end: FarEnd
) -> None:
    device.silence_s = 0.3
    with running(device) as run:
        assert far_end.hears(SEND_CONTINUOUSLY)
        while run._ended.empty():
            far_end.say(b"\x5a\x5a\x45\x99" * 6)
        error = run.failure()

    assert error.slug == "garbled"
    assert "baud" in error.advice


def test_a_person_cut_off_by_silence_is_told_so(
    tmp_path: Path, far_end: FarEnd
) -> None:
    device = GyMcuThermometer(
        name="thermometer",
        url=str(tmp_path / "thermometer"),
        window=Window(max_age_s=0.1),
    )
    with running(device) as run:
        assert far_end.hears(SEND_CONTINUOUSLY)
        far_end.say(write_frame(36.6, 24.0) * 2)
        assert run.reading().quality is Quality.STALE


@pytest.mark.usefixtures("far_end")
def test_stopping_releases_the_port(device: GyMcuThermometer) -> None:
    for _ in range(2):
        with running(device):
            pass


def test_a_url_of_no_known_kind_is_the_installers_error() -> None:
    device = GyMcuThermometer(name="thermometer", url="carrier://pigeon", window=WINDOW)

    with pytest.raises(ConfigError, match="thermometer"):
        device.run(print, _AtOnce())
