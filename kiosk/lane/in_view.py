"""The codes held up before a lane: seen when, and counted for somebody or not yet."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kiosk.core.evidence import CodeKind, CodeReading, CodeScan

BESIDE_S: Final = 1.0
"""A code seen so long ago is still held up: a reader misses some pictures."""


class Mark(StrEnum):
    """What a code that is held up is to the lane."""

    NEW = "new"
    WAITING = "waiting"  # somebody else's than the passage's; its turn will come
    BESIDE = "beside"  # seen beside one that was counted; counts only with another
    COUNTED = "counted"  # evidence of a passage, open or over


@dataclass(slots=True)
class Held:
    """One code that is held up.

    Attributes:
        scan: The newest sight of it.
        reading: What it turned out to be.
        read_at: When it was recognised, monotonic seconds.
        mark: What it is to the lane.
    """

    scan: CodeScan
    reading: CodeReading
    read_at: float
    mark: Mark = Mark.NEW

    @property
    def kind(self) -> CodeKind:
        """The family."""
        return self.reading.kind

    def is_beside(self, at: float) -> bool:
        """Whether it is held up at ``at``, monotonic seconds."""
        return at - self.scan.captured_at <= BESIDE_S


class InView:
    """Remembers every code until it was out of view for a while.

    Args:
        quiet_s: Seconds out of view after which a code is a new one.
        recognise: What a text is, now.
    """

    def __init__(self, quiet_s: float, recognise: Callable[[str], CodeReading]) -> None:
        self._quiet_s, self._recognise = quiet_s, recognise
        self._held: dict[str, Held] = {}

    def look(self, picture: Sequence[CodeScan]) -> list[Held]:
        """Note the codes of one picture; return those not counted yet, passes first."""
        at = max(scan.captured_at for scan in picture)
        self._held = {
            text: held
            for text, held in self._held.items()
            if at - held.scan.captured_at < self._quiet_s
        }
        seen = {scan.text: self._note(scan) for scan in picture}.values()
        found = [held for held in seen if held.mark is not Mark.COUNTED]
        return sorted(found, key=lambda held: held.kind is not CodeKind.PASS)

    def _note(self, scan: CodeScan) -> Held:
        held, at = self._held.get(scan.text), scan.captured_at
        if held is None:
            held = Held(scan, self._recognise(scan.text), at)
            self._held[scan.text] = held
        elif at >= held.scan.captured_at:
            held.scan = scan
        if held.mark is not Mark.COUNTED and at - held.read_at > BESIDE_S:
            held.reading, held.read_at = self._recognise(scan.text), at
        return held

    def find(self, text: str) -> Held | None:
        """The code of that text, if it is remembered."""
        return self._held.get(text)

    def beside(self, at: float) -> list[Held]:
        """The codes of known kinds that are held up at ``at``."""
        return [
            held
            for held in self._held.values()
            if held.is_beside(at) and held.kind is not CodeKind.UNKNOWN
        ]


def is_crowd(codes: Collection[Held]) -> bool:
    """Whether they must be several people's: two of one kind."""
    return len({held.kind for held in codes}) < len(codes)
