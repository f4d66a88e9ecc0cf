"""Checks of a journal file: its pages, its last day, its whole chain."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlite_utils import Database

from kiosk.store.chain import START, Anchor, Flaw, PeopleRow, Row, Step, walk
from kiosk.store.errors import StoreDamaged
from kiosk.store.rows import head, stamp
from kiosk.store.schema import refuse_newer

_DAY: Final = timedelta(days=1)
_LOWEST: Final = -(2**63)

_ROWS: Final = """
SELECT journal.seq, at, kind, payload, prev, hash,
       people.seq, people.token, people.masked, people.sealed
FROM journal LEFT JOIN people USING (seq)
WHERE journal.seq > ? ORDER BY journal.seq"""

# A people row whose number was changed would look like an erased one.
_ORPHAN: Final = """
SELECT min(seq) FROM people
WHERE NOT EXISTS (SELECT 1 FROM journal WHERE journal.seq = people.seq)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a walk along the chain found.

    Attributes:
        count: Rows looked at.
        end: The last of them.
        flaw: The first flaw, or None when the chain is intact.
        at: Number of the flawed row, or None.
    """

    count: int
    end: Anchor
    flaw: Flaw | None = None
    at: int | None = None


def check_file(db: Database, known: Anchor = START) -> None:
    """Check a file before it is used: version, pages, and the chain's last day.

    Args:
        db: A read-only connection: a check must not change what may be recovered.
        known: A row that must be in the file unless the file begins after it.

    Raises:
        StoreNewer: A newer kiosk wrote it.
        StoreDamaged: It must not be used.
        sqlite3.Error: It cannot be read.
    """
    refuse_newer(db)
    problem = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if problem != "ok":
        raise StoreDamaged("the file's structure is damaged")
    if not db.table("journal").exists():
        raise StoreDamaged("the file holds no journal")
    survey = survey_last_day(db)
    if survey.flaw:
        raise StoreDamaged(f"row {survey.at}: {survey.flaw}")
    _check_known(db, known)


def _check_known(db: Database, known: Anchor) -> None:
    begin = db.execute("SELECT coalesce(min(seq), 1) FROM journal").fetchone()[0]
    row = db.execute("SELECT hash FROM journal WHERE seq = ?", [known.seq]).fetchone()
    if known.seq >= begin and (row is None or row[0] != known.hash):
        raise StoreDamaged(f"row {known.short()} is known but not there")


def survey_last_day(db: Database) -> Survey:
    """Walk the rows of the last 24 hours before the last row."""
    last, at = head(db)
    if at is None:
        return Survey(count=0, end=last)
    since = stamp(parsed(at) - _DAY)
    row = db.execute(
        "SELECT seq, hash FROM journal WHERE at < ? ORDER BY seq DESC LIMIT 1", [since]
    ).fetchone()
    before = Anchor(*row) if row else None
    return _fold(walk(stored_rows(db, after=before), start=before))


def survey_whole(db: Database) -> Survey:
    """Walk every row of the file, then look for people rows that belong to none."""
    survey = _fold(walk(stored_rows(db), start=None))
    orphan = db.execute(_ORPHAN).fetchone()[0]
    if orphan is None or survey.flaw:
        return survey
    return Survey(count=survey.count, end=survey.end, flaw=Flaw.PERSON, at=orphan)


def stored_rows(db: Database, *, after: Anchor | None = None) -> Iterator[Row]:
    """Rows as stored, with their people rows, one at a time."""
    for found in db.execute(_ROWS, [after.seq if after else _LOWEST]):
        at, kind, payload, prev, own = map(_text, found[1:6])
        yield Row(found[0], at, kind, payload, prev, own, _person(*found[6:]))


def _person(
    seq: int | None, token: object, masked: object, sealed: object
) -> PeopleRow | None:
    if seq is None:
        return None
    blob = sealed if isinstance(sealed, bytes) else repr(sealed).encode()
    return PeopleRow(seq, _text(token), _text(masked), blob)


def _text(value: object) -> str:
    # A flipped bit can make a text a blob: written otherwise, it is found.
    return value if isinstance(value, str) else repr(value)


def parsed(at: str) -> datetime:
    """Read a stored time.

    Raises:
        StoreDamaged: It is none.
    """
    try:
        return datetime.fromisoformat(at)
    except (TypeError, ValueError) as exc:
        raise StoreDamaged("the last row's time is unreadable") from exc


def _fold(steps: Iterable[Step]) -> Survey:
    count, end = 0, START
    flaw: Flaw | None = None
    at: int | None = None
    for step in steps:
        count, end = count + 1, step.end
        if step.flaw and flaw is None:
            flaw, at = step.flaw, step.end.seq
    return Survey(count=count, end=end, flaw=flaw, at=at)
