"""Checks of a journal file: its pages, its last day, its whole chain."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlite_utils import Database

from kiosk.core.chain import (
    START,
    Anchor,
    BearerRow,
    Flaw,
    PeopleRow,
    Row,
    Step,
    walk,
)
from kiosk.store.errors import StoreDamaged
from kiosk.store.rows import head, stamp
from kiosk.store.schema import refuse_newer

_DAY: Final = timedelta(days=1)
_LOWEST: Final = -(2**63)

_ROWS: Final = """
SELECT journal.seq, at, kind, payload, prev, hash,
       people.seq, people.token, people.masked, people.sealed,
       bearer.seq, bearer.pass_id, bearer.household, bearer.member, bearer.salt
FROM journal LEFT JOIN people USING (seq) LEFT JOIN bearer USING (seq)
WHERE journal.seq > ? ORDER BY journal.seq"""

# A file that the migration has not reached yet is checked before it is changed.
_ROWS_BEFORE_M003: Final = _ROWS.replace(" LEFT JOIN bearer USING (seq)", "").replace(
    "bearer.seq, bearer.pass_id, bearer.household, bearer.member, bearer.salt",
    "NULL, NULL, NULL, NULL, NULL",
)

# A side row whose number was changed would look like an erased one.
_SIDES: Final = {"people": Flaw.PERSON, "bearer": Flaw.BEARER}


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
    """Walk every row of the file, then look for side rows that belong to none."""
    survey = _fold(walk(stored_rows(db), start=None))
    if survey.flaw:
        return survey
    for side, flaw in _SIDES.items():
        orphan = _orphan(db, side) if db.table(side).exists() else None
        if orphan is not None:
            return Survey(count=survey.count, end=survey.end, flaw=flaw, at=orphan)
    return survey


def _orphan(db: Database, side: str) -> int | None:
    found = db.execute(
        f"SELECT min(seq) FROM {side} WHERE NOT EXISTS"  # noqa: S608 - no input in it
        f" (SELECT 1 FROM journal WHERE journal.seq = {side}.seq)"
    ).fetchone()
    return None if found[0] is None else int(found[0])


def stored_rows(db: Database, *, after: Anchor | None = None) -> Iterator[Row]:
    """Rows as stored, with their side rows, one at a time."""
    sql = _ROWS if db.table("bearer").exists() else _ROWS_BEFORE_M003
    for found in db.execute(sql, [after.seq if after else _LOWEST]):
        at, kind, payload, prev, own = map(_text, found[1:6])
        person, bearer = _person(*found[6:10]), _bearer(*found[10:])
        yield Row(found[0], at, kind, payload, prev, own, person, bearer)


def _person(
    seq: int | None, token: object, masked: object, sealed: object
) -> PeopleRow | None:
    if seq is None:
        return None
    return PeopleRow(seq, _text(token), _text(masked), _blob(sealed))


def _bearer(
    seq: int | None,
    pass_id: str | None,
    household: str | None,
    member: int,
    salt: object,
) -> BearerRow | None:
    # SQLite hands a flipped type over as it is: it gives another digest, or none.
    return (
        None if seq is None else BearerRow(seq, pass_id, household, member, _blob(salt))
    )


def _blob(value: object) -> bytes:
    return value if isinstance(value, bytes) else repr(value).encode()


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
