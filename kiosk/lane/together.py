"""Whose code is it? Several codes in one picture, or soon after one another.

Nobody can see whose hand holds a code. What can be told: one person has one code of a
kind, codes held up side by side are one person's unless there are two of a kind, and a
code that comes long after the last one, or after another forehead, is another person's.
Where nothing can be told, a code joins nobody; see decision 0015.
"""

from collections.abc import Sequence
from enum import StrEnum

from kiosk.core.evidence import CodeKind, CodeScan
from kiosk.core.view import LaneState
from kiosk.lane.in_view import BESIDE_S, Held, InView, Mark, is_crowd
from kiosk.lane.passage import Passage

_BUSY = {LaneState.REGISTERING, LaneState.RECORDING, LaneState.UNRECORDED}
_SHOWING = {LaneState.PASSING, LaneState.STOPPED}


class Turn(StrEnum):
    """What becomes of a code now."""

    JOINS = "joins"  # the passage before the lane, or one begun for it
    NEXT = "next"  # it ends the passage before the lane and begins the next
    WAITS = "waits"  # another person's: once the lane is free
    BESIDE = "beside"  # of somebody who was served; alone it begins nothing


_MARKS = {
    Turn.JOINS: Mark.COUNTED,
    Turn.NEXT: Mark.COUNTED,
    Turn.WAITS: Mark.WAITING,
    Turn.BESIDE: Mark.BESIDE,
}

_ANOTHERS = {CodeKind.PASS: Turn.NEXT, CodeKind.UNKNOWN: Turn.WAITS}
"""While somebody without a pass is asked: whoever has a pass is somebody else; a code
that says nothing is too, and ends nobody's questions."""


class Pictures:
    """Puts the codes of one picture together: sources tell them one by one."""

    def __init__(self) -> None:
        self._parts: dict[str, list[CodeScan]] = {}

    def add(self, scan: CodeScan) -> Sequence[CodeScan]:
        """The whole picture with its last code, nothing before."""
        parts = self._parts.pop(scan.scanner, [])
        if parts and parts[0].captured_at != scan.captured_at:
            parts = []  # its last code never came: the device failed between
        parts.append(scan)
        if scan.following:
            self._parts[scan.scanner] = parts
            return ()
        return parts


class Company:
    """Judges whose the codes are that are held up together.

    Args:
        in_view: What is held up.
        join_s: Seconds after a passage's codes were last in view in which one of
            another kind is still taken for the same person's.
    """

    def __init__(self, in_view: InView, join_s: float) -> None:
        self._in_view, self._join_s = in_view, join_s

    def turn_of(self, held: Held, passage: Passage | None, state: LaneState) -> Turn:
        """Judge a code that counts for nobody yet, and mark it."""
        turn = self._judge(held, passage, state)
        held.mark = _MARKS[turn]
        return turn

    def _judge(self, held: Held, passage: Passage | None, state: LaneState) -> Turn:
        if state in _BUSY:
            return Turn.WAITS
        if held.kind is CodeKind.UNKNOWN and self._in_view.beside(_at(held)):
            return Turn.BESIDE  # says nothing of anybody while somebody is shown
        if passage is not None and state in _SHOWING:
            return self._after(held, passage, state)
        if passage is not None and passage.lacks_pass and held.kind in _ANOTHERS:
            return _ANOTHERS[held.kind]
        if passage is not None and passage.codes:
            return self._during(held, passage)
        return self._first(held, passage)

    def _first(self, held: Held, passage: Passage | None) -> Turn:
        """With no code before it in its passage, if there is a passage."""
        if held.mark is Mark.BESIDE:
            return Turn.BESIDE
        others = [h for h in self._in_view.beside(_at(held)) if h is not held]
        counted = [h for h in others if h.mark is Mark.COUNTED]
        if passage is not None and any(
            h.kind is held.kind and h.mark is not Mark.COUNTED for h in others
        ):
            return Turn.WAITS  # whose forehead was it?
        if counted and all(h.kind is not held.kind for h in counted):
            return Turn.BESIDE
        return Turn.JOINS

    def _during(self, held: Held, passage: Passage) -> Turn:
        """While a passage with codes is undecided."""
        at, waited = _at(held), held.mark is not Mark.NEW
        there = self._is_there(passage, at)
        if held.kind in passage.codes:
            return Turn.WAITS if waited or there else Turn.NEXT
        if CodeKind.UNKNOWN in {held.kind, *passage.codes}:
            return Turn.NEXT
        if is_crowd(self._in_view.beside(at)):
            return Turn.WAITS
        if there:
            return Turn.JOINS
        if waited:
            return Turn.BESIDE if held.mark is Mark.BESIDE else Turn.WAITS
        seen_at = passage.seen_at
        stepped_up = (
            passage.stepped_up_at is not None and passage.stepped_up_at > seen_at
        )
        late = at - seen_at > self._join_s
        return Turn.NEXT if late or stepped_up or passage.company else Turn.JOINS

    def _after(self, held: Held, passage: Passage, state: LaneState) -> Turn:
        """While a verdict is on the screen."""
        there = self._is_there(passage, _at(held))
        if held.mark is Mark.BESIDE or (there and passage.has_room_for(held.kind)):
            return Turn.BESIDE
        patient = state is LaneState.STOPPED or held.kind is CodeKind.UNKNOWN
        if held.mark is Mark.WAITING and (there or patient):
            return Turn.WAITS
        return Turn.NEXT

    def settle(self, passage: Passage, at: float) -> bool:
        """Tell the passage who else is there; True when its screen must change.

        A code that joined just before it turned out that two people stand there is
        taken back: it may be the other one's.
        """
        own = {shown.scan.text for shown in passage.codes.values()}
        beside = self._in_view.beside(at)
        others = [held for held in beside if held.scan.text not in own]
        sights = [_at(held) for held in beside if held.scan.text in own]
        passage.seen_at = max([passage.seen_at, *sights])
        passage.company = passage.company or bool(others)
        was, passage.crowd = passage.crowd, any(h.mark is Mark.WAITING for h in others)
        rivals = any(h.kind in passage.codes for h in others)
        return (rivals and self._take_back(passage, at)) or was != passage.crowd

    def _take_back(self, passage: Passage, at: float) -> bool:
        """Part the passage from what joined its first code within the last moment."""
        joined = list(passage.codes.values())[1:]
        late = [shown for shown in joined if at - shown.scan.captured_at <= BESIDE_S]
        for shown in late:
            passage.drop_code(shown.reading.kind)
        found = [self._in_view.find(shown.scan.text) for shown in late]
        for held in [held for held in found if held is not None]:
            held.mark = Mark.WAITING
        return bool(late)

    def _is_there(self, passage: Passage, at: float) -> bool:
        return any(
            (held := self._in_view.find(shown.scan.text)) and held.is_beside(at)
            for shown in passage.codes.values()
        )


def _at(held: Held) -> float:
    return held.scan.captured_at
