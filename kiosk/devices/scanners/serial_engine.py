"""A scan engine on a serial line (UART or USB-CDC) that is only listened to.

Nothing is ever sent, so any make will do that ends a scan with CR, LF or silence.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.core.evidence import CodeScan, Evidence
from kiosk.devices.scanners.scan_line import READ_S, ScanLine, nobody_asked
from kiosk.devices.serial_line import SerialLine
from kiosk.ports import Stop


@dataclass(slots=True, kw_only=True)
class SerialScanner:
    """Reads whatever the engine sends; its silence is no failure.

    Attributes:
        name: The name in settings, statuses and errors.
        url: A by-id or by-path link, ``/dev/serial0``, or a pyserial URL.
        baud: Symbols a second; without meaning for USB-CDC.
        ready: Called from the device's thread once the line is open and settled; not
            after garbled scans, when only a good one shows that it works.
    """

    name: str
    url: str
    baud: int = 9600
    ready: Callable[[], None] = nobody_asked
    _doubted: bool = field(default=False, init=False, repr=False)

    def run(self, emit: Callable[[Evidence], None], stop: Stop) -> None:
        """Deliver scans until ``stop`` is set.

        Raises:
            DeviceError: ``not-found``, ``busy``, ``unplugged`` or another of
                ``SerialLine``; ``garbled`` when three scans in a row made no text, or
                the line is never silent.
        """
        announced = self._doubted
        with SerialLine(self.name, self.url, self.baud, timeout_s=READ_S) as port:
            line = ScanLine(self.name, port)
            while not stop.is_set():
                for item in line.read():
                    if isinstance(item, CodeScan):
                        self._doubted = False
                        emit(item)
                if line.garbled:
                    self._doubted = True
                    raise line.nonsense()
                if line.settled and not announced:
                    announced = True
                    self.ready()
