import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.core.errors import ConfigError
from kiosk.core.evidence import Evidence, Quality, TemperatureReading
from kiosk.core.temperature import Window
from kiosk.core.view import Condition, DeviceStatus
from kiosk.devices.serial_line import SerialLine
from kiosk.devices.simulated.infrared import Optics
from kiosk.devices.simulated.thermometer import (
    SEND_ONE,
    Faults,
    SimulatedThermometer,
)
from kiosk.devices.supervise import keep_running
from kiosk.devices.thermometers.gymcu import GyMcuThermometer
from kiosk.devices.thermometers.gymcu_frames import FRAME_BYTES, FrameParser

# Ten times as fast as the real thing, so that the tests are.
OPTICS = Optics(approach_s=0.04, settle_s=0.02, warm_up_c=0.0)
WINDOW = Window(span_s=0.08, max_age_s=0.2)
PATIENCE_S = 10.0


def module(link: Path, **changes: object) -> SimulatedThermometer:
    fast = SimulatedThermometer(
        forehead=lambda _: 36.6, link=link, baud=115200, rate_hz=100, optics=OPTICS
    )
    return replace(fast, **changes)  # type: ignore[arg-type] # typed in the dataclass


@contextmanager
def serving(simulated: SimulatedThermometer) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(
        target=simulated.serve,
        args=(stop,),
        kwargs={"started_at": time.monotonic()},
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def open_line(link: Path, baud: int = 115200) -> SerialLine:
    pause, deadline = threading.Event(), time.monotonic() + PATIENCE_S
    while not link.exists() and time.monotonic() < deadline:
        pause.wait(0.005)
    return SerialLine("thermometer", str(link), baud)


def listen(line: SerialLine, count: int) -> bytes:
    heard, deadline = b"", time.monotonic() + PATIENCE_S
    while len(heard) < count and time.monotonic() < deadline:
        heard += line.read()
    return heard


class Kiosk:
    """The real driver under the real supervisor."""

    def __init__(self, link: Path, *, baud: int = 115200, silence_s: float = 1.0):
        self.readings: list[TemperatureReading] = []
        self.statuses: list[DeviceStatus] = []
        self._news = asyncio.Event()
        self._device = GyMcuThermometer(
            name="thermometer",
            url=str(link),
            window=WINDOW,
            baud=baud,
            silence_s=silence_s,
        )

    def _emit(self, item: Evidence) -> None:
        assert isinstance(item, TemperatureReading)
        self.readings.append(item)
        self._news.set()

    def _report(self, status: DeviceStatus) -> None:
        self.statuses.append(status)
        self._news.set()

    async def run_until(self, *, readings: int = 0, slug: str | None = None) -> None:
        task = asyncio.create_task(
            keep_running(
                self._device, self._emit, self._report, pause=lambda _: asyncio.sleep(0)
            )
        )
        async with asyncio.timeout(PATIENCE_S):
            while not self._fulfilled(readings, slug):
                self._news.clear()
                await self._news.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    def _fulfilled(self, readings: int, slug: str | None) -> bool:
        slugs = {status.slug for status in self.statuses}
        return len(self.readings) >= readings and slug in slugs


async def test_the_real_driver_measures_a_simulated_forehead(tmp_path: Path) -> None:
    link = tmp_path / "thermometer"
    kiosk = Kiosk(link)
    with serving(module(link)):
        await kiosk.run_until(readings=1)

    assert kiosk.readings[0].quality is Quality.GOOD
    assert kiosk.readings[0].celsius == pytest.approx(36.6, abs=0.3)
    assert kiosk.statuses[-1].condition is Condition.OK


async def test_ten_byte_frames_with_many_faults_are_still_measured(
    tmp_path: Path,
) -> None:
    link = tmp_path / "thermometer"
    faults = Faults(lost=0.01, flipped=0.01, bursts=0.3)
    kiosk = Kiosk(link)
    with serving(module(link, frame_bytes=10, faults=faults)):
        await kiosk.run_until(readings=1)

    assert kiosk.readings[0].celsius == pytest.approx(36.6, abs=0.3)


async def test_a_pulled_cable_comes_back_without_a_restart(tmp_path: Path) -> None:
    link = tmp_path / "thermometer"
    kiosk = Kiosk(link)
    with serving(module(link, faults=Faults(unplugged=((0.8, 1.1),)))):
        await kiosk.run_until(readings=2, slug="not-found")

    shown = [(s.condition, s.slug) for s in kiosk.statuses if s.slug != "not-found"]
    assert shown[-3:] == [
        (Condition.OK, None),
        (Condition.FAILED, "unplugged"),
        (Condition.OK, None),
    ]
    assert [reading.episode for reading in kiosk.readings] == [1, 2]


async def test_another_baud_rate_hears_nothing_but_nonsense(tmp_path: Path) -> None:
    link = tmp_path / "thermometer"
    kiosk = Kiosk(link, baud=9600, silence_s=0.3)
    with serving(module(link)):
        await kiosk.run_until(slug="garbled")

    assert kiosk.readings == []


async def test_a_module_that_falls_silent_is_reported(tmp_path: Path) -> None:
    link = tmp_path / "thermometer"
    kiosk = Kiosk(link, silence_s=0.3)
    with serving(module(link, faults=Faults(silent=((0.0, 60.0),)))):
        await kiosk.run_until(slug="silent")

    assert kiosk.readings == []


async def test_a_mute_module_is_woken_by_the_driver(tmp_path: Path) -> None:
    link = tmp_path / "thermometer"
    kiosk = Kiosk(link)
    with serving(module(link, mute=True)):
        await kiosk.run_until(readings=1)

    assert kiosk.readings[0].quality is Quality.GOOD


def test_a_mute_module_answers_one_question_with_one_frame(tmp_path: Path) -> None:
    link = tmp_path / "thermometer"
    flawless = Faults(lost=0.0, flipped=0.0, bursts=0.0)
    with serving(module(link, mute=True, faults=flawless)), open_line(link) as line:
        assert line.read() == b""
        line.write(b"\x00" + SEND_ONE)
        heard = listen(line, FRAME_BYTES)
        assert line.read() == b""

    assert len(FrameParser().feed(heard)) == 1
    assert len(heard) == FRAME_BYTES


def test_bytes_come_no_faster_than_the_baud_rate(tmp_path: Path) -> None:
    link = tmp_path / "thermometer"
    # 100 frames of 9 bytes a second do not fit through 2400 baud: 240 bytes a second.
    with serving(module(link, baud=2400)), open_line(link, 2400) as line:
        listen(line, FRAME_BYTES)
        begun = time.monotonic()
        listen(line, 60)
        took = time.monotonic() - begun

    assert took >= 0.2


def test_the_port_vanishes_with_the_simulator(tmp_path: Path) -> None:
    link = tmp_path / "thermometer"
    with serving(module(link)), open_line(link):
        assert link.is_symlink()

    assert not link.is_symlink()


def test_a_file_in_the_ports_place_is_left_alone(tmp_path: Path) -> None:
    link = tmp_path / "thermometer"
    link.write_text("mine")

    with pytest.raises(ConfigError, match="is a file"):
        module(link).serve(threading.Event(), started_at=0.0)
    assert link.read_text() == "mine"
