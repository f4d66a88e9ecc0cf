"""Rows: a draft made ready, numbered, chained and put into its tables."""

import json
import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from sqlite_utils import Database

from kiosk.core.chain import (
    BEARER,
    PERSON,
    SEGMENT,
    START,
    Anchor,
    BearerRow,
    PeopleRow,
    bearer_digest,
    canonical,
    person_digest,
    row_hash,
)
from kiosk.core.errors import Outdated
from kiosk.core.record import Bearer, Draft, Entry, Kind, Person
from kiosk.store.errors import RecordUnfit
from kiosk.store.filed import Filed
from kiosk.store.households import version
from kiosk.store.plates import plate_token
from kiosk.store.projection import project
from kiosk.store.sealing import SealKeys, seal, token

_MOST_BYTES: Final = 64 * 1024  # Of a payload; a batch of 500 must reach the hub.

_SALT_BYTES: Final = 16

Written: TypeAlias = Entry | Outdated
"""What became of a sheet: a row, or nothing because what it relied on has changed."""

_INSERT: Final = "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A draft that can be written: checked, and safe from later changes.

    Attributes:
        kind: What it is about.
        moment: When, aware.
        payload: Canonical JSON.
        person: The personal side, or None.
        bearer: Whose pass it is about, or None.
        relies_on: The version of the bearer's standing that must still be the newest,
            or None.
    """

    kind: Kind
    moment: datetime
    payload: str
    person: Person | None = field(default=None, repr=False)
    bearer: Bearer | None = field(default=None, repr=False)
    relies_on: int | None = None


def prepare(draft: Draft) -> Sheet:
    """Check a draft while its author is still there to hear about it.

    Raises:
        RecordUnfit: The payload is no JSON, too long or uses a reserved key, or the
            time has no zone.
    """
    if draft.at.tzinfo is None:
        raise RecordUnfit(f"the time of a {draft.kind} record has no zone")
    if reserved := draft.payload.keys() & {PERSON, BEARER, SEGMENT}:
        raise RecordUnfit(f"the payload uses the reserved key '{min(reserved)}'")
    return sheet(draft)


def sheet(draft: Draft) -> Sheet:
    """Like ``prepare``, for the store's own records, which may use every key."""
    try:
        payload = canonical(dict(draft.payload))
        person = draft.person and _frozen(draft.person)
    except (TypeError, ValueError) as exc:
        # The exception may quote the value: it must not travel.
        problem = f"a {draft.kind} record is not plain JSON ({type(exc).__name__})"
        raise RecordUnfit(problem) from None
    if len(payload.encode()) > _MOST_BYTES:
        raise RecordUnfit(f"a {draft.kind} payload is longer than {_MOST_BYTES} bytes")
    return Sheet(
        kind=draft.kind,
        moment=draft.at,
        payload=payload,
        person=person,
        bearer=draft.bearer,
        relies_on=draft.relies_on,
    )


def _frozen(person: Person) -> Person:
    canonical([person.subject, person.masked, person.plate])
    return replace(person, private=json.loads(canonical(dict(person.private))))


def stamp(moment: datetime) -> str:
    """Wall time as the journal writes it, e.g. ``2026-11-21T12:00:00.000000Z``."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def head(db: Database) -> tuple[Anchor, str | None]:
    """The last row's place and time; before the first row ``(START, None)``."""
    row = db.execute(
        "SELECT seq, hash, at FROM journal ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return (Anchor(row[0], row[1]), row[2]) if row else (START, None)


def anchor(db: Database, seq: int) -> Anchor:
    """The place of a row that is in the file; ``START`` for one that is not."""
    row = db.execute("SELECT hash FROM journal WHERE seq = ?", [seq]).fetchone()
    return Anchor(seq, row[0]) if row else START


def write(
    db: Database, sheets: Sequence[Sheet], keys: SealKeys, *, origin: Anchor = START
) -> list[Written]:
    """Write all sheets in one transaction; they are durable on return.

    A sheet that relies on what is no longer so leaves no row, and the others stand: two
    lanes must not both let one household out.

    Args:
        db: The writing connection, outside of a transaction.
        sheets: In the order they shall have.
        keys: For the personal side.
        origin: What the first row of an empty journal follows.

    Raises:
        sqlite3.Error: Nothing was written.
    """
    # A deferred BEGIN fails at its first write, whatever the busy timeout.
    db.execute("BEGIN IMMEDIATE")
    try:
        # The head is asked of the file each time: after a commit of unknown outcome
        # the file knows, our memory does not.
        last, at = head(db)
        last = origin if at is None else last
        written: list[Written] = []
        for one in sheets:
            if _is_outdated(db, one):
                written.append(Outdated())
                continue
            entry = _write_one(db, one, last, keys)
            last = Anchor(entry.seq, entry.hash)
            written.append(entry)
        db.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # The first error is the one to tell.
            if db.conn.in_transaction:
                db.execute("ROLLBACK")
        raise
    return written


def _is_outdated(db: Database, one: Sheet) -> bool:
    if one.bearer is None or one.relies_on is None:
        return False
    return version(db, one.bearer) != one.relies_on


def _write_one(db: Database, one: Sheet, last: Anchor, keys: SealKeys) -> Entry:
    seq, at, payload = last.seq + 1, stamp(one.moment), one.payload
    people, bearer = _people_row(one, seq, keys), _bearer_row(one, seq)
    known: dict[str, Any] = json.loads(payload)
    if people:
        known[PERSON] = person_digest(people)
    if bearer:
        known[BEARER] = bearer_digest(bearer)
    if people or bearer:
        payload = canonical(known)
    own = row_hash(last.hash, seq, at, one.kind, payload)
    db.execute(_INSERT, (seq, at, str(one.kind), payload, last.hash, own))
    if people:
        db.execute("INSERT INTO people VALUES (?, ?, ?, ?)", people)
    if one.person and one.person.plate:
        day = one.moment.astimezone(keys.zone).date()
        mark = plate_token(keys, one.person.plate, day)
        db.execute("INSERT INTO plate VALUES (?, ?)", (seq, mark))
    if bearer:
        db.execute("INSERT INTO bearer VALUES (?, ?, ?, ?, ?)", bearer)
    project(db, Filed(seq=seq, at=at, kind=one.kind, payload=known, bearer=one.bearer))
    return Entry(
        seq=seq, at=at, kind=one.kind, payload=payload, prev=last.hash, hash=own
    )


def _people_row(one: Sheet, seq: int, keys: SealKeys) -> PeopleRow | None:
    person = one.person
    if person is None:
        return None
    return PeopleRow(
        seq=seq,
        token=token(keys, person.subject, one.moment),
        masked=person.masked,
        sealed=seal(keys, seq=seq, subject=person.subject, private=person.private),
    )


def _bearer_row(one: Sheet, seq: int) -> BearerRow | None:
    bearer = one.bearer
    if bearer is None:
        return None
    salt = secrets.token_bytes(_SALT_BYTES)
    return BearerRow(seq, bearer.pass_id, bearer.household, bearer.member, salt)
