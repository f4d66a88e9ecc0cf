"""A serial line that brings scans: read, framed, and judged whether it makes sense."""

import time
from typing import Final

from kiosk.core.errors import DeviceError
from kiosk.core.evidence import CodeScan
from kiosk.devices.scanners.gm65_frames import Reply
from kiosk.devices.scanners.scan_framer import ScanFramer
from kiosk.devices.serial_line import SerialLine

READ_S: Final = 0.05
"""How long one look at the line waits, seconds."""

MOST_DAMAGED: Final = 3
"""Noise may spoil one scan or two; three in a row are a wrong setting."""

# A line that is never silent carries something else: a thermometer, for one.
_RESTLESS_S: Final = 5.0


def nobody_asked() -> None:
    """Stand in for ``ready`` when nobody wants to know."""


class ScanLine:
    """Reads scans from an open line.

    Args:
        scanner: The device's name.
        line: Opened with ``READ_S`` as its timeout.
    """

    def __init__(self, scanner: str, line: SerialLine) -> None:
        self._scanner, self._line = scanner, line
        self._framer = ScanFramer(scanner)
        self._opened_at = self._looked_at = time.monotonic()

    @property
    def settled(self) -> bool:
        """Whether scans count by now."""
        return self._framer.settled

    @property
    def busy(self) -> bool:
        """Whether bytes are coming in that are not to be disturbed."""
        return self._framer.amid or not self._framer.settled

    @property
    def garbled(self) -> bool:
        """Whether what comes cannot be the scans of an engine set as it should be."""
        restless = self._looked_at - self._opened_at > _RESTLESS_S
        return self._framer.damaged >= MOST_DAMAGED or (restless and not self.settled)

    def read(self) -> list[CodeScan | Reply]:
        """What the next look at the line completes.

        Raises:
            DeviceError: ``unplugged``.
        """
        data = self._line.read()
        now = self._looked_at = time.monotonic()
        return (
            self._framer.feed(data, now) if data else [*self._framer.quiet(READ_S, now)]
        )

    def nonsense(self) -> DeviceError:
        """The error to raise when it is garbled."""
        advice = (
            "check that it is the engine's port; set the baud rate it uses; let it "
            "send plain UTF-8 with CR after each scan"
        )
        return DeviceError(self._scanner, "garbled", advice)
