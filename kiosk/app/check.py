"""``kiosk check``: try every part once, without starting the service."""

from collections.abc import Callable, Iterator
from functools import partial
from threading import Event

from kiosk.app.devices import build_camera, build_thermometer, choose, window_of
from kiosk.app.health import reach_health
from kiosk.app.id_readers import build_id_reader
from kiosk.app.lights import clock_light
from kiosk.app.scanners import Engine, build_scanner
from kiosk.app.signers import open_signers
from kiosk.clock import SystemClock
from kiosk.config.cameras import OpenCvCamera
from kiosk.config.health import NONE
from kiosk.config.tables import LaneSettings, Settings
from kiosk.core.errors import ConfigError, DeviceError, KioskError
from kiosk.core.view import Condition
from kiosk.devices.cameras.camera import Camera
from kiosk.devices.id_readers.sdt import SdtReader
from kiosk.devices.thermometers.gymcu import GyMcuThermometer
from kiosk.store.keyring import load_keyring
from kiosk.store.lists import load_root
from kiosk.store.policies import open_policy
from kiosk.store.reading import JournalReader


def check_parts(settings: Settings) -> Iterator[tuple[str, str | None]]:
    """Try each part; yields its name and what is wrong with it, or None.

    The journal is read, never written, so this may run beside the service; a device
    that the service holds is then told as busy. No gate is moved.
    """
    directory = settings.store.directory
    parts: list[tuple[str, Callable[[], object]]] = [
        (f"policy {settings.policy.name}", partial(_policy, settings)),
        ("keys", partial(load_keyring, directory / "keys")),
        ("journal", JournalReader(directory).verify),
        ("clock", partial(_clock, settings)),
    ]
    if settings.health.profile != NONE:
        parts.append(("health-service", partial(reach_health, settings, SystemClock())))
    if settings.web.lan_host:
        parts.append(("lan", partial(_lan, settings)))
    if settings.certificates.trust_file:
        parts.append(("certificates", partial(open_signers, settings)))
    for lane in settings.lane:
        parts += [(f"lane {lane.id} {name}", part) for name, part in _devices(lane)]
    for name, part in parts:
        try:
            part()
        except KioskError as error:
            yield name, str(error)
        else:
            yield name, None


def _policy(settings: Settings) -> None:
    keys = settings.store.directory / "keys"
    open_policy(settings.policy.name, partial(load_root, keys))


def _clock(settings: Settings) -> None:
    light = clock_light(SystemClock(trusted=settings.clock.trusted))
    if light.condition is Condition.FAILED:
        raise DeviceError("clock", str(light.slug), str(light.advice))


def _lan(settings: Settings) -> None:
    from kiosk.store.authority import load_certificate  # noqa: PLC0415

    until = load_certificate(settings.store.directory / "keys").until
    if until <= SystemClock().now():
        raise ConfigError(f"the certificate ended at {until}; kiosk ca issue")


def _devices(lane: LaneSettings) -> Iterator[tuple[str, Callable[[], object]]]:
    chosen, window = choose(lane), window_of(lane.temperature)
    if chosen.simulated:
        yield "devices", _demonstration
    if isinstance(chosen.camera, OpenCvCamera):
        yield "camera", lambda: _try(build_camera(chosen, None, "camera"))
    if scanner := build_scanner(lane.scanner, "scanner"):
        yield "scanner", partial(_try, scanner)
    if reader := build_id_reader(lane.id_reader, "id-reader"):
        yield "id-reader", partial(_try, reader)
    if chosen.thermometer:
        build = partial(build_thermometer, chosen, None, "thermometer", window)
        yield "thermometer", lambda: _try(build())


def _demonstration() -> None:
    advice = "a demonstration: attach the devices or name them"
    raise DeviceError("lane", "simulated", advice)


def _try(device: Camera | Engine | SdtReader | GyMcuThermometer | None) -> None:
    """Run a device until it first shows that it works; None is read by a person.

    Raises:
        DeviceError: It does not.
    """
    works = Event()
    if device is not None:
        device.ready = works.set
        device.run(lambda _: works.set(), works)
