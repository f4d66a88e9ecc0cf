from kiosk.app.check import check_parts
from kiosk.config.tables import ClockSettings
from kiosk.devices.serial_line import SerialLine
from kiosk.devices.simulated.pty_line import PtyLine
from tests.app.rig import Site, serving


async def test_a_kiosk_in_order_is_well_in_every_part(site: Site) -> None:
    camera = site.picture(site.good_pass())
    settings = site.furnish(f'{camera}\nthermometer = {{ driver = "none" }}')
    async with serving(settings) as screen:  # the first start makes what it needs
        await screen.until_light("journal", "ok")
    found = dict(check_parts(settings))

    clock = found.pop("clock")
    assert clock is None
    assert found == {
        "policy routine": None,
        "keys": None,
        "journal": None,
        "lane 1 camera": None,
        "lane 1 thermometer": None,
    }


def test_every_part_that_ails_is_told_with_what_to_do(site: Site) -> None:
    settings = site.furnish(
        """
        camera = { driver = "opencv", source = "/dev/no-camera-here" }
        thermometer = { driver = "gymcu", port = "/dev/no-thermometer-here" }
        """,
        more='[policy]\nname = "strictest"',
    )
    found = dict(check_parts(settings))

    assert found.pop("clock") is None
    for part, said in (
        ("policy strictest", "no policy 'strictest'"),
        ("keys", "is missing; start the kiosk once"),
        ("journal", "start the kiosk once"),
        ("lane 1 camera", "check the camera's USB cable"),
        ("lane 1 thermometer", "plug it in"),
    ):
        assert said in str(found.pop(part))
    assert found == {}
    assert not site.store.exists()  # looking changes nothing


def test_a_thermometer_held_by_the_service_is_told_as_busy(site: Site) -> None:
    line = PtyLine(site.folder / "thermometer")
    line.plug()
    port = site.folder / "thermometer"
    settings = site.furnish(
        f"""
        camera = {{ driver = "opencv", source = "/dev/no-camera-here" }}
        thermometer = {{ driver = "gymcu", port = "{port}" }}
        """
    )
    with SerialLine("thermometer", str(port), 9600):
        found = dict(check_parts(settings))
    line.unplug()

    assert "busy" in str(found["lane 1 thermometer"])


def test_a_demonstration_is_not_called_well(site: Site) -> None:
    settings = site.furnish(
        """
        camera = { driver = "simulated" }
        thermometer = { driver = "simulated" }
        """
    )
    found = dict(check_parts(settings))

    assert "a demonstration: attach the devices" in str(found["lane 1 devices"])
    assert "lane 1 camera" not in found


def test_an_unsure_clock_is_told(site: Site) -> None:
    settings = site.furnish().model_copy(update={"clock": ClockSettings()})
    found = dict(check_parts(settings))

    assert found["clock"] is None or "clock-unsure" in found["clock"]
