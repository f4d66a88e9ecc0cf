"""Stamps: whether a file is another one than it was."""

from pathlib import Path

Stamp = tuple[int, int, int]
"""When it was changed, its size and its inode."""


def stamp_of(path: Path) -> Stamp | None:
    """What changes when a file does; None while there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
