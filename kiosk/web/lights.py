"""Status lights: how the devices are, as a symbol and a word. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kiosk.core.view import Condition, DeviceStatus, KioskStatus
from kiosk.web.panel import fault_texts
from kiosk.web.texts import Texts

ALWAYS = ("camera", "scanner", "thermometer", "journal")
"""Devices whose light every screen shows, where there is such a device; others appear
when they are not well. A scanner beside a camera counts among the others."""
_SEVERAL = 2
_TWO_DAYS = 48.0  # hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """One status light.

    Attributes:
        name: The device's name in the settings.
        label: Its name on the screen.
        condition: Picks colour and shape.
        word: The condition in words; of what ails by its age, what waits
            and the age.
        fault: What is wrong, or an empty string.
        repair: What staff should do about it, or an empty string.
        demonstration: True when a simulator stands in.
    """

    name: str
    label: str
    condition: Condition
    word: str
    fault: str
    repair: str
    demonstration: bool


def all_lights(status: KioskStatus, texts: Texts) -> tuple[Light, ...]:
    """A light for every device, in the status' order."""
    return tuple(_light(device, texts) for device in status.devices)


def bar_lights(status: KioskStatus, texts: Texts, lane: str = "") -> tuple[Light, ...]:
    """The lights of the top bar: what reads, what measures, what records, what ails.

    Several ambers that no work waits for, such as lists that never came, are one light:
    the bar holds no more, and the status page tells them apart.

    Args:
        status: Every device.
        texts: The screen's language.
        lane: Whose screen it is: of several lanes, each one's devices carry its id.
    """
    mine = f"-{lane}"
    devices = [replace(d, name=d.name.removesuffix(mine)) for d in status.devices]
    hidden = {"scanner"} if any(d.name == "camera" for d in devices) else set()
    shown = set(ALWAYS) - hidden
    wanted = _in_order([d for d in devices if d.name in shown or _ails(d)])
    amber = [
        d for d in wanted if d.name not in shown and d.condition is Condition.WARNING
    ]
    if len(amber) < _SEVERAL:
        return tuple(_light(device, texts) for device in wanted)
    lights = [_light(device, texts) for device in wanted if device not in amber]
    return (*lights, _together([_light(device, texts) for device in amber], texts))


def _together(lights: list[Light], texts: Texts) -> Light:
    return Light(
        name="several",
        label=texts("lights.several"),
        condition=Condition.WARNING,
        word=texts("lights.count", count=len(lights)),
        fault=texts("lights.between").join(light.label for light in lights),
        repair=texts("lights.look"),
        demonstration=False,
    )


def _ails(device: DeviceStatus) -> bool:
    return device.condition in {Condition.FAILED, Condition.WARNING}


def _in_order(devices: Iterable[DeviceStatus]) -> list[DeviceStatus]:
    rank = {name: place for place, name in enumerate(ALWAYS)}
    return sorted(devices, key=lambda device: rank.get(device.name, len(rank)))


def _light(device: DeviceStatus, texts: Texts) -> Light:
    fault, repair = "", ""
    if device.slug is not None:
        fault, repair = fault_texts(device.slug, device.advice, texts)
    return Light(
        name=device.name,
        label=texts.device(device.name),
        condition=device.condition,
        word=_word(device, texts),
        fault=fault,
        repair=repair,
        demonstration=device.demonstration,
    )


def _word(device: DeviceStatus, texts: Texts) -> str:
    said = []
    if _ails(device) and device.waiting:
        said.append(texts("light.waiting", count=device.waiting))
    if _ails(device) and device.age_hours is not None:
        said.append(age_text(device.age_hours, texts))
    return " · ".join(said) or texts(f"condition.{device.condition}")


def age_text(hours: float, texts: Texts) -> str:
    """An age in whole hours, from two days on in days."""
    if hours < _TWO_DAYS:
        return texts("age.hours", hours=int(hours))
    return texts("age.days", days=int(hours // 24))
