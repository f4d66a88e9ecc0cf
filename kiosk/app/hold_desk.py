"""The hold desk: supervisors keep records from being erased, and let them go."""

import asyncio
from pathlib import Path
from typing import Any

from kiosk.app.refusing import refusing
from kiosk.core.errors import FormError
from kiosk.core.keeping import Hold, Range, Target
from kiosk.core.record import Draft, Kind, Person
from kiosk.core.why import Why
from kiosk.ports import Clock, Journal
from kiosk.store.holds import PUT, RELEASED, HoldBook
from kiosk.store.sealing import SealKeys


class JournalHoldDesk:
    """Implements ``ports.records.HoldDesk``.

    Args:
        store: The store folder.
        clock: Wall time.
        journal: Gets an ``audit`` row for each hold and each release.
        keys: For the day tokens of a person.
    """

    def __init__(
        self, store: Path, *, clock: Clock, journal: Journal, keys: SealKeys
    ) -> None:
        self._book, self._clock = HoldBook(store), clock
        self._journal, self._keys = journal, keys
        self._turn = asyncio.Lock()  # two screens release one hold: the first does

    async def holds(self) -> list[Hold]:
        """Those in force; see ``ports.records.HoldDesk``."""
        with refusing("hold", "records-unreadable"):
            return await asyncio.to_thread(self._book.in_force)

    async def put(self, target: Target, why: Why, by: str) -> None:
        """Put a hold; see ``ports.records.HoldDesk``."""
        _check(target)
        with refusing("hold", "records-unreadable"):
            ranges = await asyncio.to_thread(self._book.rows_of, target, self._keys)
        if not ranges:
            raise FormError("hold", "hold-empty", "something that is recorded")
        payload = {"event": PUT, "rows": _plain(ranges), "why": why.reason, "by": by}
        await self._write(payload, why)

    async def release(self, seq: int, by: str) -> None:
        """Let a hold go; see ``ports.records.HoldDesk``."""
        async with self._turn:
            if seq not in {hold.seq for hold in await self.holds()}:
                raise FormError("hold", "hold-over", "a hold in force")
            await self._write({"event": RELEASED, "hold": seq, "by": by})

    async def _write(self, payload: dict[str, Any], why: Why | None = None) -> None:
        person = None
        if why is not None and why.note:
            subject = f"hold {payload['by']}"
            person = Person(subject=subject, masked="", private={"note": why.note})
        draft = Draft(
            kind=Kind.AUDIT, at=self._clock.now(), payload=payload, person=person
        )
        with refusing("hold"):
            await self._journal.append(draft)


def _check(target: Target) -> None:
    """One way, and numbers and times in order."""
    ways = (target.rows, target.since, target.like, target.person or None)
    if sum(way is not None for way in ways) != 1:
        raise FormError("hold", "hold-ways", "one way to say what is held")
    if target.rows and not 1 <= target.rows[0] <= target.rows[1]:
        raise FormError("last", "wrong-value", "not before the first")
    if target.since and target.until and target.since >= target.until:
        raise FormError("until", "wrong-value", "later than since")


def _plain(ranges: tuple[Range, ...]) -> list[list[int | None]]:
    return [list(one) for one in ranges]
