"""One of every device that gives scans, to be plugged in, shown a code and pulled."""

import time
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from kiosk.devices.cameras.camera import Camera
from kiosk.devices.readers.choose import open_reader
from kiosk.devices.scanners.gm65 import Gm65Scanner
from kiosk.devices.scanners.keyboard_engine import KeyboardScanner
from kiosk.devices.scanners.serial_engine import SerialScanner
from kiosk.devices.simulated.camera import CameraSetup
from kiosk.devices.simulated.scan_engine import Faults, SimulatedScanEngine
from tests.devices.cameras import rig as cameras
from tests.devices.scanners.rig import (
    ENTER,
    TEXT,
    Driver,
    FarEnd,
    Typist,
    not_seized,
    serving,
    stroke,
    typed,
    wait_for,
)

_BAUD = 115200


class Stand(Protocol):
    """A device and what is done to it."""

    device: Driver

    def plug(self) -> None: ...

    def unplug(self) -> None: ...

    def show(self) -> None:
        """Hold TEXT before the device, which runs."""


class CameraStand:
    def __init__(self, folder: Path) -> None:
        del folder
        self._power = ExitStack()
        self._setup = CameraSetup(size=cameras.VGA)
        port = self._power.enter_context(
            cameras.simulated(cameras.SOMEBODY, self._setup)
        )
        self._power.close()
        self._setup = CameraSetup(size=cameras.VGA, port=port)
        self.device: Driver = Camera(
            name="camera", source=cameras.url(port), reader=open_reader()
        )

    def plug(self) -> None:
        running = cameras.simulated(cameras.SOMEBODY, self._setup)
        self._power.enter_context(running)

    def unplug(self) -> None:
        self._power.close()

    def show(self) -> None:
        assert cameras.TEXT == TEXT  # its script shows it from the start


class SerialStand:
    def __init__(self, folder: Path) -> None:
        self._line = FarEnd(folder / "scanner")
        self.device: Driver = SerialScanner(name="scanner", url=f"{folder}/scanner")

    def plug(self) -> None:
        self._line.plug()

    def unplug(self) -> None:
        self._line.unplug()

    def show(self) -> None:
        self._line.say(f"{TEXT}\r".encode())


class Gm65Stand:
    def __init__(self, folder: Path) -> None:
        self._power, self._shown = ExitStack(), False
        self._link = folder / "scanner"
        self._engine = SimulatedScanEngine(
            shown=lambda _: TEXT if self._shown else None,
            link=self._link,
            baud=_BAUD,
            faults=Faults(lost=0.0, flipped=0.0),
        )
        self.device: Driver = Gm65Scanner(
            name="scanner", url=str(self._link), baud=_BAUD
        )

    def plug(self) -> None:
        self._shown = False
        self._power.enter_context(serving(self._engine))
        wait_for(self._link)

    def unplug(self) -> None:
        self._power.close()

    def show(self) -> None:
        self._shown = True


class KeyboardStand:
    def __init__(self, folder: Path) -> None:
        path = folder / "event-kbd"
        self._typist = Typist(path)
        self.device: Driver = KeyboardScanner(
            name="scanner", path=str(path), take=not_seized
        )

    def plug(self) -> None:
        self._typist.plug()

    def unplug(self) -> None:
        self._typist.unplug()

    def show(self) -> None:
        now = time.monotonic()
        self._typist.play(typed(TEXT, now) + stroke(ENTER, now))
