"""Emergency vehicles 应急车辆: the gate opens at the tap, the record follows at once.

This is the one exception to "recorded, then opened". It goes past the lane's queue, so
that neither a slow disk nor whoever is on the screen delays it, and leaves them alone.
A record that cannot be written is kept, and shown as owed, until it can.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from kiosk.core.errors import DeviceError, FormError, StoreError
from kiosk.core.facts import Facts
from kiosk.core.record import Draft, Person
from kiosk.core.vehicle import EmergencyEntry, EmergencyView
from kiosk.core.verdict import Decision, Verdict
from kiosk.core.visit import VehicleFacts
from kiosk.lane.asking import ask_rules
from kiosk.lane.board import Board
from kiosk.lane.opening import open_gate
from kiosk.lane.parts import Parts, Setting
from kiosk.lane.passage import Passage
from kiosk.lane.recorder import Recorder

_LOG = logging.getLogger(__name__)
SAME_TAP_S: Final = 2.0
"""A second tap sooner than this is the same vehicle's."""
SHOWN_S: Final = 600.0
"""How long kind, plate and crew may be added."""
_REASON: Final = "emergency-vehicle"
_AFTERWARDS: Final = "record-afterwards"


@dataclass(slots=True, kw_only=True)
class Call:
    """One emergency vehicle.

    Attributes:
        passage: Its passage.
        at: When the button was tapped, wall time.
        tapped_at: The same, monotonic seconds.
        owed: Its records that are not in the journal yet, in order.
        fault: What kept the gate from opening, or None.
        described: Whether anything was noted of it since.
    """

    passage: Passage
    at: datetime
    tapped_at: float
    owed: deque[Draft] = field(default_factory=deque, repr=False)
    fault: DeviceError | None = None
    described: bool = False

    def view(self) -> EmergencyView:
        """The vehicle as the screen shows it."""
        return EmergencyView(
            id=self.passage.id,
            at=self.at,
            owed=bool(self.owed),
            described=self.described,
            fault=self.fault.slug if self.fault else None,
        )


class Emergencies:
    """The emergency vehicles of one lane.

    Args:
        parts: Everything asked of others.
        setting: Where the lane stands.
        board: Shows them beside whoever is before the lane.
    """

    def __init__(self, parts: Parts, setting: Setting, board: Board) -> None:
        self._parts, self._setting, self._board = parts, setting, board
        self._recorder = Recorder(parts, setting.place)
        self._calls: list[Call] = []
        self._wake = asyncio.Event()

    async def open(self) -> None:
        """Open the gate now; the record is being written when this returns."""
        now = self._parts.clock.monotonic()
        last = self._calls[-1] if self._calls else None
        if last is not None and now - last.tapped_at < SAME_TAP_S:
            if last.fault is not None:
                await self._open_gate(last)
            return
        told = Facts(vehicle=VehicleFacts(kind="emergency"))
        passage = Passage(
            id=self._parts.new_id(), opened_at=now, latest_at=now, told=told
        )
        call = Call(passage=passage, at=self._parts.clock.now(), tapped_at=now)
        self._calls.append(call)
        async with asyncio.TaskGroup() as both:
            both.create_task(self._open_gate(call))  # first: nothing delays it
            both.create_task(self._record(call))

    def describe(self, passage: str, entry: EmergencyEntry) -> None:
        """Note what the vehicle was, in a row of its own.

        Raises:
            FormError: It is too long ago (slug ``passage-over``).
        """
        call = next((c for c in self._calls if c.passage.id == passage), None)
        if call is None:
            raise FormError("passage", "passage-over", "it is too late for that")
        draft = self._recorder.draft(call.passage, "described")
        vehicle = {"kind": "emergency", "service": entry.service, "crew": entry.crew}
        payload = {**draft.payload, "verdict": None, "vehicle": vehicle}
        person = None
        if entry.plate:
            private = {"vehicle": {"plate": entry.plate}}
            person = Person(
                subject=entry.plate, masked="", private=private, plate=entry.plate
            )
        call.owed.append(replace(draft, payload=payload, person=person))
        call.described = True
        self._wake.set()
        self._show()

    async def run(self) -> None:
        """Write what is owed, and try again until it is written, until cancelled."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause()):
                    await self._wake.wait()
            self._wake.clear()
            await self.settle()

    async def settle(self) -> None:
        """Write everything that is owed, as far as the journal takes it."""
        for call in list(self._calls):
            while call.owed:
                try:
                    await self._recorder.write(call.owed[0])
                except StoreError as error:
                    # Even one that the journal never takes stays on the screen.
                    _LOG.error("emergency-record-owed slug=%s", error.slug)
                    break
                call.owed.popleft()
        now = self._parts.clock.monotonic()
        self._calls = [c for c in self._calls if c.owed or now < c.tapped_at + SHOWN_S]
        self._show()

    async def _open_gate(self, call: Call) -> None:
        call.fault = await open_gate(self._parts.gate, self._setting.timing.gate_s)
        self._show()

    async def _record(self, call: Call) -> None:
        decision = ask_rules(call.passage, self._parts, self._setting)
        if decision.verdict is not Verdict.ALLOW:  # a policy of others may not know it
            decision = Decision(
                verdict=Verdict.ALLOW,
                reasons=(_REASON,),
                actions=(_AFTERWARDS,),
                policy=decision.policy,
            )
        call.passage.decision = decision
        call.passage.decided_at = self._parts.clock.monotonic()
        draft = self._recorder.draft(call.passage, "decided")
        call.owed.append(replace(draft, at=call.at))
        self._wake.set()
        self._show()

    def _pause(self) -> float | None:
        """Seconds until something is to be done; None: until woken."""
        if any(call.owed for call in self._calls):
            return self._setting.timing.retry_s
        now = self._parts.clock.monotonic()
        ends = [call.tapped_at + SHOWN_S - now for call in self._calls]
        return max(0.0, min(ends)) if ends else None

    def _show(self) -> None:
        self._board.show_beside(tuple(self._views()))

    def _views(self) -> Iterator[EmergencyView]:
        return (call.view() for call in reversed(self._calls))
