"""Keeping: how long what is personal is kept, by what it is; and holds on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias


class Kept(StrEnum):
    """What is personal, by what is kept for a time of its own."""

    PASSAGE = "passage"  # who passed, without a form
    REGISTRATION = "registration"  # who filled in the form
    INCIDENT = "incident"  # notes on what was held or turned back
    SHIFT = "shift"  # remarks and signatures of handovers
    BEARER = "bearer"  # whose pass it was, and what a household used
    OTHER = "other"  # notes on everything else


Lasts: TypeAlias = Mapping[Kept, int]
"""The newest row of the journal that is old enough, by what is kept in it."""

Range: TypeAlias = tuple[int, int | None]
"""Numbers of journal rows, ends included; without an end: whatever comes, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a hold shall be put on, by one of four ways.

    Attributes:
        rows: Numbers of the journal.
        since: Rows from this wall time on, aware.
        until: With ``since``, before this; None: and whatever comes.
        like: Whoever this row is about.
        person: Whoever is known by this: ID number, telephone, pass or household id.
            Personal.
    """

    rows: tuple[int, int] | None = None
    since: datetime | None = None
    until: datetime | None = None
    like: int | None = None
    person: str = ""

    def __repr__(self) -> str:
        """Without the person."""
        return f"Target(rows={self.rows}, since={self.since}, like={self.like})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A supervisor's hold 暂缓删除: erasing skips these rows until it is released.

    Attributes:
        seq: The journal row that says so; also its number.
        at: When, wall time as stored.
        ranges: The rows, in order.
        why: The reason, a word of ``core.why.PERSONAL_REASONS``.
        by: Who put it.
    """

    seq: int
    at: str
    ranges: tuple[Range, ...]
    why: str
    by: str

    @property
    def protected(self) -> tuple[Range, ...]:
        """The rows, and the hold's own with its note."""
        return (*self.ranges, (self.seq, self.seq))

    @property
    def count(self) -> int | None:
        """How many rows of the journal; None: whatever comes, too."""
        if any(last is None for _, last in self.ranges):
            return None
        return sum((last or 0) - first + 1 for first, last in self.ranges)


def ranges_of(numbers: list[int]) -> tuple[Range, ...]:
    """Numbers in rising order as ranges.

    Args:
        numbers: Each once.
    """
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return tuple(ranges)
