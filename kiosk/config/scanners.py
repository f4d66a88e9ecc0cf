"""What ``kiosk.toml`` may say about a lane's scan engine."""

from typing import Annotated, Literal

from pydantic import Field

from kiosk.config.base import SerialPort, Table, Text

Baud = Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200]


class NoScanner(Table):
    """None: only the camera reads codes."""

    driver: Literal["none"] = "none"


class SerialEngine(Table):
    """A scan engine on UART or USB-CDC that is only listened to."""

    driver: Literal["serial"]
    port: SerialPort = Field(description="serial device", examples=["/dev/ttyACM0"])
    baud: Baud = 9600


class Gm65Engine(Table):
    """A GM65, GM805, GM812 or GM861 that is told when to look."""

    driver: Literal["gm65"]
    port: SerialPort = Field(description="serial device", examples=["/dev/serial0"])
    baud: Baud = 9600
    mode: Literal["as-set", "continuous", "sense", "trigger"] = Field(
        default="continuous",
        description="who decides when it looks: its own setting, nobody (always), "
        "the picture when it changes, the kiosk again and again",
    )
    save: bool = Field(
        default=False, description="keep a mode that had to be set in its flash"
    )


class KeyboardEngine(Table):
    """A scan engine that types like a USB keyboard, taken for the kiosk alone."""

    driver: Literal["hid"]
    path: Annotated[Text, Field(pattern=r"^/dev/input/")] = Field(
        description="its link in /dev/input/by-id, ending in -event-kbd"
    )


Scanner = Annotated[
    NoScanner | SerialEngine | Gm65Engine | KeyboardEngine,
    Field(discriminator="driver"),
]
