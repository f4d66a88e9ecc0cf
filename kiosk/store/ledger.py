"""The ledger: the writing connection with its failures and recoveries.

Synchronous and for one thread. After a failure it stays failed until a row of its own
(``recovered``) is in the file; so a fault shows on the light until writing is proved,
and the gap it left is on record.
"""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from sqlite3 import Error as SqliteError
from typing import Final

from sqlite_utils import Database

from kiosk.core.chain import START, Anchor
from kiosk.core.errors import StoreError
from kiosk.core.keeping import Lasts
from kiosk.core.record import Draft, Entry, Kind
from kiosk.ports import Clock
from kiosk.store.boot import open_checked
from kiosk.store.checking import parsed
from kiosk.store.database import prepare_directory
from kiosk.store.erasing import Step, empty_log, erase_some
from kiosk.store.errors import StoreDamaged, StoreFull, StoreUnwritable, told_plainly
from kiosk.store.files import StoreFiles, WriterLock
from kiosk.store.holds import holds_of
from kiosk.store.rows import Sheet, Written, head, sheet, write
from kiosk.store.sealing import SealKeys
from kiosk.store.timing import last_sure, timed

_COMMITS_KEPT: Final = 20


class Ledger:
    """The one place that writes the journal.

    Attributes:
        fault: Why the last attempt failed, or None. Other threads may look.
        damaged: Name of the newest file that was put aside, or None. The installer
            takes the red mark away by taking the file away.
        head: The last row. Other threads may look.
        last_at: Wall time of the last row whose clock was sure, when the file was
            opened, or None: the clock cannot be earlier.
        commits_s: How long the last commits took, seconds. Other threads may look.
    """

    def __init__(
        self, directory: Path, *, keys: SealKeys, clock: Clock, known: Anchor = START
    ) -> None:
        self._files = StoreFiles(directory)
        self._keys, self._clock, self._known = keys, clock, known
        self._lock = WriterLock(directory)
        self._db: Database | None = None
        self._failed_at: datetime | None = None
        self._suspect = False
        self._inode = 0
        self.fault: StoreError | None = None
        self.damaged: str | None = None
        self.head: Anchor = START
        self.last_at: datetime | None = None
        self.commits_s: deque[float] = deque(maxlen=_COMMITS_KEPT)

    def open(self) -> None:
        """Take the lock, check the file and open it.

        Raises:
            StoreError: It is not open; ``append`` and ``recover`` try again.
        """
        try:
            self._open()
        except StoreError as error:
            self._fail(error)
            raise

    def append(self, sheets: Sequence[Sheet]) -> list[Written]:
        """Write the sheets; durable on return. Those out of date are told as such.

        Raises:
            StoreError: Nothing was written.
        """
        self.recover()
        try:
            return self._write(sheets)
        except StoreError as error:
            self._fail(error)
            raise

    def erase(self, lasts: Lasts, after: int) -> Step:
        """Erase some of what is old enough and on no hold, from row ``after`` on.

        Raises:
            StoreError: Nothing was erased.
        """
        with told_plainly(self._files.directory):
            self._refuse_moved()
            db = self._connection()
            # Asked each time: a hold counts from its row on.
            holds = [rows for hold in holds_of(db) for rows in hold.protected]
            step = erase_some(db, lasts, holds, after)
            if step.after is None:
                empty_log(db)
        return step

    def recover(self) -> None:
        """Leave a failed state by a row that tells of it; else do nothing.

        Raises:
            StoreError: It is still failed.
        """
        if self.fault is None:
            return
        try:
            if self._db is None:
                self._open()
            recovery = timed(self._recovery(self.fault), self._clock)
            self._write([sheet(recovery)])
        except StoreError as error:
            self._fail(error)
            if not isinstance(error, StoreFull):
                # A card that was pulled comes back under a new file handle only.
                self._drop()
            raise
        self.fault = self._failed_at = None

    def close(self) -> None:
        """Close the file, checkpointed, and let another process write."""
        self._drop()
        self._lock.release()

    def _open(self) -> None:
        with told_plainly(self._files.directory):
            prepare_directory(self._files.directory)
            self._lock.take()
            self._db = open_checked(
                self._files,
                keys=self._keys,
                clock=self._clock,
                known=max(self._known, self.head),
                suspect=self._suspect,
            )
            self._suspect = False
            self._inode = self._files.database.stat().st_ino
            damaged = self._files.damaged()
            self.damaged = damaged[0].name if damaged else None
            self.head, _ = head(self._db)
            at = last_sure(self._db)
            self.last_at = parsed(at) if at else None

    def _write(self, sheets: Sequence[Sheet]) -> list[Written]:
        began = self._clock.monotonic()
        with told_plainly(self._files.directory):
            self._refuse_moved()
            written = write(self._connection(), sheets, self._keys)
        self.commits_s.append(self._clock.monotonic() - began)
        for entry in written:
            if isinstance(entry, Entry):
                self.head = Anchor(entry.seq, entry.hash)
        return written

    def _refuse_moved(self) -> None:
        # SQLite would go on writing into a file that nobody can find any more.
        try:
            found = self._files.database.stat().st_ino
        except FileNotFoundError:
            found = None
        if found != self._inode:
            self._drop()
            raise StoreUnwritable("the file was moved away while in use")

    def _connection(self) -> Database:
        if self._db is None:
            raise RuntimeError("the ledger was used before it was opened")
        return self._db

    def _fail(self, error: StoreError) -> None:
        if isinstance(error, StoreDamaged):
            self._suspect = self._db is not None
            self._drop()
        self.fault = error
        self._failed_at = self._failed_at or self._clock.now()

    def _recovery(self, fault: StoreError) -> Draft:
        since = self._failed_at or self._clock.now()
        payload = {
            "device": "journal",
            "event": "recovered",
            "slug": fault.slug,
            "since": since.isoformat(),
        }
        return Draft(kind=Kind.DEVICE, at=self._clock.now(), payload=payload)

    def _drop(self) -> None:
        if self._db is not None:
            with suppress(SqliteError):
                self._db.close()
            self._db = None
