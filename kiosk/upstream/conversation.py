"""What is said to a service and understood of its answers, as a profile wants it."""

import secrets
from datetime import datetime
from typing import Final

from kiosk.core.evidence import Answer, HealthAnswer
from kiosk.ports import Clock
from kiosk.upstream import values
from kiosk.upstream.answer import Said, read_answer, read_outcome
from kiosk.upstream.call import fill_in, moments
from kiosk.upstream.contact import Access
from kiosk.upstream.errors import AnswerMalformed, ServiceFailed, SessionOver
from kiosk.upstream.exchange import Exchange, HttpAnswer
from kiosk.upstream.profile import LogIn, Profile, Request
from kiosk.upstream.session import Session

_OK: Final = 200
_NONCE_SIZE: Final = 16


class Conversation:
    """One service, one profile, one session.

    Args:
        profile: How the service is asked and what its answers mean.
        access: Who asks.
        exchange: The connections.
        clock: Monotonic time.
    """

    def __init__(
        self, profile: Profile, access: Access, exchange: Exchange, clock: Clock
    ) -> None:
        self.profile = profile
        self._access, self._exchange, self._clock = access, exchange, clock
        self._session = Session(profile.log_in.life_s if profile.log_in else 0.0)

    async def open(self, at: datetime) -> None:
        """Open a connection and, where one is wanted, a session.

        Args:
            at: Wall time, aware.

        Raises:
            HealthServiceError: It cannot be opened.
        """
        await self._exchange.touch(self.profile.request.path)
        await self._token(at)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._exchange.aclose()

    async def ask(self, text: str, at: datetime) -> Said:
        """Ask about one code, once.

        Args:
            text: The code.
            at: Wall time, aware.

        Raises:
            HealthServiceError: There is no answer that can be used.
        """
        asked_at = self._clock.monotonic()
        token = await self._token(at)
        answer = await self._say(self.profile.request, at, code=text, token=token)
        try:
            return self._understand(answer, asked_at)
        except SessionOver:
            self._session.drop()
            raise

    def _understand(self, answer: HttpAnswer, asked_at: float) -> Said:
        form, source = self.profile.answer, self.profile.profile.name
        if answer.status != _OK:
            word = form.statuses.get(str(answer.status))
            if word is None:
                raise ServiceFailed(status=answer.status)
            found = Answer(word)
            told = HealthAnswer(answer=found, source=source, asked_at=asked_at)
            return Said(answer=told)
        body = values.parse(answer.body)
        return read_answer(body, form, source=source, asked_at=asked_at)

    async def _token(self, at: datetime) -> str:
        form = self.profile.log_in
        if form is None:
            return ""
        now = self._clock.monotonic()
        return await self._session.token(now, lambda: self._log_in(form, at))

    async def _log_in(self, form: LogIn, at: datetime) -> str:
        answer = await self._say(form, at)
        if answer.status != _OK:
            raise ServiceFailed(status=answer.status)
        body = values.parse(answer.body)
        read_outcome(body, form.outcome)
        token = values.word_at(body, form.token)
        if token is None:
            raise AnswerMalformed("no token")
        return token

    async def _say(self, request: Request, at: datetime, **words: str) -> HttpAnswer:
        known = moments(at) | {"nonce": secrets.token_hex(_NONCE_SIZE)} | words
        call = fill_in(request, self.profile.sign, self._access, known)
        return await self._exchange.send(call)
