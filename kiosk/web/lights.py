"""Status lights: how the devices are, as a symbol and a word. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.core.view import Condition, DeviceStatus, KioskStatus
from kiosk.web.panel import fault_texts
from kiosk.web.texts import Texts

ALWAYS = ("camera", "thermometer", "journal")
"""Devices whose light every screen shows; others appear when they are not well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """One status light.

    Attributes:
        name: The device's name in the settings.
        label: Its name on the screen.
        condition: Picks colour and shape.
        word: The condition in words.
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


def bar_lights(status: KioskStatus, texts: Texts) -> tuple[Light, ...]:
    """The lights of the top bar: the three of every screen, and whatever ails.

    One of the three that the status does not name yet is starting.
    """
    known = {device.name for device in status.devices}
    coming = [
        DeviceStatus(name=name, condition=Condition.STARTING)
        for name in ALWAYS
        if name not in known
    ]
    wanted = [d for d in status.devices if d.name in ALWAYS or _ails(d)]
    return tuple(_light(device, texts) for device in _in_order([*wanted, *coming]))


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
        label=texts.or_own("device", device.name),
        condition=device.condition,
        word=texts(f"condition.{device.condition}"),
        fault=fault,
        repair=repair,
        demonstration=device.demonstration,
    )
