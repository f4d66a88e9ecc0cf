"""Drivers from settings; what is not attached is simulated where "auto" allows it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.app.demonstration import Visitors
from kiosk.config.cameras import AutoCamera, NoCamera, OpenCvCamera, SimulatedCamera
from kiosk.config.gates import (
    GateSettings,
    GpioGate,
    NoGate,
    RelayGate,
)
from kiosk.config.id_readers import SdtIdReader
from kiosk.config.scanners import Gm65Engine, SerialEngine
from kiosk.config.tables import LaneSettings
from kiosk.config.thermometers import (
    AutoThermometer,
    GymcuThermometer,
    NoThermometer,
    SimulatedThermometer,
    TemperatureSettings,
)
from kiosk.core.temperature import Window
from kiosk.core.view import DeviceStatus
from kiosk.devices.cameras.asked import Asked
from kiosk.devices.cameras.camera import Camera
from kiosk.devices.gates import none, relay
from kiosk.devices.gates.timed import Switch, timed_gate
from kiosk.devices.readers.choose import open_reader
from kiosk.devices.thermometers.gymcu import GyMcuThermometer
from kiosk.ports import Gate

_CAMERAS = ("/dev/v4l/by-id", "*-video-index0"), ("/dev", "video0")
_SERIAL = ("/dev/serial/by-id", "*"), ("/dev/serial/by-path", "*")
_SAMPLE_S = 0.12  # a module sends 10 to 14 frames a second


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A lane's devices after "auto" was resolved; a simulated one is None.

    Attributes:
        camera: A camera to open, "none" where only a scan engine reads codes, or
            None for a simulated one.
        thermometer: One to open, "none" for a person's, or None for a simulated one.
    """

    camera: OpenCvCamera | NoCamera | None
    thermometer: GymcuThermometer | NoThermometer | None

    @property
    def simulated(self) -> bool:
        """True when the lane is a demonstration."""
        return self.camera is None or self.thermometer is None


def choose(lane: LaneSettings, root: Path = Path("/")) -> Chosen:
    """Resolve "auto" by what is attached now.

    Args:
        lane: Settings.
        root: Where ``/dev`` is, for tests.
    """
    camera: OpenCvCamera | NoCamera | None = None
    match lane.camera:
        case OpenCvCamera() | NoCamera():
            camera = lane.camera
        case AutoCamera():
            found = _first(_CAMERAS, root)
            camera = OpenCvCamera(driver="opencv", source=found) if found else None
        case SimulatedCamera():
            pass
    thermometer: GymcuThermometer | NoThermometer | None = None
    match lane.thermometer:
        case GymcuThermometer() | NoThermometer():
            thermometer = lane.thermometer
        case AutoThermometer():
            found = _first(_SERIAL, root, taken=_named_ports(lane, root))
            thermometer = (
                GymcuThermometer(driver="gymcu", port=found) if found else None
            )
        case SimulatedThermometer():
            pass
    return Chosen(camera=camera, thermometer=thermometer)


def _named_ports(lane: LaneSettings, root: Path) -> frozenset[Path]:
    """Where the serial devices are that the settings give to something else."""
    ports = [
        device.port
        for device in (lane.scanner, lane.id_reader, lane.gate)
        if isinstance(device, SerialEngine | Gm65Engine | SdtIdReader | RelayGate)
    ]
    return frozenset((root / port.lstrip("/")).resolve() for port in ports)


def _first(
    places: tuple[tuple[str, str], ...],
    root: Path,
    taken: frozenset[Path] = frozenset(),
) -> str | None:
    for folder, pattern in places:
        for path in sorted((root / folder.lstrip("/")).glob(pattern)):
            if path.resolve() not in taken:
                return str(path)
    return None


def build_camera(chosen: Chosen, visitors: Visitors | None, name: str) -> Camera | None:
    """The lane's camera, or the simulated one through the same driver.

    None where only a scan engine reads codes.

    Raises:
        ConfigError: No QR reader is installed.
    """
    settings = chosen.camera
    if isinstance(settings, NoCamera):
        return None
    if settings is None:
        if visitors is None:
            raise RuntimeError("a simulated camera needs visitors")
        settings = OpenCvCamera(driver="opencv", source=visitors.camera)
    return Camera(
        name=name,
        source=settings.source,
        reader=open_reader(settings.reader),
        asked=Asked(
            width=settings.width,
            height=settings.height,
            fps=settings.fps,
            exposure_ms=settings.exposure_ms,
            focus=settings.focus,
        ),
        idle_fps=settings.idle_fps,
        stall_s=settings.stall_s,
    )


def build_thermometer(
    chosen: Chosen, visitors: Visitors | None, name: str, window: Window
) -> GyMcuThermometer | None:
    """The lane's thermometer; None where a person reads a contact thermometer."""
    if isinstance(chosen.thermometer, NoThermometer):
        return None
    if chosen.thermometer is not None:
        port, baud = chosen.thermometer.port, chosen.thermometer.baud
        return GyMcuThermometer(name=name, url=port, baud=baud, window=window)
    if visitors is None:
        raise RuntimeError("a simulated thermometer needs visitors")
    return GyMcuThermometer(name=name, url=str(visitors.thermometer), window=window)


def window_of(settings: TemperatureSettings) -> Window:
    """The estimator's window from the settings."""
    return Window(
        kind=settings.kind,
        offset_c=settings.offset_c,
        offset_version=settings.offset_version,
        min_count=settings.samples,
        span_s=settings.samples * _SAMPLE_S,
        max_spread_c=settings.spread_c,
        too_low_c=settings.too_low_c,
        ambient_c=(settings.ambient_low_c, settings.ambient_high_c),
    )


@asynccontextmanager
async def opened_gate(
    settings: GateSettings, name: str, report: Callable[[DeviceStatus], None]
) -> AsyncIterator[Gate]:
    """The lane's gate, shut at the start and at the end."""
    switch: Switch
    match settings:
        case NoGate():
            yield none.NoGate()
            return
        case GpioGate():
            # Its library costs a start 0.1 s, and most gates hang on a relay.
            from kiosk.devices.gates.gpio import GpioSwitch  # noqa: PLC0415

            switch = GpioSwitch(
                name=name, pin=settings.pin, active_high=settings.active_high
            )
        case RelayGate():
            switch = relay.RelaySwitch(
                name=name, url=settings.port, channel=settings.channel
            )
    async with timed_gate(switch, report) as gate:
        yield gate
