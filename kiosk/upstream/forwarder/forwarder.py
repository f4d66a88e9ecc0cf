"""The forwarder: one batch in flight, until everything is up, and then again."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from kiosk.codes.acknowledgement import (
    Acknowledgement,
    Forwarded,
    Rejection,
    read_acknowledgement,
)
from kiosk.codes.batch import MOST_EVENTS
from kiosk.codes.signed_head import HubAnswerMalformed
from kiosk.core.errors import StoreError
from kiosk.core.record import Draft, Kind
from kiosk.upstream.forwarder.backoff import Backoff, Draw, any_part, attempts
from kiosk.upstream.forwarder.errors import HubRefused
from kiosk.upstream.forwarder.pace import Due, Pace
from kiosk.upstream.forwarder.packer import Packer
from kiosk.upstream.forwarder.parcel import Parcel, Wanted
from kiosk.upstream.forwarder.parts import Desk, Peer
from kiosk.upstream.forwarder.rows import refused_row, rejected_row, rewound_row

BATCHES: Final = "/v1/batches"
_UNREADABLE: Final = frozenset({"batch-malformed", "batch-too-large"})
_KEEP_S: Final = 5.0  # during a backlog the card is spared


@dataclass(slots=True)
class _Fit:
    """What the hub can read: smaller batches, and rows it never will."""

    most: int = MOST_EVENTS
    spared: frozenset[int] = field(default_factory=frozenset)


class Forwarder:
    """Sends journal rows up.

    Reading, encoding and signing go on beside the event loop, one batch at a time; the
    lane shares nothing with it but the processor.

    Args:
        peer: Whom to send to.
        desk: What to work with.
        kept: What the hub said before this start.
        pace: How often to send.
        draw: Picks a part of a back-off's span.
    """

    def __init__(
        self,
        peer: Peer,
        desk: Desk,
        kept: Forwarded,
        pace: Pace | None = None,
        draw: Draw = any_part,
    ) -> None:
        self._peer, self._desk, self._kept = peer, desk, kept
        self._pace, self._draw = pace or Pace(), draw
        self._due = Due(self._pace, desk.source.presses)
        self._fit = _Fit()
        self._saved_at: float | None = None
        self._refused: str | None = None
        self._packer = Packer(desk.source, peer.sender)

    @property
    def forwarded(self) -> Forwarded:
        """What the hub said last."""
        return self._kept

    async def run(self) -> None:
        """Send whatever is due, until cancelled."""
        try:
            while True:
                if await self._is_due():
                    await self._push_until_taken()
                    await asyncio.sleep(self._pace.breath_s)
                else:
                    await asyncio.sleep(self._pace.look_s)
        finally:
            self.close()

    def close(self) -> None:
        """Let go of thread and process; ``run`` does so itself."""
        self._packer.close()

    async def drain(self) -> int:
        """Send everything there is, once; return how many rows the hub took.

        Raises:
            UpstreamError: The hub does not take it.
            StoreError: The journal cannot be read.
        """
        before = self._kept.through
        while await self.push():
            pass
        return self._kept.through - before

    async def push(self) -> bool:
        """Send one batch; False when there was nothing to send.

        Raises:
            UpstreamError: The hub did not take it.
            StoreError: The journal cannot be read.
        """
        desk = self._desk
        wanted = Wanted(
            after=self._kept.through, most=self._fit.most, spared=self._fit.spared
        )
        parcel = await self._packer.pack(
            wanted, desk.clock.now(), desk.newest() - wanted.after
        )
        self._due.sent(desk.clock.monotonic())
        if parcel is None:
            return False
        try:
            reply = await self._peer.line.post(BATCHES, parcel.body, parcel.headers)
        except HubRefused as refusal:
            if not await self._mended(refusal, parcel):
                raise
            return True
        kiosk, public = self._peer.sender.kiosk, self._peer.hub_public
        answer = read_acknowledgement(reply.body, kiosk=kiosk, hub_public=public)
        await self._take(parcel, answer)
        return True

    async def _is_due(self) -> bool:
        desk, through = self._desk, self._kept.through
        newest = desk.newest()
        desk.light.waiting = max(0, newest - through)
        if newest <= through:
            return False
        now = desk.clock.monotonic()
        try:
            return await self._packer.apart(
                partial(self._due.is_due, through, newest, now)
            )
        except StoreError:
            return False  # its own light says so; the pace tries again

    async def _push_until_taken(self) -> None:
        async for attempt in attempts(Backoff(self._failed, self._draw)):
            with attempt:
                await self.push()

    def _failed(self, error: Exception) -> None:
        desk = self._desk
        desk.light.waiting = max(0, desk.newest() - self._kept.through)
        desk.light.failed(error)

    async def _take(self, parcel: Parcel, answer: Acknowledgement) -> None:
        if answer.accepted_through < parcel.first:
            raise HubAnswerMalformed("nothing of the batch was taken")
        head = answer.signed.head
        ours = parcel.tail or None
        if head.seq != parcel.last:
            ours = await self._packer.apart(
                partial(self._desk.source.hash_of, head.seq)
            )
        witness = self._kept.witness
        if ours == head.hash:
            witness = answer.signed
        if answer.accepted_through > parcel.last or ours not in {head.hash, None}:
            self._desk.light.forked()
        await self._tell_rejected(parcel, answer.rejected)
        self._fit.most, self._refused = MOST_EVENTS, None
        self._desk.light.answered()
        self._kept = Forwarded(
            through=min(answer.accepted_through, parcel.last),
            witness=witness,
            contact=self._desk.light.contact,
        )
        await self._save()

    async def _save(self) -> None:
        desk, now = self._desk, self._desk.clock.monotonic()
        done = self._kept.through >= desk.newest()
        if done or self._saved_at is None or now - self._saved_at >= _KEEP_S:
            self._saved_at = now
            await self._packer.apart(partial(desk.keep, self._kept))

    async def _mended(self, refusal: HubRefused, parcel: Parcel) -> bool:
        """Whether something can be done about a refusal here and now."""
        through = refusal.accepted_through
        if refusal.code == "gap" and through is not None and through < parcel.first - 1:
            await self._note(rewound_row(self._kept.through, through))
            self._kept = replace(self._kept, through=through)
            return True
        if refusal.code in _UNREADABLE and parcel.count > 1:
            self._fit.most = parcel.count // 2
            return True
        if refusal.code in _UNREADABLE and parcel.first not in self._fit.spared:
            self._fit.spared |= {parcel.first}
            detail = Rejection(seq=parcel.first, code=refusal.code, detail="")
            await self._note(rejected_row([detail]))
            return True
        if refusal.code != self._refused:
            self._refused = refusal.code
            await self._note(refused_row(refusal.code))
        return False

    async def _tell_rejected(
        self, parcel: Parcel, rejected: Sequence[Rejection]
    ) -> None:
        """Journal what the hub keeps apart; not of our own rows about it.

        In a forked journal every row is kept apart. A row about each row about a row
        would never end.
        """
        theirs = [
            one
            for one in rejected
            if parcel.first <= one.seq <= parcel.last and one.seq not in parcel.ours
        ]
        if theirs:
            await self._note(rejected_row(theirs))

    async def _note(self, payload: Mapping[str, Any]) -> None:
        draft = Draft(kind=Kind.FORWARD, at=self._desk.clock.now(), payload=payload)
        await self._desk.journal.append(draft)
