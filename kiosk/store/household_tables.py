"""The tables of household uses and their indexes: projections, every one."""

from typing import Final

TABLES: Final = (
    """
CREATE TABLE crossing (
    pass_id   TEXT NOT NULL,
    seq       INTEGER NOT NULL REFERENCES journal (seq),
    class     TEXT,
    direction TEXT NOT NULL,
    at        TEXT NOT NULL,
    undone    INTEGER,  -- the row that took it back
    PRIMARY KEY (pass_id, seq)
) STRICT, WITHOUT ROWID""",
    """
CREATE TABLE household_use (
    seq       INTEGER PRIMARY KEY REFERENCES journal (seq),
    household TEXT NOT NULL,
    member    INTEGER,
    pass_id   TEXT NOT NULL,
    out_at    TEXT NOT NULL,
    counts_at TEXT NOT NULL,  -- from when it counts, or 'unsure'
    in_seq    INTEGER,
    in_at     TEXT,
    undone    INTEGER
) STRICT""",
    """
CREATE TABLE household_mark (
    seq       INTEGER PRIMARY KEY REFERENCES journal (seq),
    household TEXT NOT NULL,
    event     TEXT NOT NULL,
    reason    TEXT,
    at        TEXT NOT NULL,
    sure      INTEGER NOT NULL
) STRICT""",
    # The newest row that changed anything for a household, or a pass without one.
    """
CREATE TABLE standing (
    key     TEXT PRIMARY KEY,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID""",
    """
CREATE TABLE sure_time (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    at  TEXT NOT NULL
) STRICT""",
    """
CREATE INDEX household_use_window ON household_use (household, counts_at)
WHERE undone IS NULL""",
    """
CREATE INDEX household_use_out ON household_use (household, member)
WHERE in_seq IS NULL AND undone IS NULL""",
    """
CREATE INDEX household_use_late ON household_use (out_at)
WHERE in_seq IS NULL AND undone IS NULL""",
    """
CREATE INDEX household_use_in ON household_use (in_seq) WHERE in_seq IS NOT NULL""",
    """
CREATE INDEX household_use_unsure ON household_use (seq)
WHERE counts_at = 'unsure'""",
    "CREATE INDEX household_mark_last ON household_mark (household, seq)",
)

PROJECTED: Final = (
    "crossing",
    "household_use",
    "household_mark",
    "standing",
    "sure_time",
)
"""In the order in which they may be emptied."""
