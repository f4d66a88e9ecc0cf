"""The health-code service as a lane asks it: always answers, always inside the budget.

Whatever goes wrong is ``unverified`` with the slug of what it was. Nothing of a code or
an answer is logged.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from kiosk.core.evidence import Answer, CodeKind, HealthAnswer
from kiosk.core.view import DeviceStatus
from kiosk.ports import Clock
from kiosk.upstream import errors
from kiosk.upstream.answer import Said
from kiosk.upstream.breaker import Breaker
from kiosk.upstream.contact import Patience
from kiosk.upstream.conversation import Conversation
from kiosk.upstream.light import HealthLight
from kiosk.upstream.memory import Memory

_LOG = logging.getLogger(__name__)
_NO_CONTACT: Final = (errors.ServiceDown, errors.ServiceLate, errors.ServiceUntrusted)


class HttpHealthService:
    """Implements ``ports.HealthCodeService``.

    Args:
        conversation: With the service.
        clock: Monotonic time for budget, memory and breaker.
        report: Takes each new status of the light.
        patience: How long to wait and to remember.
    """

    def __init__(
        self,
        conversation: Conversation,
        clock: Clock,
        report: Callable[[DeviceStatus], None],
        patience: Patience,
    ) -> None:
        self._conversation, self._clock, self._patience = conversation, clock, patience
        self._breaker = Breaker(limit=patience.failures, pause_s=patience.pause_s)
        self._memory = Memory(patience.keep_s)
        self._light = HealthLight(report)
        self._last_error: errors.HealthServiceError | None = None
        self._unreadable: set[str] = set()

    @property
    def kinds(self) -> frozenset[CodeKind]:
        """The kinds of code the service answers for."""
        return frozenset(self._conversation.profile.profile.kinds)

    async def ask(self, text: str, at: datetime) -> HealthAnswer:
        """Ask about one code; see the port."""
        now = self._clock.monotonic()
        if not _is_text(text):
            return self._answer(Answer.NOT_FOUND, now)
        digest = self._memory.digest(text)
        known = self._memory.recall(digest, now)
        if known is not None:
            return known
        if not self._breaker.allows(now):
            return self._answer(Answer.UNVERIFIED, now, errors.ServicePaused.slug)
        try:
            said = await self._ask_in_time(text, at)
        except errors.HealthServiceError as error:
            self._failed(error)
            return self._answer(Answer.UNVERIFIED, now, error.slug)
        self._succeeded()
        self._note_unreadable(said)
        self._memory.keep(digest, said.answer, now)
        return said.answer

    async def aclose(self) -> None:
        """Close every connection."""
        await self._conversation.aclose()

    async def keep_warm(self) -> None:
        """Keep a connection and a session open until cancelled."""
        while True:
            await self.warm()
            await asyncio.sleep(self._conversation.profile.timing.warm_every_s)

    async def warm(self) -> None:
        """Open what the next question needs; the light tells whether that worked."""
        limit_s = self._conversation.profile.timing.log_in_ms / 1000
        try:
            async with asyncio.timeout(limit_s):
                await self._conversation.open(self._clock.now())
        except TimeoutError:
            self._failed(errors.ServiceLate(budget_s=limit_s))
        except errors.HealthServiceError as error:
            self._failed(error)
        else:
            # A service that can be reached may still refuse every question.
            if self._last_error is None or isinstance(self._last_error, _NO_CONTACT):
                self._succeeded()

    async def _ask_in_time(self, text: str, at: datetime) -> Said:
        budget_s, began = self._patience.budget_s, self._clock.monotonic()
        least_s = self._conversation.profile.timing.retry_left_ms / 1000
        try:
            async with asyncio.timeout(budget_s):
                try:
                    return await self._conversation.ask(text, at)
                except errors.HealthServiceError as error:
                    left_s = budget_s - (self._clock.monotonic() - began)
                    if not error.retry or left_s < least_s:
                        raise
                return await self._conversation.ask(text, at)
        except TimeoutError:
            raise errors.ServiceLate(budget_s=budget_s) from None

    def _answer(
        self, answer: Answer, asked_at: float, slug: str | None = None
    ) -> HealthAnswer:
        source = self._conversation.profile.profile.name
        return HealthAnswer(answer=answer, source=source, asked_at=asked_at, slug=slug)

    def _succeeded(self) -> None:
        self._last_error = None
        self._breaker.succeeded()
        self._light.ok()

    def _failed(self, error: errors.HealthServiceError) -> None:
        self._last_error = error
        self._breaker.failed(self._clock.monotonic())
        self._light.failed(error, paused=self._breaker.is_open)

    def _note_unreadable(self, said: Said) -> None:
        """Name the parts that cannot be read, once each: the profile needs a look."""
        for part in set(said.unreadable) - self._unreadable:
            self._unreadable.add(part)
            _LOG.warning("health-answer-unreadable part=%s", part)


def _is_text(text: str) -> bool:
    """Whether ``text`` can be sent at all: half a surrogate pair was never issued."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
