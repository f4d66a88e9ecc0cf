"""``kiosk check``: try every part once, without starting the service."""

from collections.abc import Callable, Iterator
from functools import partial

from kiosk.app.devices import Chosen, choose
from kiosk.app.lights import clock_light
from kiosk.clock import SystemClock
from kiosk.config.tables import Settings
from kiosk.core.errors import DeviceError, KioskError
from kiosk.core.view import Condition
from kiosk.devices.readers.choose import open_reader
from kiosk.store.keyring import load_keyring
from kiosk.store.policies import open_policy
from kiosk.store.reading import JournalReader


def check_parts(settings: Settings) -> Iterator[tuple[str, str | None]]:
    """Try each part; yields its name and what is wrong with it, or None.

    The journal is read, never written, so this may run beside the service.
    """
    directory = settings.store.directory
    parts: list[tuple[str, Callable[[], object]]] = [
        (f"policy {settings.policy.name}", partial(open_policy, settings.policy.name)),
        ("keys", partial(load_keyring, directory / "keys")),
        ("journal", JournalReader(directory).verify),
        ("clock", partial(_clock, settings)),
    ]
    for lane in settings.lane:
        chosen = choose(lane)
        parts.append((f"lane {lane.id} reader", partial(_reader, chosen)))
        parts.append((f"lane {lane.id} devices", partial(_devices, chosen)))
    for name, part in parts:
        try:
            part()
        except KioskError as error:
            yield name, str(error)
        else:
            yield name, None


def _clock(settings: Settings) -> None:
    light = clock_light(SystemClock(trusted=settings.clock.trusted))
    if light.condition is Condition.FAILED:
        raise DeviceError("clock", str(light.slug), str(light.advice))


def _reader(chosen: Chosen) -> None:
    open_reader(chosen.camera.reader if chosen.camera else "zxing")


def _devices(chosen: Chosen) -> None:
    if chosen.simulated:
        raise DeviceError(
            "lane", "simulated", "a demonstration: attach the devices or name them"
        )
