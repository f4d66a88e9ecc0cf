"""The passage projection: what searches and counts look at.

It looks at the payload leniently: a value of an unexpected type becomes NULL and never
keeps a passage from being recorded. Beside it run the sums that summaries are made of.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlite_utils import Database

HEAP: Final = 4096
"""Rows of the journal that one running sum covers."""

SUMS: Final = (
    """
CREATE TABLE passage_sum (
    heap      INTEGER NOT NULL,  -- seq / 4096
    outcome   TEXT NOT NULL,     -- empty where it was not said, as in the next four
    verdict   TEXT NOT NULL,
    reason    TEXT NOT NULL,
    class     TEXT NOT NULL,
    direction TEXT NOT NULL,
    count     INTEGER NOT NULL,
    PRIMARY KEY (heap, outcome, verdict, reason, class, direction)
) STRICT, WITHOUT ROWID""",
    """
INSERT INTO passage_sum
SELECT seq / 4096, ifnull(outcome, ''), ifnull(verdict, ''), ifnull(reason, ''),
    ifnull(class, ''), ifnull(direction, ''), count(*)
FROM passage GROUP BY 1, 2, 3, 4, 5, 6""",
)

_ADD: Final = """
INSERT INTO passage_sum
SELECT seq / 4096, ifnull(outcome, ''), ifnull(verdict, ''), ifnull(reason, ''),
    ifnull(class, ''), ifnull(direction, ''), 1
FROM passage WHERE seq = ?
ON CONFLICT DO UPDATE SET count = count + 1"""

_INSERT: Final = """
INSERT INTO passage
(seq, at, passage, lane, direction, outcome, verdict, reason, class, celsius)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


def project_passage(
    db: Database, seq: int, at: str, payload: Mapping[str, Any]
) -> None:
    """Add passage ``seq`` to the projection."""
    db.execute(_INSERT, (seq, at, *searched(payload)))
    db.execute(_ADD, [seq])


def searched(payload: Mapping[str, Any]) -> tuple[str | float | None, ...]:
    """What passages are searched by, from a payload that may be anything.

    Returns:
        Passage, lane, direction, outcome, verdict, first reason, class and degrees
        Celsius, in this order.
    """
    said, reasons = payload.get, payload.get("reasons")
    first = reasons[0] if isinstance(reasons, (list, tuple)) and reasons else None
    texts = (
        *(said("passage"), said("lane"), said("direction"), said("outcome")),
        *(said("verdict"), first, _of(said("code"), "class")),
    )
    # A loop of its own: the hub comes by here with the rows of every kiosk.
    words = [str(text) if isinstance(text, str) else None for text in texts]
    return (*words, _number(_of(said("temperature"), "celsius")))


def _of(section: object, key: str) -> Any:
    if section is None:
        return None  # asking whether it is a Mapping takes longer than all else here
    return section.get(key) if isinstance(section, (dict, Mapping)) else None


def _number(value: object) -> float | None:
    if type(value) is float:
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return float(value)
    except OverflowError:  # hundreds of digits
        return None
