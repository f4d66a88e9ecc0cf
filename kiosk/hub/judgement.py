"""The judgement on each row of a batch: right, or wrong and why. Pure."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final, NamedTuple

from kiosk.codes.acknowledgement import Rejection
from kiosk.codes.batch import LOST, Event
from kiosk.codes.batch_reading import Read
from kiosk.core.chain import Flaw, row_hash
from kiosk.core.record import Kind

FORK: Final = "fork"
"""The hub has another row of this number."""

UNREADABLE: Final = "unreadable"

_DETAILS: Final = {
    LOST: "the kiosk's own journal lacks this row",
    str(Flaw.PREV): "it does not follow the row before it",
    str(Flaw.HASH): "its hash is not that of its fields",
    UNREADABLE: "its time or text cannot be read",
    FORK: "the hub has another row of this number; was the kiosk copied or restored?",
}
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_LONGEST_KIND: Final = 32
_KINDS: Final = frozenset(Kind)
_YEARS: Final = range(1970, 2200)  # a clock without a battery starts in 1970


class Judged(NamedTuple):
    """A row with what was found.

    Attributes:
        read: As it came.
        moment: Its time, UTC, where it is right.
        code: Why it is rejected, or None: it is right.
    """

    read: Read
    moment: datetime | None
    code: str | None


def judge(read: Iterable[Read], tail: str | None) -> Iterator[Judged]:
    """Judge rows one after another.

    After a wrong row the walk goes on from what that row says of itself, so that one
    change is told once.

    Args:
        read: Numbered without a gap.
        tail: The hash that the row before them states; None: it is lost, and anything
            may follow.
    """
    for one in read:
        row, moment = one.event.row, _moment(one.event.row.at)
        follows = tail is None or row.prev == tail or row.kind == LOST
        code = fault_alone(one) if follows else str(Flaw.PREV)
        if code is None and (moment is None or not _storable(one)):
            code = UNREADABLE
        yield Judged(one, moment, code)
        tail = tail_of(one.event)


def tail_of(event: Event) -> str | None:
    """What the next row must name as the one before."""
    return None if event.row.kind == LOST else event.row.hash


def rejection(seq: int, code: str) -> Rejection:
    """A rejection in words."""
    return Rejection(seq=seq, code=code, detail=_DETAILS[code])


def fault_alone(read: Read) -> str | None:
    """What is wrong with a row whatever lies before it, or None."""
    if read.hashed is not None:
        return None
    row = read.event.row
    if row.kind == LOST and not row.hash:
        return LOST
    try:
        right = row.hash == row_hash(row.prev, row.seq, row.at, row.kind, row.payload)
    except UnicodeEncodeError:  # a surrogate that stands for no byte
        return UNREADABLE
    return None if right else str(Flaw.HASH)


def _storable(read: Read) -> bool:
    row = read.event.row
    return (
        _HASH.fullmatch(row.prev) is not None
        and (row.kind in _KINDS or _is_kind(row.kind))
        and _is_text(row.at)
        # What was hashed was read as JSON in UTF-8, which has no NUL but as an escape.
        and (read.hashed is not None or _is_text(row.payload))
    )


def _is_kind(value: str) -> bool:
    return len(value) <= _LONGEST_KIND and _is_text(value)


def _is_text(value: str) -> bool:
    """Whether PostgreSQL keeps it as text; damaged rows have bytes that are not."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value


def _moment(at: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    plausible = moment.tzinfo is not None and moment.year in _YEARS
    # PostgreSQL reads no zone with a part of a second, which Python does.
    return moment.astimezone(UTC) if plausible else None
