"""What all dialects share: the people, the clock, and what goes wrong by setting."""

import asyncio
import hmac
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal

from fastapi import Response

from kiosk.core.evidence import Colour
from kiosk.ports import Clock
from kiosk.upstream.simulated.people import People, Status

_COLOURS: Final[tuple[Colour, ...]] = ("green", "yellow", "red")
_FRESH_S: Final = 300
"""How far the clock of a kiosk may be off before its requests are refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubles:
    """What goes wrong, and how often, 0 to 1.

    Attributes:
        latency_s: Before every answer, seconds.
        jitter_s: More or less than that, at random.
        error_rate: Answers that are no answers: an HTTP error, no JSON, half of it.
        expired_rate: Good codes that are called expired.
        wrong_colour_rate: Good codes that are given another colour.
    """

    latency_s: float = 0.0
    jitter_s: float = 0.0
    error_rate: float = 0.0
    expired_rate: float = 0.0
    wrong_colour_rate: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What became of a question: an expired code, an unknown one, or a person."""

    kind: Literal["person", "expired", "not-found"]
    status: Status | None = None


Pause = Callable[[float], Awaitable[object]]
"""Waits for some seconds; a test holds an answer back with one of its own."""


@dataclass(kw_only=True)
class World:
    """One simulated service.

    Attributes:
        people: Who has a code.
        clock: Of the service.
        account: The only customer.
        secret: What it shares with that customer.
        troubles: What goes wrong.
        seed: Another seed, other moments of trouble.
        pause: How latency passes.
        asked: Codes asked about, in order, for tests.
    """

    people: People
    clock: Clock
    account: str = "demo"
    secret: str = field(default="demo-secret", repr=False)
    troubles: Troubles = Troubles()
    seed: int = 1
    pause: Pause = asyncio.sleep
    asked: list[str] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - invented troubles

    async def delay(self) -> None:
        """Let the latency pass."""
        drift_s = self._chance.uniform(-1, 1) * self.troubles.jitter_s
        await self.pause(max(0.0, self.troubles.latency_s + drift_s))

    def trouble(self) -> Response | None:
        """An answer that is none, now and then."""
        if self._chance.random() >= self.troubles.error_rate:
            return None
        return self._chance.choice(
            (
                Response(status_code=500, content="internal error"),
                Response(status_code=503, headers={"Retry-After": "1"}),
                Response(content="<html>maintenance</html>", media_type="text/html"),
                Response(content='{"code": 0, "data', media_type="application/json"),
            )
        )

    def find(self, code: str) -> Found:
        """Look ``code`` up, with the troubles that codes have."""
        self.asked.append(code)
        status = self.people.status(code)
        if status is None:
            return Found(kind="not-found")
        if self._chance.random() < self.troubles.expired_rate:
            return Found(kind="expired")
        if self._chance.random() < self.troubles.wrong_colour_rate:
            others = [c for c in _COLOURS if c != status.colour]
            status = replace(status, colour=self._chance.choice(others))
        return Found(kind="person", status=status)

    def now(self) -> datetime:
        """Wall time of the service."""
        return self.clock.now()

    def is_fresh(self, timestamp_s: float) -> bool:
        """Whether a request was made just now."""
        return abs(self.now().timestamp() - timestamp_s) <= _FRESH_S


def sorted_pairs(fields: Mapping[str, str]) -> bytes:
    """``k=v&…``, sorted by name: what the dialects sign."""
    return "&".join(f"{k}={v}" for k, v in sorted(fields.items())).encode()


def is_digest(message: bytes, given: str) -> bool:
    """Whether ``given`` is the SHA-256 of ``message`` in capitals."""
    return hmac.compare_digest(
        sha256(message).hexdigest().upper().encode(), given.encode()
    )


def is_mac(message: bytes, secret: str, given: str) -> bool:
    """Whether ``given`` is the HMAC-SHA-256 of ``message`` in small letters."""
    mac = hmac.new(secret.encode(), message, sha256).hexdigest()
    return hmac.compare_digest(mac.encode(), given.encode())
