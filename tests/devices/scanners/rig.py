"""What scanner tests share: a device in its thread, a serial far end, a typist."""

import os
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.core.errors import DeviceError
from kiosk.core.evidence import CodeScan, Evidence
from kiosk.devices.cameras.camera import Camera
from kiosk.devices.scanners.gm65 import Gm65Scanner
from kiosk.devices.scanners.key_decoder import EVENT, KEY, PRESSED, RELEASED, SYN
from kiosk.devices.scanners.keyboard_engine import KeyboardScanner
from kiosk.devices.scanners.keyboard_layout import CHARACTERS
from kiosk.devices.scanners.serial_engine import SerialScanner
from kiosk.devices.simulated.pty_line import PtyLine
from kiosk.devices.simulated.scan_engine import SimulatedScanEngine
from kiosk.ports import Device

TEXT = "KP1:ZHANG TEST 0123456789"
PATIENCE_S = 10.0  # only a broken test waits for so long
LEFT_SHIFT, ENTER = 42, 28
_FAST = 115200


Driver = Camera | SerialScanner | Gm65Scanner | KeyboardScanner
"""Every device that gives scans."""


class Run:
    """One run of a driver in a thread of its own."""

    def __init__(self, device: Driver) -> None:
        self._evidence: queue.Queue[Evidence] = queue.Queue()
        self._ended: queue.Queue[BaseException | None] = queue.Queue()
        self._ready = threading.Event()
        self._stop = threading.Event()
        device.ready = self._ready.set
        self._device: Device = device
        self._thread = threading.Thread(target=self._body)
        self._thread.start()

    def _body(self) -> None:
        try:
            self._device.run(self._evidence.put, self._stop)
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            self._ended.put(error)
        else:
            self._ended.put(None)

    @property
    def announced(self) -> bool:
        return self._ready.is_set()

    def is_ready(self) -> bool:
        return self._ready.wait(PATIENCE_S)

    def scan(self) -> CodeScan:
        item = self._evidence.get(timeout=PATIENCE_S)
        assert isinstance(item, CodeScan)
        return item

    def texts(self) -> list[str]:
        """The scans so far that nobody has asked for."""
        found = []
        while not self._evidence.empty():
            found.append(self.scan().text)
        return found

    def failure(self) -> DeviceError:
        error = self._ended.get(timeout=PATIENCE_S)
        assert isinstance(error, DeviceError), error
        return error

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()


@contextmanager
def running(device: Driver) -> Iterator[Run]:
    run = Run(device)
    try:
        yield run
    finally:
        run.stop()


class FarEnd(PtyLine):
    """An engine's side of a serial cable."""

    def say(self, data: bytes) -> None:
        self.send(data, _FAST, threading.Event())

    def hears(self) -> bytes:
        """What the kiosk sent; waits for the first of it."""
        heard, deadline = b"", time.monotonic() + PATIENCE_S
        pause = threading.Event()
        while not heard and time.monotonic() < deadline:
            pause.wait(0.005)
            heard = self.received()
        return heard


@contextmanager
def serving(engine: SimulatedScanEngine) -> Iterator[None]:
    """A simulated engine in a thread."""
    stop = threading.Event()
    thread = threading.Thread(
        target=engine.serve, args=(stop,), kwargs={"started_at": time.monotonic()}
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def wait_for(path: Path) -> None:
    pause, deadline = threading.Event(), time.monotonic() + PATIENCE_S
    while not path.exists() and time.monotonic() < deadline:
        pause.wait(0.005)


_KEYS = {
    character: (code, shifted)
    for code, pair in sorted(CHARACTERS.items(), reverse=True)  # the keypad loses
    for shifted, character in enumerate(pair)
}


def event(kind: int, code: int, value: int, at: float = 1.0) -> bytes:
    seconds, micros = divmod(round(at * 1e6), 1_000_000)
    return EVENT.pack(seconds, micros, kind, code, value)


def key(code: int, value: int, at: float = 1.0) -> bytes:
    return event(KEY, code, value, at) + event(SYN, 0, 0, at)


def stroke(code: int, at: float = 1.0) -> bytes:
    return key(code, PRESSED, at) + key(code, RELEASED, at)


def typed(text: str, at: float = 1.0) -> bytes:
    """The events of an engine that types ``text``, without Enter."""
    data = b""
    for character in text:
        code, shifted = _KEYS[character]
        if shifted:
            data += key(LEFT_SHIFT, PRESSED, at)
        data += stroke(code, at)
        if shifted:
            data += key(LEFT_SHIFT, RELEASED, at)
    return data


class Typist:
    """A recording of key events, played into a FIFO in the place of a keyboard."""

    def __init__(self, path: Path) -> None:
        self._path, self._file = path, -1

    def plug(self) -> None:
        os.mkfifo(self._path)
        self._file = os.open(self._path, os.O_RDWR | os.O_NONBLOCK)

    def unplug(self) -> None:
        if self._file >= 0:
            self._path.unlink()
            os.close(self._file)
            self._file = -1

    def play(self, data: bytes) -> None:
        assert os.write(self._file, data) == len(data)


def not_seized(_file: int) -> None:
    """A recording belongs to nobody else."""
