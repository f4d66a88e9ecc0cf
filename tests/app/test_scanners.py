"""A lane's scan engine: chosen by its settings, wired like a camera."""

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.app.check import check_parts
from kiosk.app.devices import choose
from kiosk.app.scanners import Engine, build_scanner
from kiosk.config.reading import parse_settings
from kiosk.config.tables import LaneSettings
from kiosk.config.thermometers import GymcuThermometer
from kiosk.core.errors import ConfigError
from kiosk.core.record import Kind
from kiosk.devices.scanners.gm65 import Gm65Scanner
from kiosk.devices.scanners.gm65_dialogue import Mode
from kiosk.devices.scanners.gm65_frames import ReadMode
from kiosk.devices.scanners.keyboard_engine import KeyboardScanner
from kiosk.devices.scanners.serial_engine import SerialScanner
from kiosk.devices.simulated.scan_engine import Faults, SimulatedScanEngine
from tests.app.rig import NO_DEVICES, Site, serving
from tests.devices.scanners.rig import serving as engine_serving
from tests.devices.scanners.rig import wait_for

FLAWLESS = Faults(lost=0.0, flipped=0.0)


def lane(text: str) -> LaneSettings:
    return parse_settings(f"[[lane]]\n{text}", "kiosk.toml").lane[0]


def scanner(text: str) -> Engine | None:
    return build_scanner(lane(f"scanner = {{ {text} }}").scanner, "scanner")


def engine(link: Path, text: str) -> SimulatedScanEngine:
    return SimulatedScanEngine(
        shown=lambda _: text, link=link, baud=115200, again_s=0.3, faults=FLAWLESS
    )


def test_each_driver_gets_what_its_settings_say() -> None:
    serial = scanner('driver = "serial", port = "/dev/ttyACM0", baud = 115200')
    gm65 = scanner(
        'driver = "gm65", port = "/dev/serial0", mode = "sense", save = true'
    )
    path = "/dev/input/by-id/usb-engine-event-kbd"
    hid = scanner(f'driver = "hid", path = "{path}"')

    assert serial == SerialScanner(name="scanner", url="/dev/ttyACM0", baud=115200)
    assert gm65 == Gm65Scanner(
        name="scanner", url="/dev/serial0", mode=Mode.SENSE, save=True
    )
    assert hid == KeyboardScanner(name="scanner", path=path)
    assert scanner('driver = "none"') is None
    assert build_scanner(LaneSettings().scanner, "scanner") is None


@pytest.mark.parametrize("mode", Mode)
def test_every_mode_can_be_set(mode: Mode) -> None:
    made = scanner(f'driver = "gm65", port = "/dev/serial0", mode = "{mode}"')

    assert isinstance(made, Gm65Scanner)
    assert made.mode is mode


@pytest.mark.parametrize(
    "text",
    [
        'driver = "serial"',
        'driver = "serial", port = "COM3"',
        'driver = "serial", port = "/dev/ttyACM0", baud = 9601',
        'driver = "gm65", port = "/dev/serial0", mode = "always"',
        'driver = "hid", path = "/dev/ttyUSB0"',
        'driver = "hid", port = "/dev/input/event3"',
        'driver = "auto"',
    ],
)
def test_wrong_settings_are_refused_by_name(text: str) -> None:
    with pytest.raises(ConfigError, match=r"lane\.0\.scanner"):
        scanner(text)


@pytest.mark.parametrize(
    "owner",
    [
        'scanner = { driver = "serial", port = "PORT" }',
        'scanner = { driver = "gm65", port = "PORT" }',
        'gate = { driver = "relay", port = "PORT" }',
    ],
)
def test_a_port_with_an_owner_is_not_taken_for_the_thermometers(
    tmp_path: Path, owner: str
) -> None:
    links = tmp_path / "dev/serial/by-id"
    links.mkdir(parents=True)
    for number, name in enumerate(("a-engine", "b-module")):
        (tmp_path / f"dev/ttyACM{number}").touch()
        (links / name).symlink_to(f"../../ttyACM{number}")

    for port in ("/dev/ttyACM0", "/dev/serial/by-id/a-engine"):
        chosen = choose(lane(owner.replace("PORT", port)), tmp_path)
        assert isinstance(chosen.thermometer, GymcuThermometer)
        assert chosen.thermometer.port == str(links / "b-module")


async def test_a_resident_is_admitted_by_a_scan_engine(site: Site) -> None:
    link = site.folder / "engine"
    settings = site.furnish(
        f'{NO_DEVICES}\nscanner = {{ driver = "gm65", port = "{link}", baud = 115200 }}'
    )
    manual = replace(engine(link, site.good_pass()), mode=ReadMode.MANUAL)
    with engine_serving(manual):
        async with serving(settings) as screen:
            light = await screen.until_light("scanner", "ok")
            await screen.until_panel(state="gathering")
            await screen.touch("temperature", celsius="36.6")
            await screen.touch("mask", worn="yes")
            shown = await screen.until_panel(state="passing")

    passage = site.rows(Kind.PASSAGE)[0]
    assert light["demonstration"] is False
    assert shown["headline"] == "放行"
    assert (passage["outcome"], passage["verdict"]) == ("decided", "allow")


async def test_a_gate_needs_no_camera_where_a_scan_engine_reads(site: Site) -> None:
    link = site.folder / "engine"
    settings = site.furnish(
        f"""
        camera      = {{ driver = "none" }}
        thermometer = {{ driver = "none" }}
        scanner     = {{ driver = "serial", port = "{link}", baud = 115200 }}
        """
    )
    with engine_serving(engine(link, site.good_pass())):
        async with serving(settings) as screen:
            await screen.until_light("scanner", "ok")
            await screen.until_panel(state="gathering")
            await screen.touch("temperature", celsius="36.6")
            await screen.touch("mask", worn="yes")
            await screen.until_panel(state="passing")
            page = (await screen.web.get("/lane/1")).text
            camera = await screen.light("camera")
        found = dict(check_parts(settings))

    assert camera == {}
    assert [row["verdict"] for row in site.rows(Kind.PASSAGE)] == ["allow"]
    assert "扫码器" in page
    assert "摄像头" not in page
    assert found["lane 1 scanner"] is None
    assert "lane 1 camera" not in found


async def test_a_scan_engine_that_is_away_is_a_red_light_and_a_row(site: Site) -> None:
    link = site.folder / "engine"
    settings = site.furnish(
        f'{NO_DEVICES}\nscanner = {{ driver = "serial", port = "{link}" }}'
    )
    async with serving(settings) as screen:
        light = await screen.until_light("scanner", "failed")
        assert light["slug"] == "not-found"
        with engine_serving(engine(link, "KP1:TEST")):
            await screen.until_light("scanner", "ok")

    rows = [row for row in site.rows(Kind.DEVICE) if row["device"] == "scanner"]
    assert [(row["condition"], row["slug"]) for row in rows][:2] == [
        ("failed", "not-found"),
        ("ok", None),
    ]


def test_kiosk_check_tries_the_scan_engine(site: Site) -> None:
    link = site.folder / "engine"
    settings = site.furnish(
        f'{NO_DEVICES}\nscanner = {{ driver = "serial", port = "{link}" }}'
    )
    assert "not-found" in str(dict(check_parts(settings))["lane 1 scanner"])

    with engine_serving(engine(link, "KP1:TEST")):
        wait_for(link)
        assert dict(check_parts(settings))["lane 1 scanner"] is None
