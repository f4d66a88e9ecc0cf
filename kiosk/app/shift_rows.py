"""Rows of kind ``shift``, written for the shift office and the handover office."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from kiosk.app.refusing import refusing
from kiosk.core.errors import FormError, StoreError
from kiosk.core.record import Draft, Entry, Kind, Person
from kiosk.core.shift import Duty, DutyEvent, Rota
from kiosk.core.staff import Staff
from kiosk.ports import Clock, Journal
from kiosk.store.shift_book import ShiftBook


class ShiftRows:
    """Writes what happens to shifts, one thing after the other.

    The kiosk is the only one that writes its journal, so who is on duty is kept in
    memory and read again after every row.

    Args:
        book: Who is on duty.
        rota: When shifts change, as it is now.
        clock: Wall time.
        journal: Gets the rows.
        place: Which kiosk and checkpoint, as rows carry it.
    """

    def __init__(
        self,
        book: ShiftBook,
        rota: Callable[[], Rota],
        *,
        clock: Clock,
        journal: Journal,
        place: Mapping[str, str],
    ) -> None:
        self.book, self.rota, self.clock = book, rota, clock
        self.turn = asyncio.Lock()  # two screens: the first counts
        self._journal, self._place = journal, place
        self._present: tuple[Duty, ...] | None = None

    def present(self) -> tuple[Duty, ...] | None:
        """Who is on duty, or None when the records cannot be read."""
        if self._present is None:
            try:
                self._present = self.book.present()
            except StoreError:
                return None
        return self._present

    def on_duty(self) -> tuple[str, ...]:
        """The staff numbers of who is on duty, as passages carry them."""
        return tuple(duty.staff for duty in self.present() or ())

    def known(self) -> tuple[Duty, ...]:
        """Who is on duty.

        Raises:
            FormError: The records cannot be read.
        """
        present = self.present()
        if present is None:
            raise FormError("shift", "shift-unrecorded", "the records cannot be read")
        return present

    async def write(
        self,
        event: DutyEvent,
        staff: Staff,
        more: Mapping[str, Any],
        private: Mapping[str, str] | None = None,
    ) -> Entry:
        """Write a row about ``staff``; what is ``private`` is sealed.

        Raises:
            FormError: It was not recorded.
        """
        now = self.clock.now()
        kept = {name: text for name, text in (private or {}).items() if text}
        payload = {
            "event": str(event),
            "by": str(staff),
            **self._place,
            "turn": str(self.rota().at(now)),
            "clock": self.clock.state(),
            **more,
        }
        person = Person(subject=f"shift {staff.id}", masked="", private=kept)
        draft = Draft(
            kind=Kind.SHIFT, at=now, payload=payload, person=person if kept else None
        )
        try:
            with refusing("shift", "shift-unrecorded"):
                return await self._journal.append(draft)
        finally:
            self._present = None


def named(staff: Staff) -> dict[str, str]:
    """Somebody who goes on duty, as rows name them."""
    return {"staff": staff.id, "name": staff.name, "role": str(staff.role)}
