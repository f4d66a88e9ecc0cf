"""What ``kiosk.toml`` may say about a lane's camera."""

from typing import Annotated, Literal

from pydantic import Field

from kiosk.config.base import Table, Text


class OpenCvCamera(Table):
    """A camera, stream, film or folder read through OpenCV."""

    driver: Literal["opencv"]
    source: Annotated[int, Field(ge=0)] | Text = Field(
        description="V4L2 index, /dev path, file, folder, http(s):// or rtsp:// URL",
        examples=[0, "/dev/v4l/by-id/usb-camera", "http://camera.lan/stream"],
    )
    width: int = Field(default=1280, ge=320, le=1920, description="px")
    height: int = Field(default=720, ge=240, le=1080, description="px")
    fps: int = Field(default=30, ge=5, le=60, description="frames/s")
    exposure_ms: float | None = Field(
        default=None, ge=0.1, le=30, description="USB camera: fixed, ms; else automatic"
    )
    focus: int | None = Field(
        default=None, ge=0, le=10000, description="USB camera: fixed; else automatic"
    )
    reader: Literal["zxing", "zbar"] = "zxing"
    idle_fps: float = Field(
        default=8.0, ge=2, le=30, description="looks/s, nobody there"
    )
    stall_s: float = Field(default=3.0, ge=0.5, le=30, description="no frame = failed")


class AutoCamera(Table):
    """The first camera attached; a simulated one when there is none."""

    driver: Literal["auto"] = "auto"


class SimulatedCamera(Table):
    """Rendered visitors: a demonstration."""

    driver: Literal["simulated"]


class NoCamera(Table):
    """None: only the scan engine reads codes, and the screen shows no picture."""

    driver: Literal["none"]


Camera = Annotated[
    OpenCvCamera | AutoCamera | SimulatedCamera | NoCamera,
    Field(discriminator="driver"),
]
