"""A session with a service that wants the kiosk to log in: its token and its age."""

import asyncio
from collections.abc import Awaitable, Callable

LogIn = Callable[[], Awaitable[str]]
"""Asks the service for a token; raises ``HealthServiceError``."""


class Session:
    """Keeps one token, asks for another when it is too old or was dropped.

    Args:
        life_s: Seconds a token is used.
    """

    def __init__(self, life_s: float) -> None:
        self._life_s = life_s
        self._token: str | None = None
        self._until = 0.0
        self._door = asyncio.Lock()  # lanes that ask together log in once

    async def token(self, now: float, log_in: LogIn) -> str:
        """The token at ``now`` (monotonic s); from ``log_in`` if there is none."""
        async with self._door:
            if self._token is None or now >= self._until:
                self._token = await log_in()
                self._until = now + self._life_s
            return self._token

    def drop(self) -> None:
        """The service does not know the token any more."""
        self._token = None
