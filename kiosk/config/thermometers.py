"""What ``kiosk.toml`` may say about a lane's thermometer and its readings."""

from typing import Annotated, Literal

from pydantic import Field

from kiosk.config.base import SerialPort, Table, Text
from kiosk.core.evidence import TemperatureKind


class GymcuThermometer(Table):
    """GY-MCU90614 or GY-MCU90615 on a serial line."""

    driver: Literal["gymcu"]
    port: SerialPort = Field(description="serial device", examples=["/dev/serial0"])
    baud: Literal[9600, 115200] = 9600


class AutoThermometer(Table):
    """The first USB serial device attached; a simulated one when there is none."""

    driver: Literal["auto"] = "auto"


class SimulatedThermometer(Table):
    """The byte protocol with foreheads coming and going: a demonstration."""

    driver: Literal["simulated"]


class NoThermometer(Table):
    """None: the volunteer types what a contact thermometer says."""

    driver: Literal["none"]


Thermometer = Annotated[
    GymcuThermometer | AutoThermometer | SimulatedThermometer | NoThermometer,
    Field(discriminator="driver"),
]


class TemperatureSettings(Table):
    """When a temperature is accepted; the fever line is in the policy."""

    kind: Literal[TemperatureKind.SURFACE] = TemperatureKind.SURFACE
    offset_c: float = Field(
        default=0.0, ge=-2, le=5, description="from calibration, °C"
    )
    offset_version: Text = "none"
    samples: int = Field(default=5, ge=3, le=50, description="agreeing samples")
    spread_c: float = Field(default=0.3, ge=0.05, le=1, description="among them, °C")
    too_low_c: float = Field(default=35.0, ge=30, le=36.5, description="°C")
    ambient_low_c: float = Field(default=16.0, ge=-10, le=25, description="°C")
    ambient_high_c: float = Field(default=35.0, ge=25, le=50, description="°C")
