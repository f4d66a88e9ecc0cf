import asyncio
from pathlib import Path

import pytest

from kiosk.app.demonstration import Visitors
from kiosk.app.devices import (
    build_camera,
    build_thermometer,
    choose,
    opened_gate,
    window_of,
)
from kiosk.config.cameras import OpenCvCamera
from kiosk.config.gates import GpioGate, NoGate
from kiosk.config.reading import parse_settings
from kiosk.config.tables import LaneSettings
from kiosk.config.thermometers import TemperatureSettings
from kiosk.core.temperature import Window
from kiosk.core.view import Condition, DeviceStatus
from kiosk.devices.cameras.asked import Asked
from kiosk.devices.gates import none
from kiosk.devices.gates.timed import TimedGate

VISITORS = Visitors(port=8123, thermometer=Path("/run/thermometer"), codes=("KP1:A",))


def lane(text: str = "") -> LaneSettings:
    return parse_settings(f"[[lane]]\n{text}", "kiosk.toml").lane[0]


@pytest.fixture
def attached(tmp_path: Path) -> Path:
    """A root folder with a camera and a serial adapter under /dev."""
    for name in (
        "v4l/by-id/usb-cam-video-index0",
        "v4l/by-id/usb-cam-video-index1",
        "serial/by-id/usb-adapter-if00-port0",
        "video0",
    ):
        device = tmp_path / "dev" / name
        device.parent.mkdir(parents=True, exist_ok=True)
        device.touch()
    return tmp_path


def test_nothing_attached_is_a_demonstration(tmp_path: Path) -> None:
    chosen = choose(lane(), tmp_path)

    assert (chosen.camera, chosen.thermometer) == (None, None)
    assert chosen.simulated


def test_what_is_attached_is_taken_by_its_lasting_name(attached: Path) -> None:
    chosen = choose(lane(), attached)

    assert isinstance(chosen.camera, OpenCvCamera)
    assert chosen.camera.source == str(
        attached / "dev/v4l/by-id/usb-cam-video-index0"
    )  # index1 delivers no pictures
    assert getattr(chosen.thermometer, "port", None) == str(
        attached / "dev/serial/by-id/usb-adapter-if00-port0"
    )
    assert not chosen.simulated


def test_a_camera_without_a_lasting_name_is_found(tmp_path: Path) -> None:
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "video0").touch()
    chosen = choose(lane(), tmp_path)

    assert isinstance(chosen.camera, OpenCvCamera)
    assert chosen.camera.source == str(tmp_path / "dev" / "video0")
    assert chosen.simulated  # the thermometer still is


def test_what_is_named_is_taken_attached_or_not(attached: Path, tmp_path: Path) -> None:
    named = lane(
        'camera = { driver = "opencv", source = 3 }\n'
        'thermometer = { driver = "gymcu", port = "/dev/ttyX" }'
    )
    for root in (attached, tmp_path / "empty"):
        chosen = choose(named, root)
        assert isinstance(chosen.camera, OpenCvCamera)
        assert chosen.camera.source == 3
        assert getattr(chosen.thermometer, "port", None) == "/dev/ttyX"


def test_a_demonstration_can_be_wanted(attached: Path) -> None:
    wanted = lane(
        'camera = { driver = "simulated" }\nthermometer = { driver = "simulated" }'
    )

    assert choose(wanted, attached).simulated


def test_a_lane_read_by_a_person_is_no_demonstration(attached: Path) -> None:
    chosen = choose(lane('thermometer = { driver = "none" }'), attached)

    assert not chosen.simulated
    assert build_thermometer(chosen, None, "thermometer", Window()) is None


def test_simulated_devices_are_the_real_drivers_elsewhere(tmp_path: Path) -> None:
    chosen = choose(lane(), tmp_path)
    camera = build_camera(chosen, VISITORS, "camera")
    thermometer = build_thermometer(chosen, VISITORS, "thermometer", Window())

    assert camera is not None
    assert camera.source == "http://127.0.0.1:8123/"
    assert thermometer is not None
    assert thermometer.url == "/run/thermometer"


def test_simulated_devices_without_visitors_are_a_bug(tmp_path: Path) -> None:
    chosen = choose(lane(), tmp_path)

    with pytest.raises(RuntimeError):
        build_camera(chosen, None, "camera")
    with pytest.raises(RuntimeError):
        build_thermometer(chosen, None, "thermometer", Window())


def test_drivers_take_plain_values_from_the_settings() -> None:
    named = lane(
        'camera = { driver = "opencv", source = 0, width = 640, height = 480, fps = 15,'
        " exposure_ms = 8, focus = 40, idle_fps = 4, stall_s = 2 }\n"
        'thermometer = { driver = "gymcu", port = "/dev/ttyX", baud = 115200 }'
    )
    chosen = choose(named)
    camera = build_camera(chosen, None, "camera")
    thermometer = build_thermometer(chosen, None, "thermometer", Window())

    assert camera is not None
    assert camera.asked == Asked(width=640, height=480, fps=15, exposure_ms=8, focus=40)
    assert (camera.idle_fps, camera.stall_s) == (4, 2)
    assert thermometer is not None
    assert (thermometer.url, thermometer.baud) == ("/dev/ttyX", 115200)


def test_the_window_is_as_the_settings_say() -> None:
    settings = TemperatureSettings(
        offset_c=0.4, offset_version="2026-11", samples=10, ambient_low_c=10
    )
    window = window_of(settings)

    assert (window.offset_c, window.offset_version) == (0.4, "2026-11")
    assert window.min_count == 10
    assert window.span_s == pytest.approx(1.2)
    assert window.ambient_c == (10, 35)


async def test_a_lane_without_a_gate_moves_none() -> None:
    reports: list[DeviceStatus] = []
    async with opened_gate(NoGate(), "gate", reports.append) as gate:
        assert isinstance(gate, none.NoGate)
        await gate.open_for(1.0)

    assert reports == []


@pytest.mark.filterwarnings("ignore::gpiozero.exc.PinFactoryFallback")
async def test_a_gate_on_a_pin_that_is_not_there_is_red_and_no_end() -> None:
    reports: list[DeviceStatus] = []
    settings = GpioGate(driver="gpio", pin=17)
    async with opened_gate(settings, "gate", reports.append) as gate:
        assert isinstance(gate, TimedGate)
        await asyncio.sleep(0)

    assert reports[-1].condition is Condition.FAILED
