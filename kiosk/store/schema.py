"""Tables and triggers. A migration is never edited after release."""

from typing import Final

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from kiosk.store import elsewhere, household_tables, passages, plates, shifts
from kiosk.store.errors import StoreDamaged, StoreNewer

MIGRATIONS: Final = Migrations("kiosk")

_JOURNAL: Final = """
CREATE TABLE journal (
    seq     INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,  -- UTC, ISO 8601, microseconds, Z
    kind    TEXT NOT NULL CHECK (kind IN ('passage', 'incident', 'shift', 'report',
                                          'policy', 'audit', 'device', 'forward')),
    payload TEXT NOT NULL,  -- canonical JSON
    prev    TEXT NOT NULL,
    hash    TEXT NOT NULL
) STRICT"""

# Erasable by age: no row here is needed to verify the chain.
_PEOPLE: Final = """
CREATE TABLE people (
    seq    INTEGER PRIMARY KEY REFERENCES journal (seq),
    token  TEXT NOT NULL,
    masked TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT"""

# A projection: rebuilt from the journal at any time.
_PASSAGE: Final = """
CREATE TABLE passage (
    seq       INTEGER PRIMARY KEY REFERENCES journal (seq),
    at        TEXT NOT NULL,
    passage   TEXT,
    lane      TEXT,
    direction TEXT,
    outcome   TEXT,
    verdict   TEXT,
    reason    TEXT,  -- the worst one
    class     TEXT,
    celsius   REAL
) STRICT"""

_INCIDENT: Final = (
    """
CREATE TABLE incident (
    passage   TEXT PRIMARY KEY,
    seq       INTEGER NOT NULL REFERENCES journal (seq),
    at        TEXT NOT NULL,
    lane      TEXT,
    verdict   TEXT NOT NULL,
    reasons   TEXT NOT NULL,  -- JSON list
    actions   TEXT NOT NULL,  -- JSON list
    closed_at TEXT,
    result    TEXT,
    closed_by TEXT
) STRICT""",
    """
CREATE TABLE incident_step (
    seq     INTEGER PRIMARY KEY REFERENCES journal (seq),
    passage TEXT NOT NULL,
    at      TEXT NOT NULL,
    step    TEXT NOT NULL,
    by      TEXT NOT NULL
) STRICT""",
    "CREATE INDEX incident_open ON incident (seq) WHERE closed_at IS NULL",
    "CREATE INDEX incident_seq ON incident (seq)",
    "CREATE INDEX incident_step_passage ON incident_step (passage, seq)",
)


@MIGRATIONS()
def m001_journal(db: Database) -> None:
    """Create the journal, its personal side and the first projection."""
    for statement in (
        _JOURNAL,
        _PEOPLE,
        "CREATE INDEX people_token ON people (token)",
        _PASSAGE,
        "CREATE INDEX passage_at ON passage (at, verdict)",
        "CREATE INDEX passage_verdict ON passage (verdict, seq)",
        "CREATE INDEX passage_lane ON passage (lane, seq)",
    ):
        db.execute(statement)


@MIGRATIONS()
def m002_incidents(db: Database) -> None:
    """Create the incidents; those of earlier passages were seen to without us."""
    for statement in _INCIDENT:
        db.execute(statement)


# Erasable by age like people; the projections that came from it go with it.
_BEARER: Final = """
CREATE TABLE bearer (
    seq       INTEGER PRIMARY KEY REFERENCES journal (seq),
    pass_id   TEXT,
    household TEXT,  -- keyed hash
    member    INTEGER,
    salt      BLOB NOT NULL
) STRICT"""


@MIGRATIONS()
def m003_households(db: Database) -> None:
    """Create what tells whose pass was used, and the projections that count uses."""
    for statement in (_BEARER, *household_tables.TABLES):
        db.execute(statement)


@MIGRATIONS()
def m004_policy_rows(db: Database) -> None:
    """Find which policy was in force without reading every passage."""
    db.execute("CREATE INDEX journal_policy ON journal (seq) WHERE kind = 'policy'")


@MIGRATIONS()
def m005_shifts(db: Database) -> None:
    """Create the duties and handovers; there were none before."""
    for statement in shifts.TABLES:
        db.execute(statement)


