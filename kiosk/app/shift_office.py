"""The shift office: signing in on post 在岗签到, and off again, each a journal row."""

import asyncio
from collections.abc import Callable
from typing import Final

from kiosk.app.shift_rows import ShiftRows, named
from kiosk.core.errors import FormError
from kiosk.core.shift import Duty, DutyEnd, DutyEvent, Plan, ShiftBoard, duty_of
from kiosk.core.staff import Role, Staff

_SHOWN_PAST: Final = 8


class JournalShiftOffice:
    """Implements ``ports.ShiftOffice``.

    Args:
        rows: Writes what happens, and knows who is on duty.
        plan: Who is to come, as it is now.
    """

    def __init__(self, rows: ShiftRows, plan: Callable[[], Plan | None]) -> None:
        self._rows, self._plan = rows, plan

    def present(self) -> tuple[Duty, ...] | None:
        """Who is on duty; see ``ports.ShiftOffice``."""
        return self._rows.present()

    async def board(self) -> ShiftBoard:
        """What the page shows; see ``ports.ShiftOffice``."""
        book = self._rows.book
        return ShiftBoard(
            now=self._rows.clock.now(),
            rota=self._rows.rota(),
            present=await asyncio.to_thread(book.present),
            past=await asyncio.to_thread(book.past, _SHOWN_PAST),
            plan=self._plan(),
        )

    async def begin(self, staff: Staff, relieves: int | None) -> None:
        """Put somebody on duty; see ``ports.ShiftOffice``."""
        async with self._rows.turn:
            present = self._rows.known()
            if duty_of(present, staff.id):
                raise FormError("shift", "on-duty-already", "sign out first")
            if relieves is None:
                await self._rows.write(DutyEvent.ON, staff, named(staff))
                return
            _among(present, relieves)
            more = {**named(staff), "relieves": relieves}
            await self._rows.write(DutyEvent.RELIEVED, staff, more)

    async def end(self, staff: Staff, duty: int | None) -> None:
        """Take somebody off duty; see ``ports.ShiftOffice``."""
        async with self._rows.turn:
            present = self._rows.known()
            own = duty_of(present, staff.id)
            ending = own if duty is None else _among(present, duty)
            if ending is None:
                raise FormError("shift", "not-on-duty", "sign in on post first")
            ended = DutyEnd.SIGNED_OUT
            if ending != own:
                if not staff.role.covers(Role.LEADER):
                    raise FormError("shift", "leader-needed", "a leader's own PIN")
                ended = DutyEnd.FORGOTTEN
            more = {"duty": ending.seq, "staff": ending.staff, "ended": str(ended)}
            await self._rows.write(DutyEvent.OFF, staff, more)


def _among(present: tuple[Duty, ...], seq: int) -> Duty:
    for duty in present:
        if duty.seq == seq:
            return duty
    raise FormError("shift", "duty-over", "it has ended meanwhile")
