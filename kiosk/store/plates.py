"""Which rows a plate was in: by a token of its day, never in plain text.

A help for searching only. The chain does not know it: what proves a plate is the sealed
box of its row. Rows from before it was kept are not found by plate.
"""

from datetime import date, timedelta
from typing import Final

from kiosk.store.sealing import SealKeys, day_token

TABLES: Final = (
    # Erasable by age, with the people row of the same number.
    """
CREATE TABLE plate (
    seq   INTEGER PRIMARY KEY REFERENCES journal (seq),
    token TEXT NOT NULL
) STRICT""",
    "CREATE INDEX plate_token ON plate (token)",
)


def plate_token(keys: SealKeys, plate: str, day: date) -> str:
    """What stands for a tidied plate on a day; 32 hex digits."""
    return day_token(keys, f"plate {plate}", day)


def plate_tokens(
    keys: SealKeys, plate: str, *, first: date, last: date
) -> tuple[str, ...]:
    """What stands for a tidied plate on each day from ``first`` to ``last``."""
    days = range((last - first).days + 1)
    return tuple(plate_token(keys, plate, first + timedelta(days=n)) for n in days)
