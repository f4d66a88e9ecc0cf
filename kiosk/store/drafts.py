"""Drafts: half-filled forms on disk that nothing on the disk can read.

Each draft has a key of its own, which only the browser that fills in the form keeps, in
its memory. The file is named by a hash of the key and holds a libsodium secret box, so
that a copied card tells how many forms were open and nothing else. Drafts are no
records: they are not synced, and one that cannot be written is only inconvenient.
"""

import json
import logging
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Final

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from kiosk.ports import Clock
from kiosk.store.database import prepare_directory

KEY_BYTES: Final = SecretBox.KEY_SIZE
_BLOCK_BYTES: Final = 2048
"""Boxes are multiples of this, so that a length does not tell how far a form was."""

_MOST: Final = 64
"""Drafts kept at once; more browsers than any gate has."""

_LOG = logging.getLogger(__name__)


class DraftFiles:
    """Implements ``ports.Drafts`` in a folder of the store.

    Args:
        directory: The store folder.
        clock: Tells a draft's age by wall time, which files carry.
        keep_s: How long a draft is kept after the last change, seconds.
    """

    def __init__(self, directory: Path, *, clock: Clock, keep_s: float) -> None:
        self._folder, self._clock = directory / "drafts", clock
        self._keep = timedelta(seconds=keep_s)

    def keep(self, key: bytes, fields: Mapping[str, str]) -> None:
        """Write a draft over the one before; see ``ports.Drafts``."""
        body = json.dumps(dict(fields), ensure_ascii=False).encode()
        box = SecretBox(key).encrypt(sodium_pad(body, _BLOCK_BYTES))
        path = self._path(key)
        fresh = path.with_suffix(".new")
        at = self._clock.now().timestamp()
        try:
            prepare_directory(self._folder)
            self.sweep()
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(bytes(box))
            os.utime(fresh, (at, at))
            fresh.replace(path)
        except OSError as error:  # a full card has a light of its own
            _LOG.warning("draft-not-kept errno=%s", error.errno)

    def find(self, key: bytes) -> Mapping[str, str] | None:
        """The draft of ``key``; see ``ports.Drafts``."""
        path = self._path(key)
        try:
            if self._is_old(path):
                path.unlink()
                return None
            padded = SecretBox(key).decrypt(path.read_bytes())
        except (OSError, CryptoError):
            return None
        found: dict[str, str] = json.loads(sodium_unpad(padded, _BLOCK_BYTES))
        return found

    def forget(self, key: bytes) -> None:
        """Erase the draft of ``key``; see ``ports.Drafts``."""
        with suppress(OSError):
            self._path(key).unlink()

    def sweep(self) -> None:
        """Erase what is too old, and the oldest where there are too many."""
        with suppress(OSError):
            files = sorted(self._folder.iterdir(), key=lambda path: -_written(path))
            for place, path in enumerate(files):
                if place >= _MOST or self._is_old(path):
                    path.unlink(missing_ok=True)

    def _is_old(self, path: Path) -> bool:
        age = abs(self._clock.now().timestamp() - path.stat().st_mtime)
        return age > self._keep.total_seconds()  # either way: the clock was set

    def _path(self, key: bytes) -> Path:
        return self._folder / blake2b(key, digest_size=16, person=b"draft").hexdigest()


def _written(path: Path) -> float:
    return path.stat().st_mtime
