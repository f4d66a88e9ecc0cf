"""Two gates that let one household go, and together too often. Pure.

A use may be heard of days after it happened: a gate was offline. It counts in the
window in which it happened, not in today's.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from kiosk.core.household import Quota


class ExitHere(NamedTuple):
    """An exit of the household through this gate: when, and in which passage."""

    at: datetime
    passage: str


def conflict(
    quota: Quota,
    exits: int,
    heard: datetime,
    here: Sequence[ExitHere],
    away: Sequence[datetime],
) -> str | None:
    """The newest passage here that together with a use heard of is one too many.

    Args:
        quota: The window in which exits are counted.
        exits: How many it allows.
        heard: When the use happened that was heard of now, aware.
        here: Exits through this gate, in their order.
        away: When the household went out elsewhere, as far as was known before.

    Returns:
        None: all of it was allowed, or this gate has no part in it.
    """
    for end in (heard, *(one.at for one in here), *away):
        since = quota.since(end)
        ours = [one.passage for one in here if since <= one.at <= end]
        theirs = sum(since <= at <= end for at in away)
        if since <= heard <= end and ours and len(ours) + theirs + 1 > exits:
            return ours[-1]
    return None
