"""The lane: serves one person after another, in the order of the operating manual."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from kiosk.core.errors import KioskError, Outdated, StoreError
from kiosk.core.evidence import (
    CodeScan,
    IdCard,
    MaskTick,
    Registration,
    TemperatureKind,
    TemperatureReading,
)
from kiosk.core.record import Draft
from kiosk.core.statement import Statement
from kiosk.core.verdict import Verdict
from kiosk.core.view import LaneState, LaneView
from kiosk.lane.asking import ask_rules
from kiosk.lane.bearing import MOST_OUTDATED, Crossed
from kiosk.lane.board import Board
from kiosk.lane.in_view import Held, InView
from kiosk.lane.inquiry import Inquiry
from kiosk.lane.latency import StageTimes
from kiosk.lane.opening import open_gate
from kiosk.lane.parts import (
    Acknowledge,
    Item,
    Parts,
    Reply,
    Setting,
    TakeBack,
    Touch,
)
from kiosk.lane.passage import Passage
from kiosk.lane.record import given_up
from kiosk.lane.recorder import Recorder
from kiosk.lane.states import Event, advance, written
from kiosk.lane.together import Company, Pictures, Turn
from kiosk.lane.view import lane_view, with_fault

_SHOWING = {LaneState.PASSING, LaneState.STOPPED}
_COLLECTING = {LaneState.WAITING, LaneState.GATHERING}


class Lane:
    """One lane 通道: evidence in by ``offer``, views out by ``board``."""

    def __init__(self, parts: Parts, setting: Setting) -> None:
        self._parts, self._setting, place = parts, setting, setting.place
        self._recorder = Recorder(parts.journal, parts.clock, place, parts.boot_id)
        self._inquiry = Inquiry(parts.health, parts.clock)
        self._pictures = Pictures()
        self._in_view = InView(setting.timing.debounce_s, parts.reading_of)
        self._company = Company(self._in_view, setting.timing.join_s)
        self._inbox: asyncio.Queue[Item] = asyncio.Queue()
        self._state = LaneState.WAITING
        self._passage: Passage | None = None
        self._draft: Draft | None = None  # the verdict that could not be written yet
        self._deadline: float | None = None  # monotonic s, when the state expires
        self._crossed: Crossed | None = None  # whom the volunteer may take back
        self._spent_episode = 0  # presences up to here belong to earlier passages
        self.board = Board(LaneView(lane=place.lane))
        self.stages = StageTimes()

    @property
    def passage(self) -> Passage | None:
        """Whoever is before the lane; to be looked at alone."""
        return self._passage

    def offer(self, item: Item) -> None:
        """Hand evidence or a touch to the lane; returns at once."""
        self._inbox.put_nowait(item)

    async def run(self) -> None:
        """Serve until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._inquiry.run(self.offer))
            await self._serve()

    async def _serve(self) -> None:
        while True:
            left = None
            if self._deadline is not None:
                left = max(0.0, self._deadline - self._parts.clock.monotonic())
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
        if self._deadline is not None and self._deadline <= now:
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
            case Acknowledge() | TakeBack():
                await self._take_tap(item)
            case Reply() if self._passage and item.passage == self._passage.id:
                await self._take_reply(self._passage, item)
            case _:
                pass  # meant for the person before

    async def expire(self) -> None:
        """The state lasted as long as it may; go on by itself."""
        if self._state is LaneState.UNRECORDED and self._passage and self._draft:
            await self._retry(self._passage, self._draft)
        else:
            await self._close()

    async def _take_picture(self, picture: Sequence[CodeScan]) -> None:
        """Take the codes of one picture: all of them, and then ask the rules once.

        An empty one is a picture of which more codes are to come.
        """
        if not picture:
            return
        taken = [await self._take_code(held) for held in self._in_view.look(picture)]
        if self._passage is not None and self._state is LaneState.GATHERING:
            changed = self._company.settle(self._passage, picture[0].captured_at)
            if changed or any(taken):
                await self._decide(self._passage)

    async def _take_code(self, held: Held) -> bool:
        """Take one code if it is its turn; True when it became evidence."""
        turn = self._company.turn_of(held, self._passage, self._state)
        if turn in {Turn.WAITS, Turn.BESIDE}:
            return False
        if turn is Turn.NEXT:
            await self._close()
        holder = self._parts.holder_of(held.reading)
        self._current().add_code(held.scan, held.reading, holder)
        return True

    async def _take_temperature(self, reading: TemperatureReading) -> None:
        by_hand = reading.kind is TemperatureKind.CONTACT
        if not by_hand and reading.episode <= self._spent_episode:
            return  # this forehead belongs to an earlier passage
        if self._state is LaneState.PASSING:
            await self._close()
        if self._state in _COLLECTING:
            passage = self._current()
            passage.add_temperature(reading)
            await self._decide(passage)

    async def _take_card(self, card: IdCard) -> None:
        if self._state is LaneState.REGISTERING and self._passage is not None:
            self._passage.add_word(card)  # counts when the form is sent
            self._show(card.at + self._setting.timing.form_s)
            return
        before = self._passage.card if self._passage else None
        another = before is not None and before.id_number != card.id_number
        gathering = self._state is LaneState.GATHERING
        if self._state is LaneState.PASSING or (gathering and another):
            await self._close()
        if self._state in _COLLECTING:
            await self._take_word(card)

    async def _take_touch(
        self, evidence: MaskTick | TemperatureReading | Registration | Statement
    ) -> None:
        match evidence:
            case TemperatureReading():
                await self._take_temperature(evidence)
            case Registration() if self._state is LaneState.REGISTERING:
                await self._take_word(evidence)
            case MaskTick() | Statement() if self._state in _COLLECTING:
                await self._take_word(evidence)
            case _:
                pass  # too late for this passage

    async def _take_word(
        self, word: MaskTick | Statement | Registration | IdCard
    ) -> None:
        passage = self._current()
        passage.add_word(word)
        await self._decide(passage)

    async def _take_reply(self, passage: Passage, reply: Reply) -> None:
        if passage.asked.get(reply.kind) != reply.text:
            return  # about a code that was taken back
        if self._state in {LaneState.GATHERING, LaneState.REGISTERING}:
            passage.add_answer(reply.kind, reply.answer)
        if self._state is LaneState.GATHERING:  # else it counts once the form is sent
            await self._decide(passage)

    async def _take_tap(self, tap: Acknowledge | TakeBack) -> None:
        if isinstance(tap, Acknowledge):
            if tap.passage == self.board.view.passage:
                await self._close()
        elif self._crossed is not None and tap.passage == self._crossed.id:
            await self._take_back(self._crossed)

    async def _take_back(self, crossed: Crossed) -> None:
        """Journal that the person did not go through; the first row stays."""
        self._crossed = None
        draft = self._recorder.not_passed(crossed)
        if self._state is LaneState.PASSING:
            self._clear(Event.DONE)
        else:
            self._show(None)
        await self._recorder.note(draft)

    def _current(self) -> Passage:
        """The open passage, begun if there is none, with the new evidence's state."""
        if self._passage is None:
            new, now = self._parts.new_id(), self._parts.clock.monotonic()
            self._passage = Passage(id=new, opened_at=now, latest_at=now)
            self._crossed = None
        self._state = advance(self._state, Event.EVIDENCE)
        return self._passage

    async def _decide(self, passage: Passage) -> None:
        clock, timing = self._parts.clock, self._setting.timing
        asked_at = clock.monotonic()
        passage.decision = decision = ask_rules(passage, self._parts, self._setting)
        passage.decided_at = clock.monotonic()
        self.stages.add("decide", passage.decided_at - asked_at)
        self._inquiry.consider(passage)
        if passage.wants_form:
            self._state = advance(self._state, Event.MUST_REGISTER)
            self._show(passage.latest_at + timing.form_s)
        elif not decision.final:
            waits = timing.ask_s if passage.questioned else timing.window_s
            self._show(passage.latest_at + waits)
        else:
            self._draft = self._recorder.draft(passage, "decided", self.stages.previous)
            await self._record(passage, self._draft)

    async def _record(self, passage: Passage, draft: Draft) -> None:
        """Append and sync, and only then open the gate and show the verdict."""
        clock, timing = self._parts.clock, self._setting.timing
        self._state = advance(self._state, Event.DECIDED)
        self._show(None)
        try:
            entry = await self._recorder.write(draft)
        except StoreError as error:
            if isinstance(error, Outdated) and passage.outdated < MOST_OUTDATED:
                await self._decide_again(passage)
                return
            self._state = advance(self._state, Event.NOT_WRITTEN)
            self._show(clock.monotonic() + timing.retry_s, fault=error)
            return
        self._draft = None
        self.stages.logged(passage, clock.monotonic())
        verdict = Verdict(draft.payload["verdict"])
        fault = None
        if verdict is Verdict.ALLOW:
            fault = await open_gate(self._parts.gate, timing.gate_s)
        self._state = advance(self._state, written(verdict))
        shown_at = clock.monotonic()
        allowed = self._state is LaneState.PASSING
        if allowed:
            until = shown_at + timing.undo_s
            self._crossed = Crossed(passage=passage, seq=entry.seq, until=until)
        until = shown_at + timing.allow_s
        self._show(until if allowed else None, fault=fault, seq=entry.seq)

    async def _decide_again(self, passage: Passage) -> None:
        """Another lane let somebody of the household through in this very moment."""
        passage.outdated += 1
        self._draft = None
        self._state = advance(self._state, Event.OUTDATED)
        await self._decide(passage)

    async def _retry(self, passage: Passage, draft: Draft) -> None:
        """Try the record again; too late, it is written but opens nothing."""
        age = self._parts.clock.monotonic() - passage.latest_at
        if age <= self._setting.timing.window_s:
            await self._record(passage, draft)
            return
        try:
            await self._recorder.write(given_up(draft))
        except StoreError as error:
            now = self._parts.clock.monotonic()
            self._show(now + self._setting.timing.retry_s, fault=error)
        else:
            self._clear(Event.ABANDONED)

    async def _close(self) -> None:
        """Take the passage off the screen; what is not in the journal goes there."""
        if self._state in _SHOWING:
            self._clear(Event.DONE)
            return
        passage, draft = self._passage, self._draft
        if passage is None:  # nobody there: the last one cannot be taken back any more
            self._crossed = None
            self._show(None)
            return
        # With a draft: its verdict could not be written and nobody passed.
        draft = given_up(draft) if draft else self._recorder.left(passage)
        self._clear(Event.ABANDONED)
        await self._recorder.note(draft)

    def _clear(self, event: Event) -> None:
        if self._passage and self._passage.temperature:
            episode = self._passage.temperature.episode
            self._spent_episode = max(self._spent_episode, episode)
        self._state = advance(self._state, event)
        self._passage = self._draft = None
        self._show(self._crossed.until if self._crossed else None)

    def _show(
        self,
        deadline: float | None,
        *,
        fault: KioskError | None = None,
        seq: int | None = None,
    ) -> None:
        self._deadline = deadline
        undoable = self._crossed.id if self._crossed else None
        view = lane_view(self.board.view, self._state, self._passage, seq=seq)
        view = replace(view, undoable=undoable)
        self.board.show(view if fault is None else with_fault(view, fault))
