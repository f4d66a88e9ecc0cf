"""Moments of the command line: now, and as they are typed."""

from collections.abc import Callable
from datetime import datetime

from kiosk.clock import SystemClock
from kiosk.core.china import CHINA

Now = Callable[[], datetime]
"""Wall time, aware. Whoever types a command vouches for it."""


def now() -> datetime:
    """The system's time."""
    return SystemClock().now()


def moment(text: str) -> datetime:
    """Read ISO 8601; without an offset it is Chinese time.

    Raises:
        ValueError: It is no moment.
    """
    typed = datetime.fromisoformat(text)
    return typed if typed.tzinfo is not None else typed.replace(tzinfo=CHINA)
