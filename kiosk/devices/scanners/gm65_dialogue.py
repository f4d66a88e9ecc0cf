"""What is said to a GM65 and when: one question at a time. Pure.

The engine is asked for its mode at the start and every ten seconds: that shows that it
still listens, and an engine that lost power, and its mode with it, gets it again.
"""

from enum import StrEnum
from typing import Final

from kiosk.devices.scanners.gm65_frames import (
    ASK_MODE,
    SAVE,
    TRIGGER,
    ReadMode,
    Reply,
    mode_of,
    with_mode,
)

ANSWER_S: Final = 1.0
LOOK_S: Final = 10.0
TRIGGER_S: Final = 3.0  # an engine looks for five, unless set otherwise
PAUSE_S: Final = 0.5  # after a scan, so that a code held still is no storm of scans
PATIENCE: Final = 3
"""Unanswered questions in a row that make a dead engine."""

_OBEYED: Final = b"\x00"
_MODE_ANSWER_BYTES: Final = 2


class Mode(StrEnum):
    """Who decides when the engine looks for a code."""

    AS_SET = "as-set"  # whatever it is set to; nothing is changed
    CONTINUOUS = "continuous"  # always
    SENSE = "sense"  # the engine, when the picture before it changes
    TRIGGER = "trigger"  # the kiosk, again and again


_READ_MODES: Final = {
    Mode.AS_SET: None,
    Mode.CONTINUOUS: ReadMode.CONTINUOUS,
    Mode.SENSE: ReadMode.SENSE,
    Mode.TRIGGER: ReadMode.COMMAND,
}


class Dialogue:
    """Asks, sets and triggers one engine.

    Args:
        mode: The mode it shall have.
        save: Whether a mode that had to be set is kept in the engine's flash.

    Attributes:
        answered: Whether it ever answered.
        unanswered: How many questions in a row it left without an answer.
    """

    def __init__(self, mode: Mode, *, save: bool = False) -> None:
        self._mode, self._save = mode, save
        self._wanted = _READ_MODES[mode]
        self._orders: list[bytes] = []
        self._asked: bytes | None = None
        self._asked_at = self._look_at = self._trigger_at = float("-inf")
        self.answered = False
        self.unanswered = 0

    def due(self, now: float, *, busy: bool) -> bytes | None:
        """The command to send now, if any.

        Args:
            now: Monotonic seconds.
            busy: Whether a scan is just coming in; answers come after it.
        """
        if busy:
            self._asked_at = now
            return None
        if self._asked is not None:
            if now - self._asked_at < ANSWER_S:
                return None
            self.unanswered += 1
            self._orders.clear()
            self._look_at = now  # as if for the first time
        self._asked, self._asked_at = self._next(now), now
        return self._asked

    def hear(self, reply: Reply) -> None:
        """Take a reply; one that answers nothing is passed over."""
        if reply.status != 0 or self._asked is None:
            return
        if self._asked == ASK_MODE:
            if len(reply.data) != _MODE_ANSWER_BYTES:
                return
            self._correct(reply.data[0])
        elif reply.data != _OBEYED:
            return
        self._asked, self.answered, self.unanswered = None, True, 0

    def scanned(self, now: float) -> None:
        """Note a scan: the engine lives, and may look for the next one."""
        self.unanswered = 0
        self._trigger_at = now + PAUSE_S

    def _next(self, now: float) -> bytes | None:
        if self._orders:
            return self._orders.pop(0)
        if now >= self._look_at:
            self._look_at = now + LOOK_S
            return ASK_MODE
        if self._mode is Mode.TRIGGER and now >= self._trigger_at:
            self._trigger_at = now + TRIGGER_S
            return TRIGGER
        return None

    def _correct(self, zone: int) -> None:
        if self._wanted is None or mode_of(zone) is self._wanted:
            return
        self._orders.append(with_mode(zone, self._wanted))
        if self._save:
            self._orders.append(SAVE)
