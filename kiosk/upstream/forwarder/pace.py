"""When the next batch is due: after so long, after so many rows, or at once."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often batches go up.

    Attributes:
        every_s: At the latest, while anything waits, seconds.
        many: So many rows do not wait.
        look_s: Between two looks at the journal's end, seconds.
        breath_s: Between two batches of a backlog, seconds.
    """

    every_s: float = 30.0
    many: int = 200
    look_s: float = 0.25
    breath_s: float = 0.001


class Due:
    """Tells when to send; of rows that were looked at, each is looked at once.

    Args:
        pace: How often.
        presses: Whether a row after this one must not wait; reads the journal.
    """

    def __init__(self, pace: Pace, presses: Callable[[int], bool]) -> None:
        self._pace, self._presses = pace, presses
        self._sent_at: float | None = None
        self._looked = 0

    def sent(self, now: float) -> None:
        """Something was sent, or there was nothing to send (monotonic s)."""
        self._sent_at = now

    def is_due(self, through: int, newest: int, now: float) -> bool:
        """Whether to send now.

        Args:
            through: The last row the hub has.
            newest: The last row of the journal.
            now: Monotonic time, seconds.

        Raises:
            StoreError: The journal cannot be read.
        """
        if newest <= through:
            return False
        late = self._sent_at is None or now - self._sent_at >= self._pace.every_s
        if late or newest - through >= self._pace.many:
            return True
        after = max(through, self._looked)
        if newest <= after:
            return False
        presses = self._presses(after)
        self._looked = newest  # only now: what could not be read is looked at again
        return presses
