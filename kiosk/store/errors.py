"""What can go wrong with the journal, each with a slug and advice for the staff."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.core.errors import StoreError

# SQLite asks for at least 32 KiB of shared memory and a few pages.
_FULL_BYTES = 128 * 1024


class _JournalError(StoreError):
    """A store error whose advice belongs to its class."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"journal: {problem}; {self.advice}")
        self.problem = problem


class StoreUnwritable(_JournalError):
    """Permissions or a read-only file system forbid writing."""

    slug = "store-unwritable"
    advice = "check that the card is not write-protected and who owns the store folder"


class StoreFull(_JournalError):
    """No space is left; the journal goes on by itself when there is."""

    slug = "store-full"
    advice = "free space on the kiosk's card; recording resumes by itself"


class StoreDamaged(_JournalError):
    """The file is not a sound journal."""

    slug = "store-damaged"
    advice = "keep the damaged file for the installer, who may recover it"


class StoreNewer(_JournalError):
    """The file was written by a newer version of the kiosk."""

    slug = "store-newer"
    advice = "install that version again, or choose another store folder"


class StoreLocked(_JournalError):
    """Another program holds the journal; only one may write it."""

    slug = "store-locked"
    advice = "stop the other kiosk process first"


class StoreIO(_JournalError):
    """The card or disk failed to read or write."""

    slug = "store-io"
    advice = "the card may be failing: call the installer and replace it"


class StoreNotDurable(_JournalError):
    """The file system cannot keep what a commit promises."""

    slug = "store-not-durable"
    advice = "put the store folder on a local disk or card, not on a network share"


class StoreOverloaded(_JournalError):
    """More records wait than the card can take."""

    slug = "store-overloaded"
    advice = "wait a moment and try again; if it stays, replace the card"


class StoreClosed(_JournalError):
    """The journal was closed; the kiosk is stopping."""

    slug = "store-closed"
    advice = "start the kiosk again"


class StoreMissing(_JournalError):
    """There is no journal where one was looked for."""

    slug = "store-missing"
    advice = "name the store folder with --store, or start the kiosk once"


class ChainBroken(_JournalError):
    """A row was changed, removed, exchanged or planted after it was written."""

    slug = "chain-broken"
    advice = "tell the supervisor, and keep the store folder as it is"


class RecordUnfit(_JournalError):
    """A record cannot be written as it is; nothing of it was kept."""

    slug = "record-unfit"
    advice = "report this fault to the maintainers"
    lasting = True


_BY_SQLITE_CODE: dict[int, tuple[type[_JournalError], str]] = {
    sqlite3.SQLITE_FULL: (StoreFull, "no space left"),
    sqlite3.SQLITE_READONLY: (StoreUnwritable, "the file is read-only"),
    sqlite3.SQLITE_PERM: (StoreUnwritable, "access was denied"),
    sqlite3.SQLITE_CANTOPEN: (StoreUnwritable, "the file cannot be opened"),
    sqlite3.SQLITE_CORRUPT: (StoreDamaged, "the file is damaged"),
    sqlite3.SQLITE_NOTADB: (StoreDamaged, "the file is not a database"),
    sqlite3.SQLITE_BUSY: (StoreLocked, "another program is writing"),
    sqlite3.SQLITE_LOCKED: (StoreLocked, "another program is writing"),
    sqlite3.SQLITE_IOERR: (StoreIO, "reading or writing failed"),
}

_BY_ERRNO: dict[int, type[_JournalError]] = {
    errno.ENOSPC: StoreFull,
    errno.EDQUOT: StoreFull,
    errno.EIO: StoreIO,
}


@contextmanager
def told_plainly(directory: Path) -> Iterator[None]:
    """Turn what SQLite and the system say about ``directory`` into our errors.

    Errors that are our own mistakes (wrong SQL, a trigger that said no) pass
    unchanged: they are bugs.

    Raises:
        StoreError: The file, the disk or another program is in the way.
    """
    try:
        yield
    except (sqlite3.Error, OSError) as exc:
        known = translated(exc, directory)
        if known is None:
            raise
        raise known from exc


def translated(exc: sqlite3.Error | OSError, directory: Path) -> StoreError | None:
    """Name the cause of ``exc``, or None when it is not one we expect."""
    if isinstance(exc, OSError):
        kind = _BY_ERRNO.get(exc.errno or 0, StoreUnwritable)
        return kind(f"the system says '{exc.strerror or type(exc).__name__}'")
    if str(exc).startswith("Could not decode"):
        return StoreDamaged("the file holds text that is not text")
    # Extended codes carry the primary code in their low byte.
    code = getattr(exc, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code not in _BY_SQLITE_CODE:
        return None
    kind, problem = _BY_SQLITE_CODE[code]
    # SQLite calls a full or read-only file system a mere I/O error when it meets it
    # outside of a plain write (shared memory, opening, truncating).
    if code in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}:
        return _from_disk(directory) or kind(problem)
    return kind(problem)


def _from_disk(directory: Path) -> StoreError | None:
    try:
        disk = os.statvfs(directory)
    except OSError:
        return None
    if disk.f_flag & os.ST_RDONLY:
        return StoreUnwritable("the file system is read-only")
    if disk.f_bavail * disk.f_frsize < _FULL_BYTES:
        return StoreFull("no space left")
    return None
