"""An LCUS-1 relay board that is not there, on a pseudo-terminal."""

from pathlib import Path
from typing import Final

from kiosk.devices.simulated.pty_line import PtyLine

_BAUD: Final = 9600
_START: Final = 0xA0
_COMMAND_BYTES: Final = 4


class SimulatedRelay:
    """The board; it never answers.

    Args:
        link: Where the serial port appears while the board is plugged in.
        channels: Relays on the board.

    Attributes:
        pulled: Which relays pull now, by channel from 1.
        obeyed: Every command so far that it understood: channel and state.
    """

    def __init__(self, link: Path, channels: int = 1) -> None:
        self._line, self._heard = PtyLine(link), b""
        self.pulled = dict.fromkeys(range(1, channels + 1), False)
        self.obeyed: list[tuple[int, bool]] = []

    def plug(self) -> None:
        """Connect and power the board."""
        self._line.plug()

    def unplug(self) -> None:
        """Pull it out: without power every relay lets go."""
        self._line.unplug()
        self._heard = b""
        self.pulled = dict.fromkeys(self.pulled, False)

    def listen(self) -> None:
        """Act on what has arrived."""
        data = self._line.received()
        self._heard += data if self._line.speaks(_BAUD) else b""
        while len(self._heard) >= _COMMAND_BYTES:
            start, channel, state, check = self._heard[:_COMMAND_BYTES]
            right = start == _START and (start + channel + state) & 0xFF == check
            if right and channel in self.pulled and state in (0, 1):
                self.pulled[channel] = bool(state)
                self.obeyed.append((channel, bool(state)))
            self._heard = self._heard[_COMMAND_BYTES if right else 1 :]
