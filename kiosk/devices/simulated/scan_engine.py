"""A simulated GM65: its bytes, its settings and its faults, on a pseudo-terminal.

The real drivers read it through the real serial library. It is meant to be no easier
than the real thing: a code takes time to be recognised and bytes to be sent, a code
held still is read again and again, the plug going in makes noise, bytes get lost or
flip, at another baud rate nothing but nonsense passes either way, and without power it
forgets what was not saved.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import numpy as np

from kiosk.devices.scanners.gm65_frames import ReadMode
from kiosk.devices.simulated.pty_line import PtyLine
from kiosk.devices.simulated.scan_firmware import ScanFirmware
from kiosk.devices.simulated.script import Script
from kiosk.ports import Stop

Shown = Callable[[float], str | None]
"""Seconds from the script's start → the code before the engine, or None for none."""

Spans = tuple[tuple[float, float], ...]
"""From–until pairs, seconds from the script's start."""

_TURN_S: Final = 0.01
_RAISING_S: Final = 0.5  # a script's code is held up from then on


def code_of(script: Script) -> Shown:
    """The code of whoever the script puts before the engine."""

    def shown(seconds: float) -> str | None:
        presence = script.presence(seconds)
        if presence is None:
            return None
        visit = presence.visit
        there = visit.shows_from + _RAISING_S <= presence.at < visit.shows_until
        return visit.code_text if there else None

    return shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What goes wrong on the way to the kiosk.

    Attributes:
        lost: Share of bytes that never arrive.
        flipped: Share of bytes that arrive with one bit wrong.
        plug_noise: Most noise bytes when the plug goes in.
        deaf: Whether the wire to the engine is missing: it hears no command.
        mute: When it says nothing.
        unplugged: When the cable is pulled.
    """

    lost: float = 0.0001
    flipped: float = 0.0001
    plug_noise: int = 6
    deaf: bool = False
    mute: Spans = ()
    unplugged: Spans = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedScanEngine:
    """The engine; ``serve`` runs it.

    Attributes:
        shown: What is before it, by seconds from the script's start.
        link: Where the serial port appears.
        seed: The same seed gives the same noise.
        baud: Symbols a second.
        tail: What it sends after each code.
        encoding: Of the text it sends.
        mode: When it looks for codes, as its flash has it.
        decode_s: How long it takes to recognise a code, seconds.
        again_s: How soon it reads a code again that is still there, seconds.
        faults: What goes wrong.
    """

    shown: Shown
    link: Path
    seed: int = 1
    baud: int = 9600
    tail: bytes = b"\r"
    encoding: Literal["utf-8", "gb18030"] = "utf-8"
    mode: ReadMode = ReadMode.CONTINUOUS
    decode_s: float = 0.15
    again_s: float = 1.0
    faults: Faults = field(default_factory=Faults)

    def serve(self, stop: Stop, *, started_at: float) -> None:
        """Be a scan engine until ``stop`` is set; blocks.

        Args:
            stop: Ends it; the port vanishes.
            started_at: The script's start, seconds of CLOCK_MONOTONIC.
        """
        line = PtyLine(self.link)
        engine = _Engine(self, line)
        try:
            while not stop.wait(_TURN_S):
                engine.turn(time.monotonic() - started_at, stop)
        finally:
            line.unplug()


class _Engine:
    """The engine between being plugged in and being pulled out, again and again."""

    def __init__(self, setting: SimulatedScanEngine, line: PtyLine) -> None:
        self._setting, self._line = setting, line
        self._rng = np.random.default_rng(setting.seed)
        self._firmware = ScanFirmware(setting.mode, setting.baud)
        self._seen: str | None = None
        self._read_at = 0.0  # when the code before it is recognised next

    def turn(self, seconds: float, stop: Stop) -> None:
        """Do what is due now: obey, look, send."""
        if _within(seconds, self._setting.faults.unplugged):
            self._line.unplug()
            return
        if not self._line.plugged:
            self._power_up(stop)
        understood = self._line.speaks(self._setting.baud)
        heard = self._line.received()  # taken either way: a wire keeps nothing
        if self._setting.faults.deaf or not understood:
            heard = b""
        said = self._firmware.obey(heard, seconds) + self._look(seconds)
        if said and not _within(seconds, self._setting.faults.mute):
            data = self._damaged(said) if understood else self._rng.bytes(len(said))
            self._line.send(data, self._setting.baud, stop)

    def _power_up(self, stop: Stop) -> None:
        self._line.plug()
        self._firmware.power_up()
        self._seen = None
        noise = self._rng.integers(self._setting.faults.plug_noise + 1)
        self._line.send(self._rng.bytes(int(noise)), self._setting.baud, stop)

    def _look(self, seconds: float) -> bytes:
        """What the code before it, if any, makes it say."""
        text = self._setting.shown(seconds)
        if text != self._seen:
            self._seen = text
            slow = float(self._rng.uniform(0.5, 1.5))
            self._read_at = seconds + self._setting.decode_s * slow
        if text is None or seconds < self._read_at:
            return b""
        if not self._firmware.looks(seconds):
            return b""
        self._firmware.found()
        self._read_at = seconds + self._setting.again_s
        encoded = text.encode(self._setting.encoding, errors="replace")
        return encoded + self._setting.tail

    def _damaged(self, data: bytes) -> bytes:
        faults, rng, arrived = self._setting.faults, self._rng, bytearray()
        for byte in data:
            if rng.random() < faults.lost:
                continue
            flip = 1 << int(rng.integers(8)) if rng.random() < faults.flipped else 0
            arrived.append(byte ^ flip)
        return bytes(arrived)


def _within(seconds: float, spans: Spans) -> bool:
    return any(start <= seconds < end for start, end in spans)
