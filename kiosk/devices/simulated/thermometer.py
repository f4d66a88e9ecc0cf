"""A simulated GY-MCU90614/90615: its bytes and its faults, on a pseudo-terminal.

The real driver reads it through the real serial library. It is meant to be no easier
than the real thing: the view fills gradually, the sensor lags, warms up and is noisy;
bytes take their time, get lost or flip, noise comes between frames, and at another baud
rate than its own nothing but nonsense arrives.
"""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import numpy as np

from kiosk.devices.simulated.infrared import Forehead, InfraredSensor, Optics
from kiosk.devices.simulated.pty_line import PtyLine
from kiosk.devices.thermometers.gymcu_frames import SEND_CONTINUOUSLY, write_frame
from kiosk.ports import Stop

SEND_ONE: Final = b"\xa5\x15\xba"
_COMMAND_BYTES: Final = 3
_LONGEST_BURST: Final = 12

Spans = tuple[tuple[float, float], ...]
"""From–until pairs, seconds from the script's start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What goes wrong on the way to the kiosk.

    Attributes:
        lost: Share of bytes that never arrive.
        flipped: Share of bytes that arrive with one bit wrong.
        bursts: Share of frames with noise bytes before them.
        silent: When the module says nothing.
        unplugged: When the cable is pulled.
    """

    lost: float = 0.002
    flipped: float = 0.001
    bursts: float = 0.02
    silent: Spans = ()
    unplugged: Spans = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedThermometer:
    """The module; ``serve`` runs it.

    Attributes:
        forehead: Who is there, by seconds from the script's start.
        link: Where the serial port appears.
        seed: The same seed gives the same noise.
        baud: 9600, or 115200 like the first 90615.
        rate_hz: Frames a second.
        frame_bytes: 9, or 10 like the later board.
        mute: Says nothing after power-up until told to, like the first 90615.
        optics: How the sensor and the people before it behave.
        faults: What goes wrong.
    """

    forehead: Forehead
    link: Path
    seed: int = 1
    baud: int = 9600
    rate_hz: float = 10.0
    frame_bytes: Literal[9, 10] = 9
    mute: bool = False
    optics: Optics = field(default_factory=Optics)
    faults: Faults = field(default_factory=Faults)

    def serve(self, stop: Stop, *, started_at: float) -> None:
        """Be a thermometer until ``stop`` is set; blocks.

        Args:
            stop: Ends it; the port vanishes.
            started_at: The script's start, seconds of CLOCK_MONOTONIC.
        """
        line, due = PtyLine(self.link), time.monotonic()
        module = _Module(self, line)
        try:
            while not stop.is_set():
                module.turn(time.monotonic() - started_at, stop)
                now = time.monotonic()
                due = max(due + 1.0 / self.rate_hz, now)
                stop.wait(due - now)
        finally:
            line.unplug()


class _Module:
    """The module between being plugged in and being pulled out."""

    def __init__(self, setting: SimulatedThermometer, line: PtyLine) -> None:
        self._setting, self._line = setting, line
        self._rng = np.random.default_rng(setting.seed)
        self._pushing = False
        self._asked = 0
        self._heard = b""
        self._sensor: InfraredSensor | None = None

    def turn(self, seconds: float, stop: Stop) -> None:
        """Do what is due once a frame's time: obey, measure, send."""
        if _within(seconds, self._setting.faults.unplugged):
            self._line.unplug()
            self._sensor = None
            return
        if self._sensor is None:
            self._sensor = self._power_up(seconds)
        baud = self._setting.baud
        understood = self._line.speaks(baud)
        heard = self._line.received()  # taken either way: a wire keeps nothing
        self._obey(heard if understood else b"")
        measured = self._sensor.measure(seconds)
        if self._speaks_up() and not _within(seconds, self._setting.faults.silent):
            data = self._damaged(write_frame(*measured))
            self._line.send(data if understood else self._noise(len(data)), baud, stop)

    def _power_up(self, seconds: float) -> InfraredSensor:
        self._line.plug()
        self._pushing, self._asked, self._heard = not self._setting.mute, 0, b""
        setting = self._setting
        return InfraredSensor(setting.forehead, setting.optics, self._rng, seconds)

    def _obey(self, data: bytes) -> None:
        self._heard += data
        while len(self._heard) >= _COMMAND_BYTES:
            command = self._heard[:_COMMAND_BYTES]
            known = command in (SEND_CONTINUOUSLY, SEND_ONE)
            self._pushing = self._pushing or command == SEND_CONTINUOUSLY
            self._asked += command == SEND_ONE
            self._heard = self._heard[_COMMAND_BYTES if known else 1 :]

    def _speaks_up(self) -> bool:
        asked = self._asked > 0
        self._asked -= asked
        return self._pushing or asked

    def _damaged(self, frame: bytes) -> bytes:
        faults, rng = self._setting.faults, self._rng
        whole = frame + self._noise(self._setting.frame_bytes - len(frame))
        if rng.random() < faults.bursts:
            whole = self._noise(int(rng.integers(1, _LONGEST_BURST + 1))) + whole
        arrived = bytearray()
        for byte in whole:
            if rng.random() < faults.lost:
                continue
            flip = 1 << int(rng.integers(8)) if rng.random() < faults.flipped else 0
            arrived.append(byte ^ flip)
        return bytes(arrived)

    def _noise(self, count: int) -> bytes:
        return self._rng.bytes(count)


def _within(seconds: float, spans: Spans) -> bool:
    return any(start <= seconds < end for start, end in spans)
