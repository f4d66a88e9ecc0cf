"""A circuit breaker: a service that keeps failing is left alone for a while. Pure."""


class Breaker:
    """Counts failures in a row.

    Args:
        limit: So many open it.
        pause_s: Seconds until one question is let through to see how the service is.
    """

    def __init__(self, *, limit: int, pause_s: float) -> None:
        self._limit, self._pause_s = limit, pause_s
        self._failures = 0
        self._since = 0.0

    @property
    def is_open(self) -> bool:
        """Whether questions are held back, one probe a pause apart."""
        return self._failures >= self._limit

    def allows(self, now: float) -> bool:
        """Whether to ask at ``now`` (monotonic s); while open, a yes is the probe."""
        if not self.is_open:
            return True
        if now - self._since < self._pause_s:
            return False
        self._since = now  # the next probe is as far away, whatever becomes of this one
        return True

    def succeeded(self) -> None:
        """The service answered."""
        self._failures = 0

    def failed(self, now: float) -> None:
        """It did not, at ``now``."""
        self._failures += 1
        self._since = now
