"""A scan engine that types its codes like a USB keyboard (HID)."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.core.errors import DeviceError
from kiosk.core.evidence import Evidence
from kiosk.devices.scanners.input_file import InputFile, Seize, seize
from kiosk.devices.scanners.key_decoder import KeyDecoder
from kiosk.devices.scanners.scan_line import MOST_DAMAGED, READ_S, nobody_asked
from kiosk.ports import Stop


@dataclass(slots=True, kw_only=True)
class KeyboardScanner:
    """Reads the engine's keys from its device file, which nobody else may.

    Attributes:
        name: The name in settings, statuses and errors.
        path: Its link in ``/dev/input/by-id``, ending in ``-event-kbd``. A real
            keyboard named here is lost for everything else.
        take: How the file is made the kiosk's own; a recording needs nothing.
        ready: Called from the device's thread once the keys are the kiosk's; not after
            garbled scans, when only a good one shows that it works.
    """

    name: str
    path: str
    take: Seize = seize
    ready: Callable[[], None] = nobody_asked
    _doubted: bool = field(default=False, init=False, repr=False)

    def run(self, emit: Callable[[Evidence], None], stop: Stop) -> None:
        """Deliver scans until ``stop`` is set.

        Raises:
            DeviceError: ``not-found``, ``no-permission``, ``busy`` or ``unusable``;
                ``unplugged``; ``garbled`` when three scans in a row were no text.
        """
        decoder = KeyDecoder(self.name)
        with InputFile(self.name, self.path, self.take) as keys:
            announced = self._doubted
            while not stop.is_set():
                data = keys.read(READ_S)
                now = time.monotonic()
                for scan in decoder.feed(data) if data else decoder.quiet(READ_S, now):
                    self._doubted = False
                    emit(scan)
                if decoder.settled and not announced:
                    announced = True
                    self.ready()
                if decoder.damaged >= MOST_DAMAGED:
                    self._doubted = True
                    advice = "set it to a US keyboard without Alt codes, 4 ms a key"
                    raise DeviceError(self.name, "garbled", advice)
