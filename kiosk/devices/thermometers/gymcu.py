"""The GY-MCU90614 and GY-MCU90615: an MLX90614/15 behind a microcontroller on a UART.

The module pushes 10 to 14 frames a second, 8N1, at 9600 baud (first 90615: 115200).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.core.errors import DeviceError
from kiosk.core.evidence import Evidence
from kiosk.core.presence import Presence
from kiosk.core.temperature import Sample, Window
from kiosk.devices.serial_line import SerialLine
from kiosk.devices.thermometers.gymcu_frames import (
    SEND_CONTINUOUSLY,
    Frame,
    FrameParser,
)
from kiosk.ports import Stop


def _nobody_asked() -> None:
    """Stand in for ``ready`` when nobody wants to know."""


@dataclass(slots=True, kw_only=True)
class GyMcuThermometer:
    """Reads the module and tells what the presences before it amount to.

    Attributes:
        name: The name in settings, statuses and errors.
        url: ``/dev/serial0``, a by-path link of a USB adapter, or a pyserial URL.
        window: What counts as a reading.
        baud: 9600, or 115200 for the first 90615.
        silence_s: Without a valid frame for this long the device has failed, seconds.
        ready: Called from the device's thread at the first valid frame of each run.
    """

    name: str
    url: str
    window: Window
    baud: int = 9600
    silence_s: float = 3.0
    ready: Callable[[], None] = _nobody_asked
    _presence: Presence = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # Outlives a pulled cable, so that no episode number is ever used twice.
        self._presence = Presence(self.window)

    def run(self, emit: Callable[[Evidence], None], stop: Stop) -> None:
        """Deliver readings until ``stop`` is set.

        Raises:
            DeviceError: ``not-found``, ``busy`` or another of ``SerialLine``;
                ``silent`` when no byte came for ``silence_s``; ``garbled`` when bytes
                came and none of them made a frame.
        """
        parser = FrameParser()
        with SerialLine(self.name, self.url, self.baud) as line:
            line.write(SEND_CONTINUOUSLY)
            heard = framed = time.monotonic()
            announced = False
            while not stop.is_set():
                data = line.read()
                now = time.monotonic()
                heard = now if data else heard
                if frames := parser.feed(data):
                    framed = now
                if frames and not announced:
                    announced = True
                    self.ready()
                self._judge(frames, now, emit)
                self._complain(now - heard, now - framed)

    def _judge(
        self, frames: list[Frame], now: float, emit: Callable[[Evidence], None]
    ) -> None:
        readings = [self._presence.lapse(now)] if not frames else []
        for frame in frames:
            sample = Sample(at=now, object_c=frame.object_c, ambient_c=frame.ambient_c)
            readings.append(self._presence.feed(sample))
        for reading in readings:
            if reading is not None:
                emit(reading)

    def _complain(self, unheard_s: float, unframed_s: float) -> None:
        if unheard_s > self.silence_s:
            advice = "check that it has power and that its TX goes to the kiosk's RX"
            raise DeviceError(self.name, "silent", advice)
        if unframed_s > self.silence_s:
            advice = "set the baud rate it uses (9600 or 115200), check the ground wire"
            raise DeviceError(self.name, "garbled", advice)
