"""A row on its way into the projections."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kiosk.core.record import Bearer

_SURE: Final = frozenset({"synced", "rtc", "trusted"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A journal row as projections see it.

    Projections look at the payload leniently: a value of an unexpected type counts as
    not said and never keeps a row from being recorded.

    Attributes:
        seq: Its number.
        at: Its wall time as stored.
        kind: What it is about.
        payload: Its payload.
        bearer: Whose pass it is about, or None: nobody's, or erased.
    """

    seq: int
    at: str
    kind: str
    payload: Mapping[str, Any]
    bearer: Bearer | None = None

    @property
    def sure(self) -> bool:
        """Whether the clock vouched for ``at``."""
        return self.text("clock") in _SURE

    def text(self, *path: str) -> str | None:
        """The text at a path of keys, or None."""
        value = self._at(path)
        return str(value) if isinstance(value, str) else None

    def number(self, *path: str) -> float | None:
        """The number at a path of keys, or None."""
        value = self._at(path)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        return value

    def ticked(self, *path: str) -> bool:
        """Whether what is at a path of keys is true."""
        return self._at(path) is True

    def _at(self, path: tuple[str, ...]) -> object:
        value: object = self.payload
        for key in path:
            if not isinstance(value, Mapping):
                return None
            value = value.get(key)
        return value
