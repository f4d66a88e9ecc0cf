"""Passages counted over a span of the journal, by what each was and how it ended.

They are counted in running sums by ``HEAP`` rows of the journal, so that a count looks
at two heaps of rows at most, however long the span. Whoever was let through and did
not go 未通过 does not count as let through.
"""

from typing import Final

from sqlite_utils import Database

from kiosk.core.handover import Counts
from kiosk.store.passages import HEAP

Span = tuple[int, int]
"""Journal numbers: after the first, up to and including the second."""

MOST_NAMED: Final = 20
"""A payload has an end; what is rarer than these is not named."""

DECIDED: Final = "outcome IN ('decided', 'given-up') AND verdict IS NOT NULL"
"""The passages that were decided, each once."""

# Whole heaps by their sums; the rows before the first and after the last one by one.
# What was taken back is taken off again, also by a row after the span.
_COUNTED: Final = """
WITH counted AS (
    SELECT nullif(outcome, '') AS outcome, nullif(verdict, '') AS verdict,
        nullif(reason, '') AS reason, nullif(class, '') AS class,
        nullif(direction, '') AS direction, count AS n
    FROM passage_sum WHERE heap >= :first AND heap < :last
    UNION ALL
    SELECT outcome, verdict, reason, class, direction, 1 FROM passage
    WHERE seq > :after AND seq < :first_row OR seq >= :last_row AND seq <= :through
    UNION ALL
    SELECT gone.outcome, gone.verdict, gone.reason, gone.class, gone.direction, -1
    FROM passage AS undo JOIN journal USING (seq)
    JOIN passage AS gone ON gone.seq = json_extract(payload, '$.undoes')
    WHERE undo.outcome = 'not-passed' AND undo.seq > :after
    AND gone.outcome = 'decided' AND gone.seq > :after AND gone.seq <= :through
)"""


def counts(db: Database, span: Span, word: str, where: str = DECIDED) -> Counts:
    """Passages by one word of theirs, the most first.

    Args:
        db: A reading connection.
        span: Which rows.
        word: SQL of ours over ``outcome``, ``verdict``, ``reason``, ``class`` and
            ``direction``.
        where: Likewise, which of them.
    """
    found = db.execute(
        f"{_COUNTED} SELECT {word}, sum(n) FROM counted WHERE {where}"  # noqa: S608 - no input in it
        f" GROUP BY 1 HAVING sum(n) > 0 ORDER BY 2 DESC, 1 LIMIT {MOST_NAMED}",
        _heaps(*span),
    )
    return {str(word): int(count) for word, count in found.fetchall()}


def by_verdict(db: Database, span: Span, word: str) -> dict[str, Counts]:
    """Decided passages by one word and then by verdict; arguments as for ``counts``."""
    found = db.execute(
        f"{_COUNTED} SELECT {word}, verdict, sum(n) FROM counted WHERE {DECIDED}"  # noqa: S608 - no input in it
        " GROUP BY 1, 2 HAVING sum(n) > 0 ORDER BY 1, 3 DESC, 2",
        _heaps(*span),
    )
    table: dict[str, dict[str, int]] = {}
    for name, verdict, count in found.fetchall():
        table.setdefault(str(name), {})[str(verdict)] = int(count)
    return dict(table)


def _heaps(after: int, through: int) -> dict[str, int]:
    """The heaps that lie wholly between two rows, and where they begin and end."""
    first = after // HEAP + 1
    last = max(first, (through + 1) // HEAP)
    first_row, last_row = first * HEAP, last * HEAP
    if first_row > through:
        first_row = last_row = through + 1
    return {
        "after": after,
        "through": through,
        "first": first,
        "last": last,
        "first_row": first_row,
        "last_row": last_row,
    }
