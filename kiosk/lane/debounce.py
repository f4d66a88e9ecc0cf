"""Ignore the same code for a few seconds, per code, never globally."""

from collections.abc import Hashable


class Debounce:
    """Remembers when each code was last in view.

    Args:
        quiet_s: Seconds a code must be out of view before it counts again.
    """

    def __init__(self, quiet_s: float) -> None:
        self._quiet_s = quiet_s
        self._seen: dict[Hashable, float] = {}

    def is_new(self, code: Hashable, at: float) -> bool:
        """Note a sighting at ``at`` (monotonic s); True if it should count."""
        self._seen = {c: t for c, t in self._seen.items() if at - t < self._quiet_s}
        new = code not in self._seen
        self._seen[code] = max(at, self._seen.get(code, at))
        return new
