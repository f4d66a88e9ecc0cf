"""A disk whose power can be cut: a loop device, ext4, the file system's shutdown.

The ioctl is the one that xfstests uses: pages and journal entries that were not yet
synced are lost, as when the plug is pulled. Every disk is a fresh image: a reused one
would bring back old blocks.
"""

import fcntl
import os
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Final, Self

_SHUTDOWN: Final = 0x8004587D  # EXT4_IOC_SHUTDOWN
_NO_LOG_FLUSH: Final = struct.pack("I", 2)
_IMAGE_BYTES: Final = 64 * 1024 * 1024


class NoDisk(Exception):
    """Power cannot be cut here; says why."""


class Disk:
    """One disk, mounted; use it with ``with``.

    Args:
        folder: An empty folder for the image and the mount point.
        size: Of the image, bytes.

    Raises:
        NoDisk: Not root, no loop device, or no tools.
    """

    def __init__(self, folder: Path, size: int = _IMAGE_BYTES) -> None:
        self._image, self.path = folder / "disk.img", folder / "disk"
        if shutil.which("mkfs.ext4") is None:
            raise NoDisk("cutting power needs mkfs.ext4 (package e2fsprogs)")
        self.path.mkdir()
        with self._image.open("wb") as image:
            image.truncate(size)
        try:
            _run("mkfs.ext4", "-q", "-F", str(self._image))
            self._mount()
        except subprocess.CalledProcessError as error:
            raise NoDisk("cutting power needs root and loop devices") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", "-l", str(self.path)], check=False)

    def cut(self) -> None:
        """Pull the plug: whatever was not synced by now is gone."""
        handle = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.ioctl(handle, _SHUTDOWN, _NO_LOG_FLUSH)
        finally:
            os.close(handle)

    def power_on(self) -> None:
        """Mount what is left; the file system replays its own journal."""
        _run("umount", str(self.path))
        self._mount()

    def _mount(self) -> None:
        _run("mount", "-o", "loop,noatime", str(self._image), str(self.path))


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)
