"""Patience: who guesses PINs waits, longer each time, but is never locked out."""

from collections.abc import Mapping
from typing import Final

FREE: Final = 5
_FIRST_S: Final = 30.0
_LONGEST_S: Final = 900.0


def pause_after(failures: int) -> float:
    """Seconds to wait after this many failures in a row: 0, then 30 to 900."""
    if failures < FREE:
        return 0.0
    return min(_LONGEST_S, _FIRST_S * 2.0 ** min(failures - FREE, 10))


class Patience:
    """When each person and each device may try again, on the monotonic clock.

    A restart begins the pauses anew instead of forgetting them, so neither pulling the
    plug nor turning the wall clock shortens one.

    Args:
        failures: Counts so far, by person and device.
        now: Monotonic seconds.

    Attributes:
        failures: Counts now.
    """

    def __init__(self, failures: Mapping[str, int], now: float) -> None:
        self.failures = dict(failures)
        self._until = {who: now + pause_after(n) for who, n in failures.items()}

    def left(self, *subjects: str, now: float) -> float:
        """Seconds until all of ``subjects`` may try; 0.0 when they may now."""
        return max(0.0, *(self._until.get(who, now) - now for who in subjects))

    def failed(self, *subjects: str, now: float) -> None:
        """Count one more failure of each."""
        for who in subjects:
            self.failures[who] = self.failures.get(who, 0) + 1
            self._until[who] = now + pause_after(self.failures[who])

    def forgive(self, counted: Mapping[str, int]) -> None:
        """Begin anew for whoever is not counted any more."""
        for who in set(self.failures) - set(counted):
            self.succeeded(who)

    def succeeded(self, *subjects: str) -> None:
        """Begin anew for each."""
        for who in subjects:
            self.failures.pop(who, None)
            self._until.pop(who, None)
