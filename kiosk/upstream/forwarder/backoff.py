"""Waiting between attempts: full jitter up to a cap, and what the hub asks for.

Thousands of kiosks lose their hub at one moment; waiting for a random part of the
whole span keeps them from coming back at one moment.
"""

from collections.abc import AsyncIterator, Callable
from secrets import SystemRandom
from typing import Final

import stamina
from stamina.instrumentation import set_on_retry_hooks

from kiosk.core.errors import ConfigError, StoreError, UpstreamError
from kiosk.upstream.forwarder.errors import HubError

FIRST_S: Final = 1.0
CAP_S: Final = 60.0
_LONGEST_WISH_S: Final = 3600.0
_DOUBLINGS: Final = 10  # then the cap is long reached

Draw = Callable[[float], float]
"""A random part of a span, seconds."""

_RANDOM: Final = SystemRandom()


def any_part(span_s: float) -> float:
    """A random part of a span."""
    return _RANDOM.uniform(0.0, span_s)


class Backoff:
    """Decides how long to wait after a failure; for one stretch of attempts.

    Args:
        failed: Is told of each failure.
        draw: Picks the part of the span.
    """

    def __init__(
        self, failed: Callable[[Exception], None], draw: Draw = any_part
    ) -> None:
        self._failed, self._draw, self._count = failed, draw, 0

    def __call__(self, error: Exception) -> bool | float:
        """Seconds to wait, or False: this is a bug and ends the kiosk."""
        if not isinstance(error, (UpstreamError, StoreError, ConfigError)):
            return False
        self._failed(error)
        span = min(CAP_S, FIRST_S * 2 ** min(self._count, _DOUBLINGS))
        self._count += 1
        wish = error.retry_after_s if isinstance(error, HubError) else None
        if wish is not None:
            # A part on top, so that those who were told the same do not come together.
            return min(wish, _LONGEST_WISH_S) + self._draw(FIRST_S)
        return self._draw(span)


def attempts(backoff: Backoff) -> AsyncIterator[stamina.Attempt]:
    """Attempts without end, to be used with ``async for`` and ``with``."""
    set_on_retry_hooks([])  # our light tells of failures, and once
    return aiter(stamina.retry_context(on=backoff, attempts=None, timeout=None))
