"""The badge that was held before a lane a moment ago, for the sign-in page."""

from typing import Final

from kiosk.core.badge import is_badge
from kiosk.core.errors import StoreError
from kiosk.core.staff import Staff
from kiosk.ports import Clock
from kiosk.store.staff import StaffBook

_MOMENT_S: Final = 5.0


class Badges:
    """Keeps the text of the last badge for a moment; implements ``ports.Badges``.

    Args:
        book: Whose badge is whose.
        clock: Monotonic time.
    """

    def __init__(self, book: StaffBook, clock: Clock) -> None:
        self._book, self._clock = book, clock
        self._last: tuple[str, float] | None = None

    def take(self, text: str) -> bool:
        """Keep ``text`` if it is a badge's; True when it is: then no lane counts it."""
        if not is_badge(text):
            return False
        self._last = text, self._clock.monotonic()
        return True

    def shown(self) -> Staff | None:
        """Whose badge was held up within the last moment; see ``ports.Badges``."""
        last, self._last = self._last, None
        if last is None or self._clock.monotonic() - last[1] > _MOMENT_S:
            return None
        try:
            return self._book.by_badge(last[0])
        except StoreError:
            return None  # then they choose their name
