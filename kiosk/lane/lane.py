"""The lane: serves one person after another, in the order of the operating manual."""

import asyncio
from collections.abc import Sequence

from kiosk.core.evidence import (
    CodeScan,
    MaskTick,
    TemperatureKind,
    TemperatureReading,
)
from kiosk.core.registration.form import IdCard, Registration
from kiosk.core.statement import Statement
from kiosk.core.view import LaneState
from kiosk.lane.board import Board
from kiosk.lane.emergency import Emergencies
from kiosk.lane.in_view import Held, InView
from kiosk.lane.inquiry import Inquiry
from kiosk.lane.latency import StageTimes
from kiosk.lane.parts import (
    Acknowledge,
    ArriveBy,
    Item,
    Overrule,
    Parts,
    Reply,
    Setting,
    TakeBack,
    Tap,
    Touch,
    TurnBack,
)
from kiosk.lane.passage import Passage
from kiosk.lane.stand import Stand
from kiosk.lane.together import Company, Pictures, Turn
from kiosk.lane.vehicles import Vehicles

_COLLECTING = {LaneState.WAITING, LaneState.GATHERING}


class Lane:
    """One lane 通道: evidence in by ``offer``, views out by ``board``."""

    def __init__(self, parts: Parts, setting: Setting) -> None:
        self._parts, self._setting = parts, setting
        self._inquiry = Inquiry(parts.health, parts.clock)
        self._pictures = Pictures()
        self._in_view = InView(setting.timing.debounce_s, parts.reading_of)
        self._company = Company(self._in_view, setting.timing.join_s)
        self._inbox: asyncio.Queue[Item] = asyncio.Queue()
        self.stand = Stand(parts, setting, self._inquiry)
        self.vehicles = Vehicles(self.stand)
        self.emergencies = Emergencies(parts, setting, self.stand.board)

    @property
    def passage(self) -> Passage | None:
        """Whoever is before the lane; to be looked at alone."""
        return self.stand.passage

    @property
    def board(self) -> Board:
        """The lane's views."""
        return self.stand.board

    @property
    def stages(self) -> StageTimes:
        """How long the stages took."""
        return self.stand.stages

    def offer(self, item: Item) -> None:
        """Hand evidence or a touch to the lane; returns at once."""
        self._inbox.put_nowait(item)

    async def run(self) -> None:
        """Serve until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._inquiry.run(self.offer))
            group.create_task(self.emergencies.run())
            await self._serve()

    async def _serve(self) -> None:
        while True:
            left = None
            if self.stand.deadline is not None:
                left = max(0.0, self.stand.deadline - self._parts.clock.monotonic())
            try:
                async with asyncio.timeout(left):
                    item = await self._inbox.get()
            except TimeoutError:
                await self.expire()
            else:
                await self.take(item)

    async def take(self, item: Item) -> None:
        """Take one piece of evidence or one touch, and everything that follows."""
        now = self._parts.clock.monotonic()
        if self.stand.deadline is not None and self.stand.deadline <= now:
            await self.expire()
        match item:
            case CodeScan():
                await self._take_picture(self._pictures.add(item))
            case TemperatureReading():
                await self._take_temperature(item)
            case IdCard():
                await self._take_card(item)
            case Touch() if item.passage == self.board.view.passage:
                await self._take_touch(item.evidence)
            case Acknowledge() | TakeBack() | Overrule() | ArriveBy() | TurnBack():
                await self._take_tap(item)
            case Reply() if (
                self.stand.passage and item.passage == self.stand.passage.id
            ):
                await self._take_reply(self.stand.passage, item)
            case _:
                pass  # meant for the person before

    async def expire(self) -> None:
        """The state lasted as long as it may; go on by itself."""
        if self.vehicles.overdue:
            await self.vehicles.turn_back()
        else:
            await self.stand.expire()

    async def _take_picture(self, picture: Sequence[CodeScan]) -> None:
        """Take the codes of one picture: all of them, and then ask the rules once.

        An empty one is a picture of which more codes are to come, or of badges alone.
        """
        picture = [scan for scan in picture if not self._parts.take_badge(scan.text)]
        if not picture:
            return
        taken = [await self._take_code(held) for held in self._in_view.look(picture)]
        if self.stand.passage is not None and self.stand.state is LaneState.GATHERING:
            changed = self._company.settle(self.stand.passage, picture[0].captured_at)
            if changed or any(taken):
                await self.stand.decide(self.stand.passage)

    async def _take_code(self, held: Held) -> bool:
        """Take one code if it is its turn; True when it became evidence."""
        turn = self._company.turn_of(held, self.stand.passage, self.stand.state)
        if turn in {Turn.WAITS, Turn.BESIDE}:
            return False
        if turn is Turn.NEXT:
            await self.stand.close()
        holder = self._parts.holder_of(held.reading)
        self.stand.current().add_code(held.scan, held.reading, holder)
        return True

    async def _take_temperature(self, reading: TemperatureReading) -> None:
        by_hand = reading.kind is TemperatureKind.CONTACT
        if not by_hand and reading.episode <= self.stand.spent_episode:
            return  # this forehead belongs to an earlier passage
        if self.stand.state is LaneState.PASSING:
            await self.stand.close()
        if self.stand.state in _COLLECTING:
            passage = self.stand.current()
            passage.add_temperature(reading)
            await self.stand.decide(passage)

    async def _take_card(self, card: IdCard) -> None:
        if self.stand.state is LaneState.REGISTERING and self.stand.passage is not None:
            self.stand.passage.add_word(card)  # counts when the form is sent
            self.stand.show(card.at + self._setting.timing.form_s)
            return
        before = self.stand.passage.card if self.stand.passage else None
        another = before is not None and before.id_number != card.id_number
        gathering = self.stand.state is LaneState.GATHERING
        if self.stand.state is LaneState.PASSING or (gathering and another):
            await self.stand.close()
        if self.stand.state in _COLLECTING:
            await self._take_word(card)

    async def _take_touch(
        self, evidence: MaskTick | TemperatureReading | Registration | Statement
    ) -> None:
        match evidence:
            case TemperatureReading():
                await self._take_temperature(evidence)
            case Registration() if self.stand.state is LaneState.REGISTERING:
                await self._take_word(evidence)
            case MaskTick() | Statement() if self.stand.state in _COLLECTING:
                await self._take_word(evidence)
            case _:
                pass  # too late for this passage

    async def _take_word(
        self, word: MaskTick | Statement | Registration | IdCard
    ) -> None:
        passage = self.stand.current()
        passage.add_word(word)
        await self.stand.decide(passage)

    async def _take_reply(self, passage: Passage, reply: Reply) -> None:
        if passage.asked.get(reply.kind) != reply.text:
            return  # about a code that was taken back
        if self.stand.state in {LaneState.GATHERING, LaneState.REGISTERING}:
            passage.add_answer(reply.kind, reply.answer)
        if (
            self.stand.state is LaneState.GATHERING
        ):  # else it counts once the form is sent
            await self.stand.decide(passage)

    async def _take_tap(self, tap: Tap) -> None:
        crossed, here = self.stand.crossed, self.board.view.passage
        match tap:
            case TakeBack() if crossed is not None and tap.passage == crossed.id:
                await self.stand.take_back(crossed)
            case Acknowledge() if tap.passage == here:
                await self.stand.dismiss()
            case Overrule() if tap.passage == here and self.passage is not None:
                await self.stand.overrule(self.passage, tap.override)
            case ArriveBy():
                joins = tap.passage in {here, None}
                await self.vehicles.arrive_by(tap.entry, joins=joins)
            case TurnBack() if tap.visit == self.stand.aboard.id:
                await self.vehicles.turn_back()
            case _:
                pass  # too late
