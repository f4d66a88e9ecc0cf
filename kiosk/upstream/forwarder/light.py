"""The light of the hub: how many records wait, since when, and who must act."""

import logging
from datetime import datetime
from typing import Final

from kiosk.core.errors import UpstreamError
from kiosk.core.view import Condition, DeviceStatus
from kiosk.ports import Clock
from kiosk.upstream.forwarder.errors import HubError

NAME: Final = "hub"
_FORKED: Final = (
    "hub-forked",
    "telephone the district: it has other records of this kiosk than the kiosk itself",
)
_UNENROLLED: Final = (
    "hub-not-enrolled",
    "ask the district for a code; kiosk upstream enrol CODE",
)
_LOG = logging.getLogger(__name__)


class HubLight:
    """Green while the hub takes what is sent; amber or red when it does not.

    Args:
        clock: For the age of the last contact.
        contact: When the hub answered last, aware, or None.
    """

    def __init__(self, clock: Clock, contact: datetime | None) -> None:
        self._clock, self.contact = clock, contact
        self._error: UpstreamError | None = None
        self._forked = False
        self.enrolled = False
        self.waiting = 0

    def answered(self) -> None:
        """The hub took a batch, or had an answer to something else."""
        self.contact = self._clock.now()
        if self._error is not None:
            _LOG.warning("hub-recovered")
        self._error = None

    def failed(self, error: Exception) -> None:
        """It did not. A journal that cannot be read has a light of its own."""
        if not isinstance(error, UpstreamError):
            _LOG.warning("hub-waits cause=%s", type(error).__name__)
            return
        if self._error is None or self._error.slug != error.slug:
            _LOG.warning("hub-failed slug=%s detail=%s", error.slug, error)
        self._error = error

    def forked(self) -> None:
        """The hub has other rows of this kiosk than this journal; until a restart."""
        self._forked = True

    def status(self) -> DeviceStatus:
        """The light now."""
        condition, (slug, advice) = self._found()
        contact = self.contact
        age = None if contact is None else self._clock.now() - contact
        return DeviceStatus(
            name=NAME,
            condition=condition,
            slug=slug,
            advice=advice,
            age_hours=None if age is None else max(0.0, age.total_seconds() / 3600),
            waiting=self.waiting,
        )

    def _found(self) -> tuple[Condition, tuple[str | None, str | None]]:
        if not self.enrolled:
            return Condition.WARNING, _UNENROLLED
        if self._error is not None:
            urgent = isinstance(self._error, HubError) and self._error.urgent
            found = (self._error.slug, self._error.advice)
            return Condition.FAILED if urgent else Condition.WARNING, found
        if self._forked:
            return Condition.FAILED, _FORKED
        fresh = Condition.STARTING if self.contact is None else Condition.OK
        return fresh, (None, None)
