"""Settings: ``kiosk.toml``, closed, bounded, units in the names.

One file and nothing else decides how a kiosk behaves. A wrong file is refused whole,
with every wrong key in one message.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from kiosk.core.errors import ConfigError
from kiosk.core.evidence import TemperatureKind
from kiosk.core.facts import ControlLevel, Direction

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KioskSettings(_Table):
    """What this box is."""

    id: Slug = Field(default="kiosk-1", description="unique in the district; a-z, 0-9, -")
    checkpoint: Slug = Field(default="gate-1", description="卡口 id")
    community: str = Field(
        default="620102001001", pattern=r"^\d{12}$", description="12-digit code"
    )
    grid: str = Field(default="", max_length=80, description="县/乡镇/社区/网格")


class OpenCvCamera(_Table):
    """A camera, stream, film or folder read through OpenCV."""

    driver: Literal["opencv"]
    source: int | str = Field(
        description="V4L2 index, /dev path, file, folder, http(s):// or rtsp:// URL",
        examples=[0, "/dev/v4l/by-id/usb-camera", "http://camera.lan/stream"],
    )
    width: int = Field(default=1280, ge=320, le=1920, description="px")
    height: int = Field(default=720, ge=240, le=1080, description="px")
    fps: int = Field(default=30, ge=5, le=60, description="frames/s")
    reader: Literal["zxing", "zbar"] = "zxing"
    idle_fps: float = Field(
        default=8.0, ge=2, le=30, description="looks/s, nobody there"
    )
    stall_s: float = Field(default=3.0, ge=0.5, le=30, description="no frame = failed")


class AutoCamera(_Table):
    """The first camera attached; a simulated one when there is none."""

    driver: Literal["auto"] = "auto"


class SimulatedCamera(_Table):
    """Rendered visitors: a demonstration."""

    driver: Literal["simulated"]


class GymcuThermometer(_Table):
    """GY-MCU90614 or GY-MCU90615 on a serial line."""

    driver: Literal["gymcu"]
    port: str = Field(description="serial device", examples=["/dev/serial0"])
    baud: Literal[9600, 115200] = 9600


class AutoThermometer(_Table):
    """The first USB serial device attached; a simulated one when there is none."""

    driver: Literal["auto"] = "auto"


class SimulatedThermometer(_Table):
    """The byte protocol with foreheads coming and going: a demonstration."""

    driver: Literal["simulated"]


class NoThermometer(_Table):
    """None: the volunteer types what a contact thermometer says."""

    driver: Literal["none"]


class NoGate(_Table):
    """A person lifts the bar."""

    driver: Literal["none"] = "none"


class GpioGate(_Table):
    """A relay or lock on a GPIO pin."""

    driver: Literal["gpio"]
    pin: int = Field(ge=2, le=27, description="BCM number")
    active_high: bool = False


class RelayGate(_Table):
    """LCUS-1 USB relay."""

    driver: Literal["relay"]
    port: str = Field(description="serial device")
    channel: int = Field(default=1, ge=1, le=8)


Camera = Annotated[
    OpenCvCamera | AutoCamera | SimulatedCamera, Field(discriminator="driver")
]
Thermometer = Annotated[
    GymcuThermometer | AutoThermometer | SimulatedThermometer | NoThermometer,
    Field(discriminator="driver"),
]
GateSettings = Annotated[NoGate | GpioGate | RelayGate, Field(discriminator="driver")]


class TemperatureSettings(_Table):
    """When a temperature is accepted; the fever line is in the policy."""

    kind: Literal[TemperatureKind.SURFACE] = TemperatureKind.SURFACE
    offset_c: float = Field(
        default=0.0, ge=-2, le=5, description="from calibration, °C"
    )
    offset_version: str = Field(default="none", max_length=40)
    samples: int = Field(default=5, ge=3, le=50, description="agreeing samples")
    spread_c: float = Field(default=0.3, ge=0.05, le=1, description="among them, °C")
    too_low_c: float = Field(default=35.0, ge=30, le=36.5, description="°C")
    ambient_low_c: float = Field(default=16.0, ge=-10, le=25, description="°C")
    ambient_high_c: float = Field(default=35.0, ge=25, le=50, description="°C")


class LaneSettings(_Table):
    """One lane: a camera, a thermometer, a gate, a screen."""

    id: Slug = "1"
    direction: Direction = Direction.IN
    control_level: ControlLevel = ControlLevel.ROUTINE
    window_s: float = Field(default=10, ge=2, le=60, description="evidence together")
    debounce_s: float = Field(default=3, ge=0.5, le=30, description="same code again")
    allow_s: float = Field(default=3, ge=1, le=15, description="allow on the screen")
    gate_s: float = Field(default=4, ge=0.5, le=30, description="gate open")
    form_s: float = Field(default=300, ge=30, le=1800, description="form waits")
    camera: Camera = AutoCamera()
    thermometer: Thermometer = AutoThermometer()
    temperature: TemperatureSettings = TemperatureSettings()
    gate: GateSettings = NoGate()


class StoreSettings(_Table):
    """Where records and keys live."""

    directory: Path = Path("var")


class WebSettings(_Table):
    """The screen's address; other hosts need TLS in front."""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    allowed_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")


class PolicySettings(_Table):
    """Which rules."""

    name: str = Field(default="routine", description="shipped name, or a file's path")


class ClockSettings(_Table):
    """How wall time is judged."""

    trusted: bool = Field(default=False, description="take it as right without proof")


class Settings(_Table):
    """The whole of ``kiosk.toml``."""

    kiosk: KioskSettings = KioskSettings()
    lane: tuple[LaneSettings, ...] = Field(default=(LaneSettings(),), min_length=1)
    store: StoreSettings = StoreSettings()
    web: WebSettings = WebSettings()
    policy: PolicySettings = PolicySettings()
    clock: ClockSettings = ClockSettings()


def parse_settings(text: str, origin: str) -> Settings:
    """Check settings.

    Args:
        text: TOML.
        origin: File name for error messages.

    Raises:
        ConfigError: Names every wrong key, its value and what is accepted.
    """
    try:
        return Settings.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{origin}: not TOML: {error}; correct the file") from error
    except ValidationError as error:
        wrong = [_wrong(e) for e in error.errors() if e["type"] != "too_short"]
        raise ConfigError(
            "\n".join([f"{origin}: {len(wrong)} wrong:", *wrong])
        ) from None


def _wrong(error: ErrorDetails) -> str:
    key = ".".join(str(part) for part in error["loc"])
    given = error["input"]
    shown = f" = {given!r}" if isinstance(given, str | int | float) else ""
    return f"  {key}{shown}: {error['msg']}"


def load_settings(path: Path) -> Settings:
    """Read ``path``; relative directories in it are taken from its folder.

    Raises:
        ConfigError: The file is missing, unreadable or wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path}: cannot be read: {error}; run `kiosk init`"
        ) from error
    settings = parse_settings(text, str(path))
    directory = path.parent / settings.store.directory
    return settings.model_copy(update={"store": StoreSettings(directory=directory)})
