"""What ``kiosk.toml`` may say about a lane's reader of ID cards."""

from typing import Annotated, Literal

from pydantic import Field

from kiosk.config.base import SerialPort, Table


class NoIdReader(Table):
    """None: names and numbers are typed."""

    driver: Literal["none"] = "none"


class SdtIdReader(Table):
    """A second-generation ID card reader on a serial line, 115200 baud."""

    driver: Literal["sdt"]
    port: SerialPort = Field(description="serial device", examples=["/dev/ttyUSB1"])


IdReader = Annotated[NoIdReader | SdtIdReader, Field(discriminator="driver")]
