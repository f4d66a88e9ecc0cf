"""Pulls 调取 of the log: how far an export is."""

from dataclasses import dataclass
from enum import StrEnum


class PullState(StrEnum):
    """What becomes of a pull."""

    WRITING = "writing"
    READY = "ready"
    FAILED = "failed"  # or cancelled; nothing was handed out


@dataclass(frozen=True, slots=True, kw_only=True)
class PullView:
    """A pull as its page shows it.

    Attributes:
        state: What became of it.
        written: Rows so far.
        total: Passages there are; None until they are counted.
    """

    state: PullState = PullState.WRITING
    written: int = 0
    total: int | None = None

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100; incidents and overrides are few and not counted."""
        if self.state is PullState.READY:
            return 100
        return min(99, 100 * self.written // self.total) if self.total else 0
