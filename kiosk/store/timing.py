"""How sure the time of a row is: every row says it, beside its place in ``seq``.

``clock`` is the state of the clock, ``boot`` the machine's boot, ``monotonic`` the
seconds of that boot's steady clock. From these the true time of a row that was written
by a wrong clock is told later, once the clock was set: see ``clock_report``.
"""

from dataclasses import replace
from typing import Any, Final

from sqlite_utils import Database

from kiosk.core.record import Draft
from kiosk.ports import Clock

_AT_ONCE_S: Final = 2.0
_ROWS_LOOKED_AT: Final = 10_000

_LAST_SURE: Final = f"""
SELECT at FROM (SELECT at, payload FROM journal ORDER BY seq DESC
    LIMIT {_ROWS_LOOKED_AT})
WHERE payload NOT LIKE '%"clock":"unsure"%' LIMIT 1"""  # noqa: S608 - no input in it


def timed(draft: Draft, clock: Clock) -> Draft:
    """``draft`` with what ``clock`` knows of its time; what its author said stays.

    A row that is written later than it happened gets no ``monotonic``: that of now is
    not its own.
    """
    known: dict[str, Any] = {"clock": clock.state(), "boot": clock.boot()}
    aware = draft.at.tzinfo is not None  # else it is refused in a moment
    if aware and abs((clock.now() - draft.at).total_seconds()) <= _AT_ONCE_S:
        known["monotonic"] = round(clock.monotonic(), 3)
    return replace(draft, payload={**known, **draft.payload})


def last_sure(db: Database) -> str | None:
    """Wall time of the newest row that no unsure clock wrote, or None.

    A clock that ran ahead before it was ever set must not be a floor for the right one.
    """
    row = db.execute(_LAST_SURE).fetchone()
    return row[0] if row else None
