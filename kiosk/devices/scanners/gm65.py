"""A GM65, GM805, GM812 or GM861: a scan engine that is told when to look.

9600 baud, 8N1 from the factory, on UART or USB-CDC.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.core.errors import DeviceError
from kiosk.core.evidence import CodeScan, Evidence
from kiosk.devices.scanners.gm65_dialogue import PATIENCE, Dialogue, Mode
from kiosk.devices.scanners.gm65_frames import Reply
from kiosk.devices.scanners.scan_line import READ_S, ScanLine, nobody_asked
from kiosk.devices.serial_line import SerialLine
from kiosk.ports import Stop


@dataclass(slots=True, kw_only=True)
class Gm65Scanner:
    """Sets the engine's mode, reads its scans, and notices when it falls silent.

    Attributes:
        name: The name in settings, statuses and errors.
        url: A by-id or by-path link, ``/dev/serial0``, or a pyserial URL.
        baud: Symbols a second.
        mode: Who decides when it looks for a code.
        save: Whether a mode that had to be set is kept in its flash.
        ready: Called from the device's thread once in each run, when it has answered.
    """

    name: str
    url: str
    baud: int = 9600
    mode: Mode = Mode.CONTINUOUS
    save: bool = False
    ready: Callable[[], None] = nobody_asked

    def run(self, emit: Callable[[Evidence], None], stop: Stop) -> None:
        """Deliver scans until ``stop`` is set.

        Raises:
            DeviceError: ``not-found``, ``busy``, ``unplugged`` or another of
                ``SerialLine``; ``silent`` when it leaves three questions in a row
                unanswered; ``garbled`` when three scans in a row made no text, or the
                line is never silent.
        """
        dialogue, announced = Dialogue(self.mode, save=self.save), False
        with SerialLine(self.name, self.url, self.baud, timeout_s=READ_S) as port:
            line = ScanLine(self.name, port)
            while not stop.is_set():
                if order := dialogue.due(time.monotonic(), busy=line.busy):
                    port.write(order)
                for item in line.read():
                    match item:
                        case CodeScan():
                            dialogue.scanned(item.decoded_at)
                            emit(item)
                        case Reply():
                            dialogue.hear(item)
                if line.garbled:
                    raise line.nonsense()
                self._check(dialogue)
                if dialogue.answered and not announced:
                    announced = True
                    self.ready()

    def _check(self, dialogue: Dialogue) -> None:
        if dialogue.unanswered >= PATIENCE:
            advice = (
                "check its power, the wire from the kiosk's TX to its RX, and its "
                'baud rate; an engine that cannot listen needs driver "serial"'
            )
            raise DeviceError(self.name, "silent", advice)