@MIGRATIONS()
def m006_search(db: Database) -> None:
    """Find passages by reason, class and outcome without reading every one."""
    db.execute("CREATE INDEX passage_reason ON passage (reason, seq)")
    db.execute("CREATE INDEX passage_class ON passage (class, seq)")
    db.execute("CREATE INDEX passage_outcome ON passage (outcome, seq)")


@MIGRATIONS()
def m007_sums(db: Database) -> None:
    """Keep running sums of passages, and find what devices said by itself."""
    for statement in passages.SUMS:
        db.execute(statement)
    db.execute("CREATE INDEX journal_device ON journal (seq) WHERE kind = 'device'")


@MIGRATIONS()
def m008_report_rows(db: Database) -> None:
    """Find the daily reports without reading every passage."""
    db.execute("CREATE INDEX journal_report ON journal (seq) WHERE kind = 'report'")


@MIGRATIONS()
def m009_plates(db: Database) -> None:
    """Find vehicles by plate; those of before are not."""
    for statement in plates.TABLES:
        db.execute(statement)


@MIGRATIONS()
def m010_holds(db: Database) -> None:
    """Find the holds without reading every row, at each step of erasing."""
    db.execute(
        "CREATE INDEX journal_hold ON journal (seq)"
        " WHERE kind = 'audit' AND instr(payload, '\"event\":\"hold') > 0"
    )


@MIGRATIONS()
def m011_elsewhere(db: Database) -> None:
    """Create the uses at sibling kiosks; there were none before."""
    for statement in elsewhere.TABLES:
        db.execute(statement)


@MIGRATIONS()
def m012_passes(db: Database) -> None:
    """Find the household that a pass is of without reading every use."""
    db.execute("CREATE INDEX household_use_pass ON household_use (pass_id, household)")


_KNOWN: Final = frozenset(
    m.__name__
    for m in (
        m001_journal,
        m002_incidents,
        m003_households,
        m004_policy_rows,
        m005_shifts,
        m006_search,
        m007_sums,
        m008_report_rows,
        m009_plates,
        m010_holds,
        m011_elsewhere,
        m012_passes,
    )
)

# The database keeps the promise, not the programmer. ``journal_next`` also stops an
# INSERT OR REPLACE from connections without recursive triggers, which delete rows
# without asking the DELETE trigger.
TRIGGERS: Final = {
    "journal_no_update": """
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END""",
    "journal_no_delete": """
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END""",
    "journal_next": """
CREATE TRIGGER journal_next BEFORE INSERT ON journal BEGIN
    SELECT RAISE(ABORT, 'a journal row must follow the last one')
    FROM (SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1) AS last
    WHERE NEW.seq <> last.seq + 1 OR NEW.prev <> last.hash;
END""",
    "bearer_no_update": """
CREATE TRIGGER bearer_no_update BEFORE UPDATE ON bearer BEGIN
    SELECT RAISE(ABORT, 'a bearer row is erased, never changed');
END""",
    "people_no_update": """
CREATE TRIGGER people_no_update BEFORE UPDATE ON people BEGIN
    SELECT RAISE(ABORT, 'a people row is erased, never changed');
END""",
}


def bring_up_to_date(db: Database) -> None:
    """Apply missing migrations, then make sure that every trigger stands.

    Raises:
        StoreNewer: A newer kiosk wrote this file.
        StoreDamaged: The triggers cannot be made to stand.
        sqlite3.Error: The file cannot be read or written.
    """
    refuse_newer(db)
    if MIGRATIONS.pending(db):
        MIGRATIONS.apply(db)
    if _missing_triggers(db):
        # table.transform() in a migration drops triggers without a word.
        with db.atomic():
            for name in _missing_triggers(db):
                db.execute(f"DROP TRIGGER IF EXISTS {name}")
                db.execute(TRIGGERS[name])
    if missing := _missing_triggers(db):
        raise StoreDamaged(f"the trigger {missing[0]} does not stay")


def refuse_newer(db: Database) -> None:
    """Refuse a file that knows migrations which this program does not.

    Raises:
        StoreNewer: So it is.
    """
    applied = {migration.name for migration in MIGRATIONS.applied(db)}
    unknown = applied - _KNOWN
    if unknown:
        raise StoreNewer(f"the file was written by a newer kiosk ({min(unknown)})")


def _missing_triggers(db: Database) -> list[str]:
    rows = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    standing = dict(rows.fetchall())
    return [n for n, sql in TRIGGERS.items() if standing.get(n) != sql.strip()]
