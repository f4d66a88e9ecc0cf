"""A gate on a GPIO pin, through gpiozero."""

from dataclasses import dataclass, field
from typing import Any

import gpiozero

from kiosk.core.errors import DeviceError


@dataclass(slots=True, kw_only=True)
class GpioSwitch:
    """An output pin with a relay or transistor behind it.

    The pin floats until the kiosk first takes hold of it: the board needs a pull
    resistor, and whether a dead gate stays locked is the site's decision.

    Attributes:
        name: The name in settings, statuses and errors.
        pin: What gpiozero accepts, e.g. 17, ``GPIO17`` or ``BOARD11``.
        active_high: False for the many relay boards that switch on a low level.
        factory: gpiozero's pin factory, or None for the one of this machine.
    """

    name: str
    pin: int | str
    active_high: bool = True
    factory: gpiozero.Factory | None = None
    _output: Any = field(default=None, init=False, repr=False)  # gpiozero has no types

    def on(self) -> None:
        """Open.

        Raises:
            DeviceError: ``no-gpio`` or ``pin-refused``.
        """
        self._held().on()

    def off(self) -> None:
        """Shut.

        Raises:
            DeviceError: ``no-gpio`` or ``pin-refused``.
        """
        self._held().off()

    def close(self) -> None:
        """Let go of the pin; it floats from now on."""
        if self._output is not None:
            self._output.close()
        self._output = None

    def _held(self) -> Any:
        if self._output is None:
            try:
                self._output = gpiozero.OutputDevice(
                    self.pin,
                    active_high=self.active_high,
                    initial_value=False,
                    pin_factory=self.factory,
                )
            except gpiozero.BadPinFactory as exc:
                advice = "run on a board with GPIO and install the extra kiosk[pi]"
                raise DeviceError(self.name, "no-gpio", advice) from exc
            except gpiozero.GPIOZeroError as exc:
                advice = f"correct the pin {self.pin}: {exc}"
                raise DeviceError(self.name, "pin-refused", advice) from exc
        return self._output
