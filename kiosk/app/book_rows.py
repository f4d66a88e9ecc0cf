"""Rows for what commands wrote into a book beside the journal, each once.

``kiosk staff`` and ``kiosk token`` change their books while the service runs or is
stopped; only the service writes the journal. It looks every few seconds.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from kiosk.core.errors import StoreError
from kiosk.core.record import Draft, Kind
from kiosk.ports import Clock, Journal
from kiosk.store.staff import StaffBook, StaffChange

_LOOK_S: Final = 10.0
_LOG = logging.getLogger(__name__)


async def keep_noting(note: Callable[[], Awaitable[None]], book: str) -> None:
    """Call ``note`` again and again until cancelled; what fails is tried again.

    Args:
        note: Writes a row for whatever is not on record yet.
        book: What the log calls it.
    """
    said = ""
    while True:
        try:
            await note()
            said = ""
        except StoreError as error:
            if error.slug != said:
                _LOG.warning("%s-not-journalled slug=%s", book, error.slug)
            said = error.slug
        await asyncio.sleep(_LOOK_S)


class StaffRows:
    """Writes a row for each change of the staff book.

    Args:
        book: Who may sign in.
        clock: Wall time.
        journal: Gets an ``audit`` row for each change.
    """

    def __init__(self, book: StaffBook, *, clock: Clock, journal: Journal) -> None:
        self._book, self._clock, self._journal = book, clock, journal

    async def run(self) -> None:
        """Go on until cancelled."""
        await keep_noting(self.note, "staff")

    async def note(self) -> None:
        """Write a row for whatever is not on record yet.

        Raises:
            StoreError: What is left is tried again by the next call.
        """
        for change in await asyncio.to_thread(self._book.unjournalled):
            await self._journal.append(self._draft(change))
            await asyncio.to_thread(self._book.note_journalled, change)

    def _draft(self, change: StaffChange) -> Draft:
        payload = {
            "event": change.event,
            "staff": change.staff.id,
            "name": change.staff.name,
            "role": str(change.staff.role),
            "by": change.by,
            "changed_at": change.at,
            # A power cut before the book knows it is on record makes a second row.
            "change": change.number,
        }
        return Draft(kind=Kind.AUDIT, at=self._clock.now(), payload=payload)
