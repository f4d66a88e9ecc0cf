"""Blocking devices and what they are given."""

from collections.abc import Callable
from typing import Protocol

from kiosk.core.evidence import Evidence


class Stop(Protocol):
    """A request to stop; ``threading.Event`` is one."""

    def is_set(self) -> bool:
        """True once the thread should return."""
        ...

    def wait(self, timeout: float | None = None) -> bool:
        """Sleep up to ``timeout`` seconds; True as soon as it is set."""
        ...


class Device(Protocol):
    """A blocking evidence source with a thread of its own."""

    @property
    def name(self) -> str:
        """The name in settings, statuses and errors."""
        ...

    def run(self, emit: Callable[[Evidence], None], stop: Stop) -> None:
        """Deliver evidence until ``stop`` is set.

        Called again, from a new thread, after a failure. ``emit`` returns at once
        and may be called from any thread.

        Raises:
            DeviceError: The device is gone; everything it held is released.
        """
        ...


class Preview(Protocol):
    """The camera's picture for the screen."""

    def jpeg(self) -> bytes | None:
        """The newest frame as a small JPEG (320 px wide), or None without one."""
        ...
