"""Backups of the journal: one complete file, proved by reopening, and the way back.

A live database is never copied: ``VACUUM INTO`` writes a whole new file in one read
transaction, while the service goes on. https://sqlite.org/lang_vacuum.html
"""

import os
import shutil
import sqlite3
import struct
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from kiosk.core.errors import StoreError
from kiosk.store.checking import Survey, check_file, survey_whole
from kiosk.store.database import open_for_reading, open_for_writing, prepare_directory
from kiosk.store.errors import ChainBroken, StoreDamaged, told_plainly
from kiosk.store.files import StoreFiles, WriterLock, sync_directory
from kiosk.store.projection import rebuild
from kiosk.store.schema import bring_up_to_date, refuse_newer

_HEADER_BYTES: Final = 100


class BackupExists(StoreError):
    """There is a file already where the backup should go."""

    slug = "backup-exists"
    advice = "name another file; a backup never overwrites anything"

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists already; {self.advice}")


def back_up(directory: Path, target: Path) -> Survey:
    """Write a backup of the store's journal and prove it by reading it all.

    Args:
        directory: The store folder; its service may be running.
        target: The new file, mode 0600. Complete and durable, or not there.

    Raises:
        BackupExists: There is something of that name.
        ChainBroken: The journal itself is broken; nothing is left at ``target``.
        StoreError: It cannot be read, or there is no space.
    """
    if target.exists():
        raise BackupExists(target)
    draft = target.with_name(f".{target.name}.new")
    draft.unlink(missing_ok=True)  # from a backup that was cut short
    try:
        with told_plainly(target.parent):
            with open_for_reading(StoreFiles(directory).database) as db:
                refuse_newer(db)
                db.execute("VACUUM INTO ?", [str(draft)])
            draft.chmod(0o600)
            survey = _proved(draft)
            _sync(draft)
            draft.rename(target)
            sync_directory(target.parent)
    finally:
        draft.unlink(missing_ok=True)
    return survey


def restore(backup: Path, directory: Path) -> Survey:
    """Put a backup in the journal's place; the present one is kept beside it.

    Rows that were recorded after the backup stay in the file that is moved aside.

    Args:
        backup: What ``back_up`` wrote.
        directory: The store folder; its service must be stopped.

    Raises:
        StoreNewer: A newer kiosk wrote it.
        ChainBroken: It is not intact; nothing was changed.
        StoreLocked: The service is running.
        StoreError: It cannot be read or written; nothing was changed.
    """
    files, lock = StoreFiles(directory), WriterLock(directory)
    with told_plainly(directory):
        prepare_directory(directory)
        lock.take()
        try:
            files.unfinished.unlink(missing_ok=True)
            shutil.copyfile(backup, files.unfinished)
            files.unfinished.chmod(0o600)
            survey = _proved(files.unfinished)
            _sync(files.unfinished)
            if files.database.exists():
                files.move_aside()
            files.unfinished.rename(files.database)
            sync_directory(directory)
        finally:
            files.unfinished.unlink(missing_ok=True)
            lock.release()
    return survey


def rebuild_projections(directory: Path) -> int:
    """Make all projections anew from the journal; return how many rows count there.

    Args:
        directory: The store folder; its service must be stopped.

    Raises:
        StoreLocked: The service is running.
        StoreError: It cannot be read or written; nothing was changed.
    """
    lock = WriterLock(directory)
    with told_plainly(directory):
        with open_for_reading(StoreFiles(directory).database) as db:
            refuse_newer(db)
        lock.take()
        try:
            with closing(open_for_writing(StoreFiles(directory).database)) as db:
                bring_up_to_date(db)
                return rebuild(db)
        finally:
            lock.release()


def _proved(path: Path) -> Survey:
    _refuse_cut_off(path)
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as connection:
        db = Database(connection, recursive_triggers=False)
        check_file(db)
        survey = survey_whole(db)
    if survey.flaw:
        raise ChainBroken(f"broken at row {survey.at} ({survey.flaw})")
    return survey


def _refuse_cut_off(path: Path) -> None:
    """SQLite takes missing pages at the end for empty ones; the header knows better.

    https://sqlite.org/fileformat2.html#the_database_header
    """
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if len(header) < _HEADER_BYTES:
        raise StoreDamaged("the file is cut off")
    (page_size,) = struct.unpack_from(">H", header, 16)
    (pages,) = struct.unpack_from(">I", header, 28)
    if path.stat().st_size != pages * (65536 if page_size == 1 else page_size):
        raise StoreDamaged("the file is cut off")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
