"""The journal as the rest of the kiosk sees it: ``kiosk.ports.Journal`` and a light."""

import asyncio
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from kiosk.core.chain import START, Anchor
from kiosk.core.errors import StoreError
from kiosk.core.keeping import Lasts
from kiosk.core.record import Draft, Entry
from kiosk.core.view import Condition, DeviceStatus
from kiosk.ports import Clock
from kiosk.store.erasing import Step
from kiosk.store.errors import StoreLocked, StoreNewer
from kiosk.store.ledger import Ledger
from kiosk.store.rows import prepare
from kiosk.store.sealing import SealKeys
from kiosk.store.timing import timed
from kiosk.store.writer import Writer

NAME: Final = "journal"
_LOW_BYTES: Final = 100 * 1024 * 1024
# The SD specification lets a write take 250 ms; a card that always does so is ill.
_SLOW_S: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Sizes and pauses of the journal.

    Attributes:
        low_bytes: Free space on the card below which the light turns amber.
        slow_s: A commit that takes longer is a slow one, seconds.
        most_waiting: Records that may queue for the writer, 1 or more.
        retry_seconds: Pause between attempts to recover from a fault.
    """

    low_bytes: int = _LOW_BYTES
    slow_s: float = _SLOW_S
    most_waiting: int = 1024
    retry_seconds: float = 2.0


class SqliteJournal:
    """The append-only record in one SQLite file.

    Use it with ``async with``, or ``start`` and ``close``.

    Args:
        directory: The store folder; created for its owner alone.
        keys: For the personal side.
        clock: For the store's own rows, and how sure the time of every row is.
        known: The last row that is known from elsewhere: a file without it is damaged.
        limits: Sizes and pauses.
    """

    def __init__(
        self,
        directory: Path,
        *,
        keys: SealKeys,
        clock: Clock,
        known: Anchor = START,
        limits: Limits | None = None,
    ) -> None:
        self._directory, self._limits = directory, limits or Limits()
        self._clock = clock
        self._ledger = Ledger(directory, keys=keys, clock=clock, known=known)
        self._writer = Writer(
            self._ledger,
            most_waiting=self._limits.most_waiting,
            retry_seconds=self._limits.retry_seconds,
        )
        self._is_open = False

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Check and open the file.

        A full or unwritable card does not stop the kiosk: the light is red, ``append``
        raises, and the journal recovers by itself.

        Raises:
            StoreLocked: Another process writes this journal.
            StoreNewer: A newer kiosk wrote it.
        """
        try:
            await asyncio.wrap_future(self._writer.start())
        except (StoreLocked, StoreNewer):
            await self.close()
            raise
        except StoreError:
            pass  # The ledger keeps it as its fault.
        self._is_open = True

    async def append(self, draft: Draft) -> Entry:
        """Write and sync one record; return only once it is durable.

        The row says how sure its time is, unless the draft does. A task that is
        cancelled here may or may not have been recorded.

        Raises:
            StoreError: Nothing was recorded.
        """
        sheet = prepare(timed(draft, self._clock))
        return await asyncio.wrap_future(self._writer.submit(sheet))

    async def erase(self, lasts: Lasts, after: int = 0) -> Step:
        """Erase some of what is old enough and on no hold, from row ``after`` on.

        Raises:
            StoreError: Nothing was erased.
        """
        return await asyncio.wrap_future(self._writer.erase(lasts, after))

    async def close(self) -> None:
        """Write what is queued, then let go of the file."""
        self._is_open = False
        await asyncio.to_thread(self._writer.close)

    @property
    def head(self) -> Anchor:
        """The last row."""
        return self._ledger.head

    @property
    def last_at(self) -> datetime | None:
        """Wall time of the last sure row at start; the clock cannot be earlier."""
        return self._ledger.last_at

    def status(self) -> DeviceStatus:
        """How the journal is, for the lights; cheap, from any thread."""
        fault = self._ledger.fault
        if fault is not None:
            return _status(Condition.FAILED, fault.slug, fault.advice)
        if not self._is_open:
            return _status(Condition.STARTING)
        if self._ledger.damaged:
            advice = f"recording goes on; keep {self._ledger.damaged} for the installer"
            return _status(Condition.FAILED, "store-damaged", advice)
        if self._free_bytes() < self._limits.low_bytes:
            advice = "the card is nearly full: tell the installer"
            return _status(Condition.WARNING, "store-space-low", advice)
        if self._is_slow():
            advice = "the card takes long to write: tell the installer to change it"
            return _status(Condition.WARNING, "store-slow", advice)
        return _status(Condition.OK)

    def _is_slow(self) -> bool:
        """Whether half of the last commits took longer than a good card ever does."""
        commits = list(self._ledger.commits_s)
        slow = sum(1 for seconds in commits if seconds > self._limits.slow_s)
        return bool(commits) and 2 * slow >= len(commits)

    def _free_bytes(self) -> int:
        try:
            disk = os.statvfs(self._directory)
        except OSError:
            return 0
        return disk.f_bavail * disk.f_frsize


def _status(
    condition: Condition, slug: str | None = None, advice: str | None = None
) -> DeviceStatus:
    return DeviceStatus(name=NAME, condition=condition, slug=slug, advice=advice)
