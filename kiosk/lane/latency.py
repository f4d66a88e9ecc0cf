"""Live percentiles of the stages of a passage, over the newest passages."""

from collections import deque
from collections.abc import Iterable, Mapping

from kiosk.core.view import Latency
from kiosk.lane.passage import Passage


class StageTimes:
    """Keeps the newest durations of each stage.

    Args:
        keep: How many passages the percentiles look back.
    """

    def __init__(self, keep: int = 500) -> None:
        self._keep = keep
        self._ms: dict[str, deque[float]] = {}
        self._waiting: tuple[str, float, float] | None = None
        self._previous: dict[str, str | float] = {}

    def add(self, stage: str, seconds: float) -> None:
        """Note one duration of ``stage``."""
        self._ms.setdefault(stage, deque(maxlen=self._keep)).append(seconds * 1000)

    def logged(self, passage: Passage, at: float) -> None:
        """Note that the record of ``passage`` was safe at ``at`` (monotonic s)."""
        started = passage.latest_at
        if passage.scan:
            self.add("decode", passage.scan.decoded_at - passage.scan.captured_at)
            if started == passage.scan.decoded_at:  # the code came last
                started = passage.scan.captured_at
        self.add("log", at - (passage.decided_at or at))
        self._waiting = (passage.id, started, at)
        log_ms = round((at - (passage.decided_at or at)) * 1000, 1)
        self._previous = {"passage": passage.id, "log_ms": log_ms}

    def shown(self, passage: str, at: float) -> None:
        """Note that a browser first drew the verdict of ``passage`` at ``at``."""
        if self._waiting and self._waiting[0] == passage:
            _, started, logged = self._waiting
            self._waiting = None
            self.add("show", at - logged)
            self.add("total", at - started)
            self._previous["show_ms"] = round((at - logged) * 1000, 1)

    @property
    def previous(self) -> Mapping[str, str | float]:
        """What came after the record of the passage before, for the next record.

        A row cannot tell how long it took to be written, or when it was shown.
        """
        return self._previous

    def snapshot(self) -> tuple[Latency, ...]:
        """Percentiles of every stage seen so far, in order of first sight."""
        return tuple(_latency(stage, times) for stage, times in self._ms.items())


def _latency(stage: str, times: Iterable[float]) -> Latency:
    ordered = sorted(times)

    def at(percent: int) -> float:
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]

    return Latency(stage=stage, count=len(ordered), p50=at(50), p95=at(95), p99=at(99))
