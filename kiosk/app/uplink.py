"""The hub by the settings; its modules are imported only where there is one."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from kiosk.config.tables import Settings
from kiosk.core.chain import START, Anchor
from kiosk.core.errors import ConfigError
from kiosk.core.view import DeviceStatus
from kiosk.ports import Clock
from kiosk.store.enrolment import load_enrolment, load_use_key
from kiosk.store.forwarded import known_to_hub
from kiosk.store.journal import SqliteJournal
from kiosk.store.outbox import use_mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Uplink:
    """The hub's side of this kiosk; empty where the settings name no hub.

    Attributes:
        lights: To be asked when looked at.
        work: Begins what runs until cancelled.
    """

    lights: tuple[Callable[[], DeviceStatus | None], ...] = ()
    work: tuple[Callable[[], Coroutine[Any, Any, None]], ...] = ()


def open_uplink(
    settings: Settings,
    clock: Clock,
    journal: SqliteJournal,
    parameters: Callable[[], Mapping[str, Any]],
) -> Uplink:
    """The hub's side of this kiosk.

    Args:
        settings: Name hub, store and kiosk.
        clock: Both times.
        journal: What is forwarded.
        parameters: Those of the policy in force.

    Raises:
        ConfigError: The CA file cannot be used.
    """
    if not settings.hub.url:
        return Uplink()
    # Only here: a kiosk without a hub does not wait for the HTTP library at start.
    from kiosk.app.hub_link import HubLink  # noqa: PLC0415

    link = HubLink(settings, clock, journal, parameters)
    return Uplink(lights=(link.light, link.bundles_light), work=(link.run,))


def household_marks(settings: Settings) -> Callable[[str], str] | None:
    """How sibling kiosks name a household; None where there are none.

    Raises:
        ConfigError: The key they share is damaged or open to others.
    """
    use_key = load_use_key(settings.store.directory / "keys")
    return None if use_key is None else partial(use_mark, use_key)


def row_known_above(settings: Settings) -> Anchor:
    """The last row that the hub swore to have; a journal without it was cut."""
    store = settings.store.directory
    try:
        enrolment = load_enrolment(store / "keys")
    except ConfigError:
        return START
    return known_to_hub(store, enrolment.kiosk, enrolment.hub_public)
