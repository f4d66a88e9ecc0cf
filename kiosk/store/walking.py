"""Walking through the journal's passages, however many, a few at a time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kiosk.store import rows
from kiosk.store.database import open_for_reading
from kiosk.store.errors import StoreDamaged
from kiosk.store.files import StoreFiles
from kiosk.store.schema import refuse_newer

_CHUNK: Final = 200
# The projection has the index by time; the record itself is in the journal.
_SPAN: Final = "SELECT min(seq), max(seq) FROM passage WHERE at >= ? AND at < ?"
_NEXT: Final = (
    "SELECT journal.seq, journal.payload FROM passage JOIN journal USING (seq)"
    " WHERE passage.seq > ? AND passage.seq <= ? AND passage.outcome = 'decided'"
    " AND passage.at >= ? AND passage.at < ? ORDER BY passage.seq LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Walked:
    """One decided passage of the journal."""

    seq: int
    payload: dict[str, Any]


def decided_passages(store: Path, since: datetime, until: datetime) -> Iterator[Walked]:
    """Every decided passage from ``since`` (included) to ``until`` (not), in order.

    Memory stays the same however many there are, and no read transaction lasts, so
    that the service's writes are not held up.

    Raises:
        StoreError: There is no journal, or it cannot be read.
    """
    span = (rows.stamp(since), rows.stamp(until))
    with open_for_reading(StoreFiles(store).database) as db:
        refuse_newer(db)
        first, last = db.execute(_SPAN, span).fetchone()
        if first is None:
            return
        seen = first - 1
        while seen < last:
            found = db.execute(_NEXT, (seen, last, *span, _CHUNK)).fetchall()
            if not found:
                return
            seen = found[-1][0]
            for seq, payload in found:
                yield Walked(seq, _payload(seq, payload))


def _payload(seq: int, text: str) -> dict[str, Any]:
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError):
        raise StoreDamaged(f"row {seq} is no JSON") from None
    if not isinstance(payload, dict):
        raise StoreDamaged(f"row {seq} is no JSON object")
    return payload
