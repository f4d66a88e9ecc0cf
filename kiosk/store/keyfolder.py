"""The key folder as a whole: one change at a time, each file replaced in one step."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.store.files import sync_directory
from kiosk.store.keyfile import LARGEST, KeyUnreachable, TooMuch


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Let one process at a time change the folder; the next finds it changed.

    Raises:
        KeyUnreachable: The folder cannot be opened.
    """
    try:
        handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as exc:
        raise KeyUnreachable(directory, exc) from exc
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def replace_file(path: Path, content: bytes) -> None:
    """Give a file new content, mode 0600: whoever reads it sees the old or the new.

    The caller holds the folder's lock.

    Raises:
        TooMuch: More than a key folder's reader takes; nothing was changed.
        KeyUnreachable: The system refused; nothing was changed.
    """
    if len(content) > LARGEST:
        raise TooMuch(path)
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.unlink(missing_ok=True)  # from a change that was cut short
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        sync_directory(path.parent)
    except OSError as exc:
        raise KeyUnreachable(path, exc) from exc
