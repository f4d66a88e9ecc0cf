"""What ``kiosk.toml`` may say about a lane's gate."""

from typing import Annotated, Literal

from pydantic import Field

from kiosk.config.base import SerialPort, Table


class NoGate(Table):
    """A person lifts the bar."""

    driver: Literal["none"] = "none"


class GpioGate(Table):
    """A relay or lock on a GPIO pin."""

    driver: Literal["gpio"]
    pin: int = Field(ge=2, le=27, description="BCM number")
    active_high: bool = False


class RelayGate(Table):
    """LCUS-1 USB relay."""

    driver: Literal["relay"]
    port: SerialPort = Field(description="serial device")
    channel: int = Field(default=1, ge=1, le=8)


GateSettings = Annotated[NoGate | GpioGate | RelayGate, Field(discriminator="driver")]
