"""The status lights: how every device is, and a journal row when that changes."""

import asyncio
import logging
from collections.abc import Callable

from kiosk.core.errors import StoreError
from kiosk.core.record import Draft, Kind
from kiosk.core.view import Condition, DeviceStatus
from kiosk.ports import Clock, Journal

_LOG = logging.getLogger(__name__)


class Lights:
    """Keeps the newest status of each device and writes failures and recoveries.

    Args:
        asked: Lights that are asked when looked at (the journal's, the clock's); one
            that answers None is not there.
    """

    def __init__(self, *asked: Callable[[], DeviceStatus | None]) -> None:
        self._asked = list(asked)
        self._reported: dict[str, DeviceStatus] = {}
        self._changes: asyncio.Queue[DeviceStatus] = asyncio.Queue(maxsize=256)

    def ask(self, light: Callable[[], DeviceStatus | None]) -> None:
        """Ask for one more light when looked at."""
        self._asked.append(light)

    def report(self, status: DeviceStatus) -> None:
        """Take a device's new status; call from the event loop's thread."""
        before = self._reported.get(status.name)
        self._reported[status.name] = status
        failed = status.condition is Condition.FAILED
        recovered = (
            status.condition is Condition.OK
            and before is not None
            and before.condition is Condition.FAILED
        )
        if (failed or recovered) and not self._changes.full():
            self._changes.put_nowait(status)

    def all(self) -> tuple[DeviceStatus, ...]:
        """Every light now: devices in order of first report, then the asked ones."""
        asked = (ask() for ask in self._asked)
        return (*self._reported.values(), *(light for light in asked if light))

    async def journal_changes(self, journal: Journal, clock: Clock) -> None:
        """Write every failure and recovery as a ``device`` row, until cancelled."""
        while True:
            status = await self._changes.get()
            payload = {
                "device": status.name,
                "condition": str(status.condition),
                "slug": status.slug,
                "demonstration": status.demonstration,
            }
            draft = Draft(kind=Kind.DEVICE, at=clock.now(), payload=payload)
            try:
                await journal.append(draft)
            except StoreError as error:  # the journal has a light of its own
                _LOG.warning("device-row-lost slug=%s", error.slug)


def clock_light(clock: Clock) -> DeviceStatus:
    """The clock as a light: red while validities cannot be judged by it."""
    if clock.state() == "unsure":
        return DeviceStatus(
            name="clock",
            condition=Condition.FAILED,
            slug="clock-unsure",
            advice="connect the network, or set the time and restart",
        )
    return DeviceStatus(name="clock", condition=Condition.OK)
