"""The stand: whoever is before the lane, from the first evidence to the end.

The lane brings the evidence; here the rules are asked, the verdict is written, the gate
moved and the screen drawn, in that order.
"""

from dataclasses import replace
from typing import Final

from kiosk.core.errors import KioskError, Outdated, StoreError
from kiosk.core.override import Override
from kiosk.core.record import Draft
from kiosk.core.verdict import Verdict
from kiosk.core.view import LaneState, LaneView
from kiosk.lane.aboard import Aboard
from kiosk.lane.asking import ask_rules
from kiosk.lane.bearing import MOST_OUTDATED, Crossed
from kiosk.lane.board import Board
from kiosk.lane.inquiry import Inquiry
from kiosk.lane.latency import StageTimes
from kiosk.lane.opening import open_gate
from kiosk.lane.parts import Parts, Setting
from kiosk.lane.passage import Passage
from kiosk.lane.record import given_up
from kiosk.lane.recorder import Recorder
from kiosk.lane.states import Event, advance, written
from kiosk.lane.view import lane_view, with_fault

OVERRIDDEN: Final = "leader-override"
"""The reason of a passage that a leader let through."""

SHOWING = {LaneState.PASSING, LaneState.STOPPED}


class Stand:
    """One person at a time, and where they stand.

    Args:
        parts: Everything asked of others.
        setting: Where the lane stands.
        inquiry: Asks the health-code service.

    Attributes:
        state: Where the passage stands.
        passage: Whoever is there, or None.
        draft: The verdict that could not be written yet, or None.
        deadline: When the state expires, monotonic seconds, or None.
        crossed: Whom the volunteer may still take back, or None.
        aboard: The vehicle before the lane, and who of it is done.
        spent_episode: Presences up to here belong to earlier passages.
        board: The views.
        stages: How long the stages took.
    """

    def __init__(self, parts: Parts, setting: Setting, inquiry: Inquiry) -> None:
        self._parts, self._setting, self._inquiry = parts, setting, inquiry
        place, timing = setting.place, setting.timing
        self.recorder = Recorder(parts, place)
        self.state = LaneState.WAITING
        self.passage: Passage | None = None
        self.draft: Draft | None = None
        self.deadline: float | None = None
        self.crossed: Crossed | None = None
        self.aboard = Aboard(parts, timing.form_s)
        self.spent_episode = 0
        self.board = Board(LaneView(lane=place.lane))
        self.stages = StageTimes()

    def current(self) -> Passage:
        """The open passage, begun if there is none, with the new evidence's state."""
        if self.passage is None:
            new, now = self._parts.new_id(), self._parts.clock.monotonic()
            self.passage = Passage(
                id=new, opened_at=now, latest_at=now, visit=self.aboard.visit
            )
            self.crossed = None
        self.state = advance(self.state, Event.EVIDENCE)
        return self.passage

    async def decide(self, passage: Passage) -> None:
        """Ask the rules, and do what follows from the answer."""
        clock, timing = self._parts.clock, self._setting.timing
        asked_at = clock.monotonic()
        passage.decision = ask_rules(passage, self._parts, self._setting)
        passage.decided_at = clock.monotonic()
        self.stages.add("decide", passage.decided_at - asked_at)
        self._inquiry.consider(passage)
        if passage.wants_form:
            self.state = advance(self.state, Event.MUST_REGISTER)
            self.show(passage.latest_at + timing.form_s)
        elif not passage.ready:
            waits = timing.ask_s if passage.questioned else timing.window_s
            self.show(passage.latest_at + waits)
        else:
            self.draft = self.recorder.draft(passage, "decided", self.stages.previous)
            await self._record(passage, self.draft)

    async def _record(self, passage: Passage, draft: Draft) -> None:
        self.state = advance(self.state, Event.DECIDED)
        await self._write(passage, draft)

    async def _write(self, passage: Passage, draft: Draft) -> None:
        """Append and sync, and only then open the gate and show the verdict."""
        clock, timing = self._parts.clock, self._setting.timing
        self.show(None)
        try:
            entry = await self.recorder.write(draft)
        except StoreError as error:
            if isinstance(error, Outdated) and passage.outdated < MOST_OUTDATED:
                await self._decide_again(passage)
                return
            self.state = advance(self.state, Event.NOT_WRITTEN)
            self.show(clock.monotonic() + timing.retry_s, fault=error)
            return
        self.draft = None
        self.stages.logged(passage, clock.monotonic())
        verdict = Verdict(draft.payload["verdict"])
        fault = None
        if verdict is Verdict.ALLOW and not passage.rides:
            fault = await open_gate(self._parts.gate, timing.gate_s)
        self.state = advance(self.state, written(verdict))
        shown_at = clock.monotonic()
        allowed = self.state is LaneState.PASSING
        if allowed:
            until = shown_at + timing.undo_s
            self.crossed = Crossed(passage=passage, seq=entry.seq, until=until)
            self.aboard.let_through(self.crossed)
        left = [] if allowed else self.aboard.stopped(passage)
        until = shown_at + timing.allow_s
        self.show(until if allowed else None, fault=fault, seq=entry.seq)
        for one in left:
            await self.recorder.note(self.recorder.not_passed(one))

    async def _decide_again(self, passage: Passage) -> None:
        """Another lane let somebody of the household through in this very moment."""
        passage.outdated += 1
        self.draft = None
        self.state = advance(self.state, Event.OUTDATED)
        await self.decide(passage)

    async def _retry(self, passage: Passage, draft: Draft) -> None:
        """Try the record again; too late, it is written but opens nothing."""
        age = self._parts.clock.monotonic() - passage.latest_at
        if age <= self._setting.timing.window_s:
            await self._record(passage, draft)
            return
        try:
            await self.recorder.write(given_up(draft))
        except StoreError as error:
            now = self._parts.clock.monotonic()
            self.show(now + self._setting.timing.retry_s, fault=error)
        else:
            self._clear(Event.ABANDONED)

    async def overrule(self, passage: Passage, override: Override) -> None:
        """A leader lets pass whom the rules stopped: journalled first, as ever."""
        seq = self.board.view.seq
        if self.state is not LaneState.STOPPED or not passage.decision or seq is None:
            return  # the tap came too late
        reasons = (OVERRIDDEN, *passage.decision.reasons)
        passage.decision = replace(
            passage.decision, verdict=Verdict.ALLOW, reasons=reasons
        )
        passage.rides = self.aboard.must_wait(passage)
        self.draft = self.recorder.overridden(passage, override, seq)
        self.state = advance(self.state, Event.OVERRULED)
        await self._write(passage, self.draft)

    async def dismiss(self) -> None:
        """The volunteer is done with whoever is on the screen."""
        passage = self.passage if self.state is LaneState.STOPPED else None
        await self.close()
        if passage and passage.decision and passage.decision.verdict is Verdict.REFUSE:
            await self.recorder.note(self.recorder.turned_away(passage))

    async def close(self) -> None:
        """Take the passage off the screen; what is not in the journal goes there."""
        if self.state in SHOWING:
            self._clear(Event.DONE)
            return
        passage, draft = self.passage, self.draft
        if passage is None:  # nobody there: the last one cannot be taken back any more
            self.crossed = None
            self.show(self.idle_until())
            return
        # With a draft: its verdict could not be written and nobody passed.
        draft = given_up(draft) if draft else self.recorder.left(passage)
        self._clear(Event.ABANDONED)
        await self.recorder.note(draft)
        if draft.payload["verdict"] == Verdict.REFUSE:  # went by themselves
            await self.recorder.note(self.recorder.turned_away(passage))

    def _clear(self, event: Event) -> None:
        if self.passage and self.passage.temperature:
            episode = self.passage.temperature.episode
            self.spent_episode = max(self.spent_episode, episode)
        self.state = advance(self.state, event)
        self.passage = self.draft = None
        self.show(self.idle_until())

    def idle_until(self) -> float | None:
        """Until when something may still be done while nobody is there."""
        self.aboard.keep()
        ends = [c.until for c in (self.crossed, self.aboard.visit) if c is not None]
        return min(ends, default=None)

    def show(
        self,
        deadline: float | None,
        *,
        fault: KioskError | None = None,
        seq: int | None = None,
    ) -> None:
        """Draw the stand as it is, until ``deadline`` at the latest."""
        self.deadline = deadline
        undoable = self.crossed.id if self.crossed else None
        view = lane_view(self.board.view, self.state, self.passage, seq=seq)
        view = replace(view, undoable=undoable, vehicle=self.aboard.view())
        self.board.show(view if fault is None else with_fault(view, fault))

    async def expire(self) -> None:
        """The state lasted as long as it may; go on by itself."""
        if self.state is LaneState.UNRECORDED and self.passage and self.draft:
            await self._retry(self.passage, self.draft)
        else:
            await self.close()

    async def take_back(self, crossed: Crossed) -> None:
        """Journal that the person did not go through; the first row stays."""
        self.crossed = None
        drafts = [
            self.recorder.not_passed(one) for one in self.aboard.take_back(crossed)
        ]
        if self.state is LaneState.PASSING:
            self._clear(Event.DONE)
        else:
            self.show(self.idle_until())
        for draft in drafts:
            await self.recorder.note(draft)
