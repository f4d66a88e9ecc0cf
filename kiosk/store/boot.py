"""Opening a store: check the file, put a damaged one aside, start the next segment.

Nothing is ever deleted. The next segment's first row names the last row known of the
damaged file and follows it in the chain, so that numbers are never used twice.
"""

import os
import sqlite3
from contextlib import closing, suppress

from sqlite_utils import Database

from kiosk.core.chain import SEGMENT, START, Anchor
from kiosk.core.errors import StoreError
from kiosk.core.record import Draft, Kind
from kiosk.ports import Clock
from kiosk.store.checking import check_file
from kiosk.store.database import open_for_reading, open_for_writing
from kiosk.store.errors import StoreDamaged, told_plainly
from kiosk.store.files import StoreFiles, sync_directory
from kiosk.store.rows import head, sheet, write
from kiosk.store.schema import bring_up_to_date
from kiosk.store.sealing import SealKeys
from kiosk.store.timing import timed


def open_checked(
    files: StoreFiles, *, keys: SealKeys, clock: Clock, known: Anchor, suspect: bool
) -> Database:
    """Open the journal for writing; begin a new segment if it is damaged.

    Args:
        files: The store.
        keys: For the personal side.
        clock: For the first row of a new segment.
        known: The last row that is known from elsewhere, or ``START``.
        suspect: True when SQLite called the file damaged while it was in use: it is
            put aside whatever the check says.

    Raises:
        StoreError: It cannot be opened now.
    """
    with told_plainly(files.directory):
        files.finish_move()
        why = "the file was missing"
        if files.database.exists():
            problem = _problem(files, known, suspect=suspect)
            if problem is None:
                return _opened(files)
            why = problem.problem
            files.move_aside()
        _create(files, keys=keys, clock=clock, known=known, why=why)
        return _opened(files)


def last_known(files: StoreFiles) -> Anchor:
    """The highest row that can still be read in the damaged files, or ``START``."""
    found = [START]
    for path in files.damaged():
        with suppress(StoreError, sqlite3.Error), open_for_reading(path) as db:
            found.append(head(db)[0])
    return max(found)


def _problem(files: StoreFiles, known: Anchor, *, suspect: bool) -> StoreDamaged | None:
    if suspect:
        return StoreDamaged("the file was found damaged while in use")
    try:
        with open_for_reading(files.database) as db:
            check_file(db, known)
    except StoreDamaged as damage:
        return damage
    except sqlite3.OperationalError:
        return StoreDamaged("its tables are not those of a journal")
    return None


def _opened(files: StoreFiles) -> Database:
    db = open_for_writing(files.database)
    try:
        bring_up_to_date(db)
    except BaseException:
        db.close()
        raise
    return db


def _create(
    files: StoreFiles, *, keys: SealKeys, clock: Clock, known: Anchor, why: str
) -> None:
    """Build a complete file under another name, then give it its own.

    So an empty or half-made file under the journal's name is always damage.
    """
    for leftover in files.directory.glob(f"{files.unfinished.name}*"):
        leftover.unlink()
    os.close(os.open(files.unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    # No WAL yet: this one file must hold everything when it is renamed.
    with closing(sqlite3.connect(files.unfinished)) as connection:
        db = Database(connection)
        bring_up_to_date(db)
        origin = max(last_known(files), known)
        if files.damaged() or origin != START:
            first = sheet(timed(_segment_draft(files, origin, clock, why), clock))
            write(db, [first], keys, origin=origin)
    files.unfinished.rename(files.database)
    sync_directory(files.directory)


def _segment_draft(files: StoreFiles, origin: Anchor, clock: Clock, why: str) -> Draft:
    damaged = files.damaged()
    segment = {
        "file": damaged[0].name if damaged else None,
        "last_seq": origin.seq,
        "last_hash": origin.hash,
        "why": why,
    }
    payload = {"device": "journal", "event": "segment-started", SEGMENT: segment}
    return Draft(kind=Kind.DEVICE, at=clock.now(), payload=payload)
