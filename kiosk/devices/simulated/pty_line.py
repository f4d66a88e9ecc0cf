"""The far end of a serial line, on a pseudo-terminal that can be unplugged.

A pseudo-terminal differs from a wire in three ways that would make a simulator easier
to read than the real thing, and that are put right here: it has no speed, it keeps
what nobody reads, and its name changes with every plugging.
"""

import os
import termios
import time
import tty
from contextlib import suppress
from pathlib import Path
from typing import Final

from kiosk.core.errors import ConfigError
from kiosk.ports import Stop

_BITS_PER_BYTE: Final = 10  # start bit, eight data bits, stop bit
_STEP_S: Final = 0.001  # bytes that fall due together are written together
_OUTPUT_SPEED: Final = 5  # its place in what tcgetattr returns


class PtyLine:
    """A device's own end of the line; the kiosk opens the link as its serial port.

    Args:
        link: Where the port appears while it is plugged in, like a udev link.

    Raises:
        ConfigError: Something that is no link is there already.
    """

    def __init__(self, link: Path) -> None:
        if link.exists() and not link.is_symlink():
            raise ConfigError(f"{link} is a file; name a free path for the port")
        self._link = link
        self._master = self._slave = -1

    @property
    def plugged(self) -> bool:
        """Whether the port exists."""
        return self._master >= 0

    def plug(self) -> None:
        """Make the port appear; harmless when it is there."""
        if self.plugged:
            return
        # The slave end stays open: between two clients the master could not be read.
        self._master, self._slave = os.openpty()
        os.set_blocking(self._master, False)
        tty.setraw(self._slave)  # a cooked terminal echoes and rewrites 0D
        fresh = self._link.with_name(f".{self._link.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(self._slave))
        fresh.replace(self._link)

    def unplug(self) -> None:
        """Pull the cable: the port vanishes under whoever holds it open."""
        if not self.plugged:
            return
        self._link.unlink(missing_ok=True)
        os.close(self._slave)
        os.close(self._master)
        self._master = self._slave = -1

    def speaks(self, baud: int) -> bool:
        """Whether the kiosk has set the port to ``baud``, a standard rate."""
        speed: int = termios.tcgetattr(self._slave)[_OUTPUT_SPEED]
        own: int = getattr(termios, f"B{baud}")
        return speed == own

    def send(self, data: bytes, baud: int, stop: Stop) -> None:
        """Send at the pace of a wire; what nobody reads is lost, as on a wire.

        Args:
            data: What to send.
            baud: Symbols a second; a byte takes ten.
            stop: Ends the sending early.
        """
        begun, sent = time.monotonic(), 0
        while sent < len(data) and not stop.wait(max(_STEP_S, _BITS_PER_BYTE / baud)):
            due = int((time.monotonic() - begun) * baud / _BITS_PER_BYTE)
            with suppress(BlockingIOError):
                os.write(self._master, data[sent:due])
            sent = max(sent, due)

    def received(self) -> bytes:
        """What the kiosk has sent since the last look."""
        try:
            return os.read(self._master, 256)
        except BlockingIOError:
            return b""
