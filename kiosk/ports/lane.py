"""What a lane asks of the house: time, the journal, the gate, the rules, records."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal, Protocol

from kiosk.core.chain import Anchor
from kiosk.core.evidence import CodeKind, CodeReading, HealthAnswer
from kiosk.core.facts import Facts
from kiosk.core.record import Draft, Entry
from kiosk.core.standing import Identity, Standing
from kiosk.core.verdict import Decision
from kiosk.core.view import KioskStatus

ClockState = Literal["synced", "rtc", "trusted", "unsure"]


class Clock(Protocol):
    """Wall time, monotonic time, and how sure the wall time is."""

    def now(self) -> datetime:
        """Wall time, aware UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds of CLOCK_MONOTONIC."""
        ...

    def boot(self) -> str:
        """Id of this boot: monotonic times of two boots are never compared."""
        ...

    def state(self) -> ClockState:
        """How far wall time can be trusted."""
        ...


class Journal(Protocol):
    """The append-only record."""

    async def append(self, draft: Draft) -> Entry:
        """Write and sync one record; return only once it is durable.

        Raises:
            StoreError: Nothing was recorded.
        """
        ...


class HeadedJournal(Journal, Protocol):
    """A journal that tells how far it is."""

    @property
    def head(self) -> Anchor:
        """The last row."""
        ...


class Gate(Protocol):
    """The barrier or lock of a lane."""

    async def open_for(self, seconds: float) -> None:
        """Open now, shut by itself after ``seconds``; return once it opened.

        Raises:
            DeviceError: It did not open.
        """
        ...


class HealthCodeService(Protocol):
    """Whoever knows what a health code 健康码 means."""

    @property
    def kinds(self) -> frozenset[CodeKind]:
        """The kinds of code it answers for."""
        ...

    async def ask(self, text: str, at: datetime) -> HealthAnswer:
        """Ask about one code; answers within its budget and never raises.

        Args:
            text: The code as read. Personal.
            at: Wall time, aware.
        """
        ...


Status = Callable[[], KioskStatus]
"""The kiosk's status now."""


Recognise = Callable[[str, datetime, ClockState], CodeReading]
"""Turn the text of a code into a reading, at a wall time of known sureness."""


Judge = Callable[[Facts], Decision]
"""Ask the active policy."""


StandingOf = Callable[[Identity, datetime], Standing]
"""What the kiosk's records and lists know of somebody, at a wall time; never raises."""


NameOf = Callable[[str], str | None]
"""Masked name of a pass holder by pass id, or None when the kiosk does not know."""
