"""The handover office 交接班: a frozen summary that two people sign for.

An offer is a journal row, so a restart between the two loses nothing. The remark and
the signatures are sealed, and this kiosk cannot read them again: they are shown only
until it restarts or the next offer is made.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final, TypeVar

from kiosk.app.handover_form import signature_of, stock_of, words_of
from kiosk.app.refusing import refusing
from kiosk.app.shift_rows import ShiftRows, named
from kiosk.core.errors import FormError
from kiosk.core.handover import Handover, HandoverBoard, Summary, Words
from kiosk.core.household import Quota
from kiosk.core.shift import DutyEvent, duty_of
from kiosk.core.staff import Role, Staff
from kiosk.store.tally import Tally

_Answer = TypeVar("_Answer")

_SHOWN: Final = 5


class JournalHandoverOffice:
    """Implements ``ports.HandoverOffice``.

    Args:
        rows: Writes what happens, and knows who is on duty.
        tally: Sums up.
        quota: The policy's window now, for who is overdue.
    """

    def __init__(
        self, rows: ShiftRows, tally: Tally, *, quota: Callable[[], Quota]
    ) -> None:
        self._rows, self._tally, self._quota = rows, tally, quota
        self._words: tuple[int, Words] = (0, Words())  # of which offer

    async def board(self) -> HandoverBoard:
        """What the page shows; see ``ports.HandoverOffice``."""
        offered = await asyncio.to_thread(self._rows.book.offered)
        return HandoverBoard(
            summary=None if offered else await self._summary(),
            offered=self._worded(offered) if offered else None,
            last=await asyncio.to_thread(self._rows.book.last, _SHOWN),
        )

    async def offer(self, staff: Staff, fields: Mapping[str, str]) -> None:
        """Freeze the summary; see ``ports.HandoverOffice``."""
        words, stock = words_of(fields), stock_of(fields)
        async with self._rows.turn:
            if await _read(self._rows.book.offered) is not None:
                raise FormError("handover", "handover-waits", "accept that one first")
            leaving = self._leaving(staff, fields.get("leaving", ""))
            summary = await _asked(self._summary())
            more = {
                "leaving": leaving,
                "stock": stock,
                "summary": summary.written(),
                "remarked": bool(words.remark),
                "signed": bool(words.signature),
            }
            private = {"remark": words.remark, "signature": words.signature}
            row = await self._rows.write(DutyEvent.OFFERED, staff, more, private)
            self._words = row.seq, words

    async def accept(self, staff: Staff, offer: int, signature: str) -> int:
        """Take over; see ``ports.HandoverOffice``."""
        signature = signature_of(signature)
        async with self._rows.turn:
            offered = await self._waiting(offer)
            if offered.outgoing.partition(" ")[0] == staff.id:
                raise FormError("handover", "handover-self", "another person accepts")
            last = await _read(lambda: self._rows.book.last(1))
            number = (last[0].number or 0) + 1 if last else 1
            more = {
                **named(staff),
                "offer": offer,
                "number": number,
                "outgoing": offered.outgoing,
                "leaving": self._going(offered, staff),
                "stock": dict(offered.stock),
                "summary": offered.summary.written(),
                "signed": bool(signature),
            }
            private = {"signature": signature}
            await self._rows.write(DutyEvent.HANDOVER, staff, more, private)
            seq, words = self._words
            if seq != offer:  # the kiosk restarted in between
                words = Words()
            self._words = offer, replace(words, accepted=signature)
            return number

    async def withdraw(self, staff: Staff, offer: int) -> None:
        """Take an offer back; see ``ports.HandoverOffice``."""
        async with self._rows.turn:
            offered = await self._waiting(offer)
            own = offered.outgoing.partition(" ")[0] == staff.id
            if not own and not staff.role.covers(Role.LEADER):
                raise FormError("shift", "leader-needed", "a leader's own PIN")
            await self._rows.write(DutyEvent.WITHDRAWN, staff, {"offer": offer})

    async def accepted(self, number: int) -> Handover | None:
        """The handover with this number; see ``ports.HandoverOffice``."""
        found = await asyncio.to_thread(self._rows.book.accepted, number)
        return self._worded(found) if found else None

    async def _summary(self) -> Summary:
        stay = timedelta(hours=self._quota().return_hours)
        return await asyncio.to_thread(
            self._tally.summary, self._rows.clock.now(), stay
        )

    async def _waiting(self, offer: int) -> Handover:
        offered = await _read(self._rows.book.offered)
        if offered is None or offered.seq != offer:
            raise FormError("handover", "handover-over", "it was closed meanwhile")
        return offered

    def _leaving(self, staff: Staff, asked: str) -> list[int]:
        """The duties that end: the outgoing's own, and those that were ticked."""
        present = self._rows.known()
        own = duty_of(present, staff.id)
        if own is None and not staff.role.covers(Role.LEADER):
            raise FormError("shift", "not-on-duty", "sign in on post first")
        ticked = {word.strip() for word in asked.split(",")}
        return [d.seq for d in present if d == own or str(d.seq) in ticked]

    def _going(self, offered: Handover, incoming: Staff) -> list[int]:
        """The duties that end, but not the incoming's own."""
        own = duty_of(self._rows.known(), incoming.id)
        return [seq for seq in offered.leaving if own is None or seq != own.seq]

    def _worded(self, handover: Handover) -> Handover:
        seq, words = self._words
        return replace(handover, words=words) if seq == handover.seq else handover


async def _read(question: Callable[[], _Answer]) -> _Answer:
    """Ask the book, off the event loop."""
    return await _asked(asyncio.to_thread(question))


async def _asked(question: Awaitable[_Answer]) -> _Answer:
    with refusing("handover", "shift-unrecorded"):
        return await question
