"""The moments at which recorded pictures pass."""

import threading
import time


class Pacer:
    """Lets pictures pass at their rate, or at once.

    Args:
        fps: Pictures a second; None for no waiting at all.
    """

    def __init__(self, fps: float | None) -> None:
        self._step = 1.0 / fps if fps else 0.0
        self._start = time.monotonic()
        self._passed = 0
        self._interrupted = threading.Event()

    def wait(self) -> bool:
        """Wait for the next picture's moment; False when interrupted."""
        due = self._start + self._passed * self._step
        self._passed += 1
        return not self._interrupted.wait(max(0.0, due - time.monotonic()))

    def interrupt(self) -> None:
        """End this wait and all later ones; from any thread."""
        self._interrupted.set()
