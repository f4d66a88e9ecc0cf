"""A device's status light: one value to the screen, one log line per change for good.

Not thread-safe: used from the event loop's thread only.
"""

import logging
from collections.abc import Callable

from kiosk.core.errors import DeviceError
from kiosk.core.view import Condition, DeviceStatus

_log = logging.getLogger(__name__)


class StatusLight:
    """Tells how one device is, without repeating itself.

    Args:
        name: The device's name.
        report: Takes each new status; called from the event loop's thread.
        demonstration: Whether a simulator stands in for the device.
    """

    def __init__(
        self,
        name: str,
        report: Callable[[DeviceStatus], None],
        *,
        demonstration: bool = False,
    ) -> None:
        self._report = report
        self._broken = False
        self._shown = DeviceStatus(
            name=name, condition=Condition.STARTING, demonstration=demonstration
        )
        report(self._shown)

    def ok(self) -> None:
        """The device works."""
        if self._broken:
            _log.warning("device-recovered device=%s", self._shown.name)
        self._broken = False
        self._show(Condition.OK)

    def failed(self, error: DeviceError) -> None:
        """The device does not work; logged once until it works again."""
        if not self._broken:
            _log.warning(
                "device-failed device=%s slug=%s advice=%r",
                self._shown.name,
                error.slug,
                error.advice,
            )
        self._broken = True
        self._show(Condition.FAILED, error)

    def _show(self, condition: Condition, error: DeviceError | None = None) -> None:
        status = DeviceStatus(
            name=self._shown.name,
            condition=condition,
            slug=error.slug if error else None,
            advice=error.advice if error else None,
            demonstration=self._shown.demonstration,
        )
        if status != self._shown:
            self._shown = status
            self._report(status)
