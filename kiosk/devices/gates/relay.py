"""LCUS-1 and its larger sisters: relays behind a CH340 serial adapter.

9600 baud, 8N1; ``A0``, channel, state, low byte of the sum. The board does not answer,
so its state cannot be known: "off" is sent at the start, at the end, and in between.
"""

from dataclasses import dataclass, field
from typing import Final

from kiosk.core.errors import DeviceError
from kiosk.devices.serial_line import SerialLine

BAUD: Final = 9600
_START: Final = 0xA0


def command(channel: int, *, on: bool) -> bytes:
    """The four bytes that switch a relay.

    Args:
        channel: 1 to 8.
        on: Whether the relay is to pull.
    """
    body = bytes([_START, channel, on])
    return body + bytes([sum(body) & 0xFF])


@dataclass(slots=True, kw_only=True)
class RelaySwitch:
    """One relay of the board; its port is opened again after it was pulled out.

    Attributes:
        name: The name in settings, statuses and errors.
        url: The port, best a by-path link: the CH340 has no serial number.
        channel: Which relay, 1 on a board that has one.
    """

    name: str
    url: str
    channel: int = 1
    _line: SerialLine | None = field(default=None, init=False, repr=False)

    def on(self) -> None:
        """Open.

        Raises:
            DeviceError: The command could not be sent.
        """
        self._send(command(self.channel, on=True))

    def off(self) -> None:
        """Shut.

        Raises:
            DeviceError: The command could not be sent.
        """
        self._send(command(self.channel, on=False))

    def close(self) -> None:
        """Release the port."""
        if self._line is not None:
            self._line.close()
        self._line = None

    def _send(self, data: bytes) -> None:
        if self._line is not None:
            try:
                self._line.write(data)
            except DeviceError:
                # Pulled out since the last command; it may be back already.
                self.close()
            else:
                return
        self._line = SerialLine(self.name, self.url, BAUD)
        try:
            self._line.write(data)
        except DeviceError:
            self.close()
            raise
