"""The forwarder: one batch in flight, until everything is up, and then again."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from kiosk.codes.acknowledgement import Acknowledgement, Forwarded, Rejection
from kiosk.codes.batch import MOST_EVENTS
from kiosk.codes.signed_head import HubAnswerMalformed
from kiosk.core.errors import StoreError
from kiosk.core.record import Draft, Kind
from kiosk.upstream.forwarder.backoff import Backoff, Draw, any_part, attempts
from kiosk.upstream.forwarder.courier import Courier
from kiosk.upstream.forwarder.delivery import Route
from kiosk.upstream.forwarder.errors import HubRefused
from kiosk.upstream.forwarder.pace import Due, Pace
from kiosk.upstream.forwarder.parcel import Load, Wanted
from kiosk.upstream.forwarder.parts import Desk, Peer
from kiosk.upstream.forwarder.rows import refused_row, rejected_row, rewound_row

_UNREADABLE: Final = frozenset({"batch-malformed", "batch-too-large"})
_KEEP_S: Final = 20.0  # during a backlog the card, and the lane, are spared


@dataclass(slots=True)
class _Fit:
    """What the hub can read: smaller batches, and rows it never will."""

    most: int = MOST_EVENTS
    spared: frozenset[int] = field(default_factory=frozenset)


class Forwarder:
    """Sends journal rows up.

    Packing goes on beside the event loop, one batch at a time; a backlog has a process
    of its own.

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
        route = Route(
            source=desk.source,
            sender=peer.sender,
            address=peer.line.address,
            hub_public=peer.hub_public,
        )
        self._courier = Courier(route, peer.line)

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
        self._courier.close()

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
        desk, began = self._desk, self._desk.clock.monotonic()
        wanted = Wanted(
            after=self._kept.through, most=self._fit.most, spared=self._fit.spared
        )
        delivered = await self._courier.carry(
            wanted, desk.clock.now(), desk.newest() - wanted.after
        )
        self._due.sent(began)
        if delivered is None:
            return False
        load, answer = delivered.load, delivered.answer
        if isinstance(answer, Acknowledgement):
            await self._take(load, answer)
        elif not await self._mended(answer, load):
            raise answer
        return True

    async def _is_due(self) -> bool:
        desk, through = self._desk, self._kept.through
        newest = desk.newest()
        desk.light.waiting = max(0, newest - through)
        if newest <= through:
            return False
        now = desk.clock.monotonic()
        try:
            return await self._courier.apart(
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

    async def _take(self, load: Load, answer: Acknowledgement) -> None:
        if answer.accepted_through < load.first:
            raise HubAnswerMalformed("nothing of the batch was taken")
        head = answer.signed.head
        ours = load.tail or None
        if head.seq != load.last:
            ours = await self._courier.apart(
                partial(self._desk.source.hash_of, head.seq)
            )
        witness = self._kept.witness
        if ours == head.hash:
            witness = answer.signed
        if answer.accepted_through > load.last or ours not in {head.hash, None}:
            self._desk.light.forked()
        await self._tell_rejected(load, answer.rejected)
        self._fit.most, self._refused = MOST_EVENTS, None
        self._desk.light.answered()
        self._kept = Forwarded(
            through=min(answer.accepted_through, load.last),
            witness=witness,
            contact=self._desk.light.contact,
        )
        await self._save()

    async def _save(self) -> None:
        desk, now = self._desk, self._desk.clock.monotonic()
        done = self._kept.through >= desk.newest()
        if done or self._saved_at is None or now - self._saved_at >= _KEEP_S:
            self._saved_at = now
            await self._courier.apart(partial(desk.keep, self._kept))

    async def _mended(self, refusal: HubRefused, load: Load) -> bool:
        """Whether something can be done about a refusal here and now."""
        through = refusal.accepted_through
        if refusal.code == "gap" and through is not None and through < load.first - 1:
            await self._note(rewound_row(self._kept.through, through))
            self._kept = replace(self._kept, through=through)
            return True
        if refusal.code in _UNREADABLE and load.count > 1:
            self._fit.most = load.count // 2
            return True
        if refusal.code in _UNREADABLE and load.first not in self._fit.spared:
            self._fit.spared |= {load.first}
            detail = Rejection(seq=load.first, code=refusal.code, detail="")
            await self._note(rejected_row([detail]))
            return True
        if refusal.code != self._refused:
            self._refused = refusal.code
            await self._note(refused_row(refusal.code))
        return False

    async def _tell_rejected(self, load: Load, rejected: Sequence[Rejection]) -> None:
        """Journal what the hub keeps apart; not of our own rows about it.

        In a forked journal every row is kept apart. A row about each row about a row
        would never end.
        """
        theirs = [
            one
            for one in rejected
            if load.first <= one.seq <= load.last and one.seq not in load.ours
        ]
        if theirs:
            await self._note(rejected_row(theirs))

    async def _note(self, payload: Mapping[str, Any]) -> None:
        draft = Draft(kind=Kind.FORWARD, at=self._desk.clock.now(), payload=payload)
        await self._desk.journal.append(draft)
