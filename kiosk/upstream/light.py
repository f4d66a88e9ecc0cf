"""The health-code service's status light: told when it changes, logged once."""

import logging
from collections.abc import Callable

from kiosk.core.view import Condition, DeviceStatus
from kiosk.upstream.errors import HealthServiceError

NAME = "health-service"
_LOG = logging.getLogger(__name__)


class HealthLight:
    """Green when it answers, amber when a question went unverified, red when paused.

    Args:
        report: Takes each new status; called from the event loop's thread.
    """

    def __init__(self, report: Callable[[DeviceStatus], None]) -> None:
        self._report = report
        self._shown = DeviceStatus(name=NAME, condition=Condition.STARTING)
        self._ailing = False
        report(self._shown)

    def ok(self) -> None:
        """The service answers."""
        if self._ailing:
            _LOG.warning("health-service-recovered")
        self._ailing = False
        self._show(DeviceStatus(name=NAME, condition=Condition.OK))

    def failed(self, error: HealthServiceError, *, paused: bool) -> None:
        """It did not; ``paused`` when it is left alone for a while."""
        if not self._ailing:
            _LOG.warning("health-service-failed slug=%s detail=%s", error.slug, error)
        self._ailing = True
        condition = Condition.FAILED if paused else Condition.WARNING
        self._show(
            DeviceStatus(
                name=NAME, condition=condition, slug=error.slug, advice=error.advice
            )
        )

    def _show(self, status: DeviceStatus) -> None:
        if status != self._shown:
            self._shown = status
            self._report(status)
