"""What a daily report says, counted in one look at the records, off the lane's way."""

import json
from bisect import bisect_left
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from kiosk.core.handover import Counts, Summary
from kiosk.core.household import HouseholdEvent
from kiosk.core.registration.tidy import mask_name
from kiosk.core.report import Figures
from kiosk.store import rows
from kiosk.store.counting import Span, by_verdict, counts
from kiosk.store.database import open_for_reading
from kiosk.store.files import StoreFiles
from kiosk.store.schema import refuse_newer
from kiosk.store.tally import summed

# In one question, SQLite would read every row for both.
_ENDS: Final = """
SELECT (SELECT min(seq) FROM journal), (SELECT max(seq) FROM journal)"""

# What no projection has is read from the day's own rows, each once.
_SEEN: Final = """
SELECT json_extract(payload, '$.policy'), json_extract(payload, '$.clock') = 'unsure',
    json_extract(payload, '$.demonstration'),
    EXISTS (SELECT 1 FROM json_each(payload, '$.reasons') WHERE value = 'fever'),
    CASE WHEN ifnull(json_extract(payload, '$.facts.lane.direction'),
                     json_extract(payload, '$.direction')) IS NOT 'out'
    THEN json_extract(payload, '$.facts.travel.risk', '$.facts.travel.returnee',
                      '$.facts.travel.key_region') END,
    count(*)
FROM journal WHERE seq > ? AND seq <= ? AND kind = 'passage'
AND json_extract(payload, '$.outcome') IN ('decided', 'given-up')
AND json_extract(payload, '$.verdict') IS NOT NULL GROUP BY 1, 2, 3, 4, 5"""

_OPENED: Final = """
SELECT verdict, count(*) FROM incident WHERE seq > ? AND seq <= ? GROUP BY 1"""

_CLOSED: Final = """
SELECT json_extract(payload, '$.result'), count(*) FROM journal
WHERE seq > ? AND seq <= ? AND kind = 'incident'
AND json_extract(payload, '$.event') = 'closed' GROUP BY 1"""

_EXITS: Final = """
SELECT count(*), count(DISTINCT household) FROM household_use
WHERE seq > ? AND seq <= ? AND undone IS NULL"""

_WORDS: Final = """
SELECT event, count(*) FROM household_mark WHERE seq > ? AND seq <= ? GROUP BY 1"""

_STAFF: Final = """
SELECT DISTINCT staff, name FROM duty
WHERE seq <= ? AND (off_at IS NULL OR off_at >= ?) ORDER BY staff"""

_HANDOVERS: Final = """
SELECT number FROM handover
WHERE closed > ? AND closed <= ? AND number IS NOT NULL ORDER BY number"""

_UNTOLD: Final = "[null, null, null]"
_RISKS: Final = frozenset({"low", "medium", "high", "overseas"})


class ReportTally:
    """Sums up what a day came to.

    Args:
        directory: The store folder.
    """

    def __init__(self, directory: Path) -> None:
        self._path = StoreFiles(directory).database

    def last_row(self, before: datetime) -> int:
        """The last row from before a moment, or 0.

        Rows are in the order in which they were written. Where the clock was set back
        in between, which of them counts as the last is a matter of chance; each row is
        in one report all the same, for reports follow one another by row.

        Args:
            before: Wall time, aware.

        Raises:
            StoreError: The records cannot be read.
        """
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            first, last = db.execute(_ENDS).fetchone()
            if first is None:
                return 0
            numbers = range(first, last + 1)
            place = bisect_left(numbers, rows.stamp(before), key=lambda n: _time(db, n))
            return first + place - 1 if place else 0

    def count(
        self, span: Span, since: datetime, now: datetime, stay: timedelta
    ) -> tuple[Summary, Figures]:
        """Count; the time depends on the rows of the span alone.

        Args:
            span: Which rows.
            since: When the span begins, for who was on duty.
            now: Wall time, aware.
            stay: How long one may stay out before being overdue.

        Raises:
            StoreError: The records cannot be read.
        """
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            db.execute("BEGIN")  # one state of the file for every count
            return summed(db, span, now, stay), _figures(db, span, since)


def _time(db: Database, seq: int) -> str:
    row = db.execute("SELECT at FROM journal WHERE seq = ?", [seq]).fetchone()
    return str(row[0]) if row else ""


def _figures(db: Database, span: Span, since: datetime) -> Figures:
    exits, households = db.execute(_EXITS, span).fetchone()
    people = db.execute(_STAFF, [span[1], rows.stamp(since)]).fetchall()
    handovers = db.execute(_HANDOVERS, span).fetchall()
    words = _pairs(db, _WORDS, span)
    return Figures(
        ways=by_verdict(db, span, "coalesce(direction, '')"),
        classes=by_verdict(db, span, "coalesce(class, 'none')"),
        held=_reasons(db, span, "hold"),
        refused=_reasons(db, span, "refuse"),
        opened=_pairs(db, _OPENED, span),
        closed=_pairs(db, _CLOSED, span),
        exits=exits,
        households=households,
        words={str(word): words[word] for word in HouseholdEvent if word in words},
        staff=tuple(f"{number} {mask_name(name)}" for number, name in people),
        handovers=tuple(number for (number,) in handovers),
        **_seen(db, span),
    )


def _reasons(db: Database, span: Span, verdict: str) -> Counts:
    where = f"outcome IN ('decided', 'given-up') AND verdict = '{verdict}'"
    return counts(db, span, "coalesce(reason, 'none')", where)


def _pairs(db: Database, sql: str, span: Span) -> Counts:
    return {str(word or ""): int(n) for word, n in db.execute(sql, span).fetchall()}


def _seen(db: Database, span: Span) -> dict[str, Any]:
    """What only the rows themselves say of the passages."""
    seen = {"fever": 0, "unsure": 0, "demonstration": 0}
    policies: dict[str, int] = {}
    arrivals: dict[str, int] = {}
    found = db.execute(_SEEN, span).fetchall()
    for policy, unsure, demonstration, fever, travel, count in found:
        seen["fever"] += count * fever
        seen["unsure"] += count * (unsure or 0)
        seen["demonstration"] += count * (demonstration or 0)
        if policy:
            policies[policy] = policies.get(policy, 0) + count
        for word in _origins(*json.loads(travel or _UNTOLD)):
            arrivals[word] = arrivals.get(word, 0) + count
    return {**seen, "policies": policies, "arrivals": arrivals}


def _origins(risk: object, returnee: object, key_region: object) -> list[str]:
    """Under which words somebody who comes from there is counted."""
    said = {"returnee": returnee, "key": key_region, str(risk): risk in _RISKS}
    return [word for word, true in said.items() if true]
