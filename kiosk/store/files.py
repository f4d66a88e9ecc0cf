"""The files of a store folder, and the lock that lets one process write it."""

import fcntl
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.store.errors import StoreDamaged, StoreLocked

NAME: Final = "kiosk.db"
_SIDE_FILES: Final = ("-wal", "-shm")
_MOST_DAMAGED: Final = 99
_DAMAGED: Final = re.compile(re.escape(NAME) + r"\.damaged-(\d+)")


@dataclass(frozen=True, slots=True)
class StoreFiles:
    """Where everything of one store lies.

    Attributes:
        directory: The store folder.
    """

    directory: Path

    @property
    def database(self) -> Path:
        """The journal in use."""
        return self.directory / NAME

    @property
    def unfinished(self) -> Path:
        """A new journal before it is complete."""
        return self.directory / f"{NAME}.new"

    def damaged(self) -> list[Path]:
        """Journals that were moved aside, newest first."""
        found = (
            (int(match[1]), path)
            for path in self.directory.glob(f"{NAME}.damaged-*")
            if (match := _DAMAGED.fullmatch(path.name))
        )
        return [path for _, path in sorted(found, reverse=True)]

    def move_aside(self) -> Path:
        """Move the journal and its side files away under the next free number.

        The side files follow the database: SQLite deletes a WAL that it finds beside
        a new database. ``finish_move`` completes what a power cut interrupts.

        Raises:
            StoreDamaged: Ninety-nine damaged journals lie there already.
            OSError: The folder cannot be changed.
        """
        older = self.damaged()
        number = 1 + (int(older[0].name.rpartition("-")[2]) if older else 0)
        if number > _MOST_DAMAGED:
            raise StoreDamaged(f"{len(older)} damaged files lie there already")
        target = self.directory / f"{NAME}.damaged-{number}"
        self.database.rename(target)
        self._move_side_files(target)
        sync_directory(self.directory)
        return target

    def finish_move(self) -> None:
        """Move side files after their database if a power cut came between."""
        damaged = self.damaged()
        if damaged and not self.database.exists():
            self._move_side_files(damaged[0])

    def _move_side_files(self, target: Path) -> None:
        for suffix in _SIDE_FILES:
            side = self.directory / (NAME + suffix)
            if side.exists():
                side.rename(target.with_name(target.name + suffix))


def sync_directory(directory: Path) -> None:
    """Make renames in ``directory`` durable."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class WriterLock:
    """Held by the one process that may write the store; ends with the process."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / "kiosk.lock"
        self._handle: int | None = None

    def take(self) -> None:
        """Take the lock; does nothing when it is held already.

        Raises:
            StoreLocked: Another process holds it.
            OSError: The lock file cannot be written.
        """
        if self._handle is not None:
            return
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        except BlockingIOError as exc:
            holder = os.pread(handle, 32, 0).decode(errors="replace").strip()
            os.close(handle)
            raise StoreLocked(f"process {holder or '?'} is writing it") from exc
        except OSError:
            os.close(handle)
            raise
        self._handle = handle

    def release(self) -> None:
        """Let another process write."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
