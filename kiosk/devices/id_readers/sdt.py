"""An SDT reader of ID cards on a serial line, 115200 baud.

The reader is polled: find a card, select it, read its text. It finds a card once for
each time it is laid down. The picture needs a licensed decoder and is not used.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from kiosk.core.errors import DeviceError
from kiosk.core.evidence import Evidence
from kiosk.core.registration.form import IdCard
from kiosk.devices.id_readers.sdt_frames import (
    DONE,
    FIND,
    FOUND,
    READ,
    SELECT,
    Reply,
    ReplyParser,
    read_card,
)
from kiosk.devices.serial_line import SerialLine
from kiosk.ports import Stop

BAUD: Final = 115200


def _nobody_asked() -> None:
    """Stand in for ``ready`` when nobody wants to know."""


@dataclass(slots=True, kw_only=True)
class SdtReader:
    """Asks the reader for cards and tells what is printed on them.

    Attributes:
        name: The name in settings, statuses and errors.
        url: A by-id or by-path link, or a pyserial URL.
        poll_s: Seconds between two questions for a card.
        answer_s: How long an answer may take; a card is 113 ms on the wire.
        silence_s: Without any answer for this long the device has failed, seconds.
        ready: Called from the device's thread at the first answer of each run.
    """

    name: str
    url: str
    poll_s: float = 0.3
    answer_s: float = 1.0
    silence_s: float = 3.0
    ready: Callable[[], None] = _nobody_asked
    _announced: bool = field(default=False, init=False, repr=False)

    def run(self, emit: Callable[[Evidence], None], stop: Stop) -> None:
        """Deliver cards until ``stop`` is set.

        Raises:
            DeviceError: One of ``SerialLine``; ``silent`` when it does not answer,
                ``garbled`` when what it sends makes no answer.
        """
        self._announced = False
        with SerialLine(self.name, self.url, BAUD, timeout_s=0.05) as line:
            dialogue = _Dialogue(self, line)
            while not stop.wait(self.poll_s):
                answer = dialogue.ask(FIND, stop)
                if answer and not self._announced:
                    self._announced = True
                    self.ready()
                if answer and answer.status == FOUND:
                    card = dialogue.card(stop)
                    if card is not None:
                        emit(card)


class _Dialogue:
    """Questions and answers with the reader between plugging in and pulling out."""

    def __init__(self, reader: SdtReader, line: SerialLine) -> None:
        self._reader, self._line = reader, line
        self._parser = ReplyParser()
        self._answered_at = time.monotonic()

    def card(self, stop: Stop) -> IdCard | None:
        """The card that was found, or None when it was taken away too soon."""
        selected = self.ask(SELECT, stop)
        if selected is None or selected.status != DONE:
            return None
        answer = self.ask(READ, stop)
        text = read_card(answer.data) if answer and answer.status == DONE else None
        if text is None:
            return None
        return IdCard(
            name=text.name,
            id_number=text.number,
            address=text.address,
            at=time.monotonic(),
        )

    def ask(self, request: bytes, stop: Stop) -> Reply | None:
        """The answer to a request, or None when there was none in time.

        Raises:
            DeviceError: ``silent`` or ``garbled``, once it has lasted.
        """
        self._line.write(request)
        asked = now = time.monotonic()
        heard = False
        while now - asked < self._reader.answer_s and not stop.is_set():
            data = self._line.read()
            now = time.monotonic()
            heard = heard or bool(data)
            if replies := self._parser.feed(data):
                self._answered_at = now
                return replies[-1]
        if now - self._answered_at > self._reader.silence_s:
            raise self._failure(garbled=heard)
        return None

    def _failure(self, *, garbled: bool) -> DeviceError:
        name = self._reader.name
        if garbled:
            return DeviceError(name, "garbled", "name the port of the ID card reader")
        return DeviceError(name, "silent", "check its power and its cable")
