"""The key events of a scan engine that types → scans. Pure.

Linux gives a key as ``struct input_event``: time as two C longs, then type, code and
value (1 pressed, 0 released, 2 held down). Releasing and holding count for shift only.
"""

import struct
from typing import Final

from kiosk.core.evidence import CodeScan
from kiosk.devices.readers.symbol import LONGEST_TEXT
from kiosk.devices.scanners.keyboard_layout import (
    CHARACTERS,
    ENTERS,
    LOCKS,
    SHIFTS,
    SPOILERS,
)

EVENT: Final = struct.Struct("llHHi")
"""In this machine's own sizes: 24 bytes with 64 bits, 16 with 32."""

SYN: Final = 0x00
KEY: Final = 0x01
DROPPED: Final = 3  # SYN_DROPPED: the kernel's buffer ran over, keys are lost
PRESSED: Final = 1
RELEASED: Final = 0

# Longer than an engine waits between two keys (up to some 75 ms for slow hosts).
SILENCE_S: Final = 0.3
_HELD: Final = SHIFTS | SPOILERS
_MICROSECOND: Final = 1e-6


class KeyDecoder:
    """Turns keys into scans; Enter ends one, and so does silence.

    Nothing is a scan before the first silence: keys that come at once when the file is
    opened are the second half of a scan.

    Args:
        scanner: The device's name, for the scans.

    Attributes:
        settled: Whether the keyboard was silent once, so that scans count.
        damaged: How many scans in a row were no plain text; they are dropped whole.
    """

    def __init__(self, scanner: str) -> None:
        self._scanner = scanner
        self._cut = b""
        self._held: set[int] = set()
        self._typed: list[str] = []
        self._spoilt = False
        self._begun_at: float | None = None
        self._quiet_s = 0.0
        self.settled = False
        self.damaged = 0

    def feed(self, data: bytes) -> list[CodeScan]:
        """Take events, cut anywhere; return the scans they complete, oldest first."""
        self._quiet_s = 0.0
        data = self._cut + data
        whole = len(data) - len(data) % EVENT.size
        self._cut = data[whole:]
        scans: list[CodeScan] = []
        for seconds, micros, kind, code, value in EVENT.iter_unpack(data[:whole]):
            at = seconds + micros * _MICROSECOND
            if not self.settled:
                continue
            if kind == KEY:
                scans += self._key(code, value, at)
            elif (kind, code) == (SYN, DROPPED):
                self._lose()
        return scans

    def quiet(self, seconds: float, at: float) -> list[CodeScan]:
        """Note that nothing came; return the scan that ended by it.

        Args:
            seconds: For how long the keyboard was seen to be silent.
            at: When that was over, monotonic seconds.
        """
        self._quiet_s += seconds
        if self._quiet_s < SILENCE_S:
            return []
        self.settled = True
        return self._end(at)

    def _key(self, code: int, value: int, at: float) -> list[CodeScan]:
        if code in _HELD:
            self._hold(code, value)
        elif value == PRESSED and code in ENTERS:
            return self._end(at)
        elif value == PRESSED and code not in LOCKS:
            self._type(code, at)
        return []

    def _hold(self, code: int, value: int) -> None:
        if value == RELEASED:
            self._held.discard(code)
        else:
            self._held.add(code)

    def _type(self, code: int, at: float) -> None:
        if self._begun_at is None:
            self._begun_at = at
        character = CHARACTERS.get(code)
        if character is None or self._held & SPOILERS:
            self._spoilt = True
        elif len(self._typed) <= LONGEST_TEXT:  # one too many says: too long
            self._typed.append(character[bool(self._held & SHIFTS)])

    def _lose(self) -> None:
        """Keys were lost: which, and whether a shift was let go, nobody knows."""
        self._held.clear()
        self._spoilt = True

    def _end(self, at: float) -> list[CodeScan]:
        text = "".join(self._typed).rstrip("\t")
        begun_at, spoilt = self._begun_at, self._spoilt
        self._typed.clear()
        self._begun_at, self._spoilt = None, False
        if begun_at is None:
            return []
        if spoilt or not 0 < len(text) <= LONGEST_TEXT:
            self.damaged += 1
            return []
        self.damaged = 0
        return [
            CodeScan(
                text=text, scanner=self._scanner, captured_at=begun_at, decoded_at=at
            )
        ]
