"""A simulated SDT reader of ID cards on a pseudo-terminal: its bytes and manners."""

import threading
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kiosk.devices.id_readers.sdt_frames import (
    FIND,
    READ,
    SELECT,
    START,
    CardText,
    write_card,
    write_frame,
)
from kiosk.devices.simulated.pty_line import PtyLine
from kiosk.ports import Stop

BAUD: Final = 115200
_FOUND: Final = write_frame(b"\x00\x00\x9f" + bytes(4))
_NOT_FOUND: Final = write_frame(b"\x00\x00\x80")
_SELECTED: Final = write_frame(b"\x00\x00\x90" + bytes(8))
_NOT_SELECTED: Final = write_frame(b"\x00\x00\x81")
_NOT_READ: Final = write_frame(b"\x00\x00\x41")
_UNKNOWN: Final = write_frame(b"\x00\x00\x21")
_REQUEST_BYTES: Final = 10
_TURN_S: Final = 0.01


@dataclass(slots=True, kw_only=True)
class SimulatedIdReader:
    """The reader; ``serve`` runs it and ``lay`` puts a card on it, from any thread.

    Attributes:
        link: Where the serial port appears.
        deaf: Hears nothing, as with a broken wire.
        noise: Bytes sent before each answer.
        hasty: Cards are taken away between finding and reading.
    """

    link: Path
    deaf: bool = False
    noise: bytes = b""
    hasty: bool = False
    _cards: deque[CardText | None] = field(default_factory=deque, init=False)
    _card: CardText | None = field(default=None, init=False, repr=False)
    _fresh: bool = field(default=False, init=False)
    _selected: bool = field(default=False, init=False)
    _pulled: threading.Event = field(default_factory=threading.Event, init=False)

    def lay(self, card: CardText | None) -> None:
        """Lay a card on the reader, or take it away (None)."""
        self._cards.append(card)

    def pull(self) -> None:
        """Pull the cable."""
        self._pulled.set()

    def serve(self, stop: Stop) -> None:
        """Be a reader until ``stop`` is set or the cable is pulled; blocks."""
        line, heard = PtyLine(self.link), b""
        line.plug()
        try:
            while not (stop.wait(_TURN_S) or self._pulled.is_set()):
                self._change_card()
                understood = line.speaks(BAUD) and not self.deaf
                heard += line.received() if understood else b""
                while len(heard) >= _REQUEST_BYTES:
                    request, heard = self._next(heard)
                    if request:
                        line.send(self.noise + self._answer(request), BAUD, stop)
        finally:
            line.unplug()

    def _change_card(self) -> None:
        if self._cards:
            self._card = self._cards.popleft()
            self._fresh, self._selected = self._card is not None, False

    def _next(self, heard: bytes) -> tuple[bytes, bytes]:
        if not heard.startswith(START):
            return b"", heard[1:]
        return heard[:_REQUEST_BYTES], heard[_REQUEST_BYTES:]

    def _answer(self, request: bytes) -> bytes:
        match request:
            case _ if request == FIND:
                found, self._fresh = self._fresh, False  # once a presentation
                return _FOUND if found else _NOT_FOUND
            case _ if request == SELECT:
                self._selected = self._card is not None
                return _SELECTED if self._selected else _NOT_SELECTED
            case _ if request == READ:
                if self._card is None or not self._selected or self.hasty:
                    return _NOT_READ
                return write_frame(b"\x00\x00\x90" + write_card(self._card))
            case _:
                return _UNKNOWN
