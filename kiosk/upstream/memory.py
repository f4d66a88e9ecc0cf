"""Answers remembered for a moment, by a keyed hash of the code; never by its text."""

import secrets
from hashlib import blake2b
from typing import Final

from kiosk.core.evidence import HealthAnswer

_LARGEST: Final = 1000
_DIGEST_SIZE: Final = 16


class Memory:
    """Remembers answers.

    Args:
        keep_s: For how long, seconds; 0 remembers nothing.
    """

    def __init__(self, keep_s: float) -> None:
        self._keep_s = keep_s
        self._key = secrets.token_bytes(32)  # dies with the process
        self._answers: dict[bytes, tuple[float, HealthAnswer]] = {}

    def digest(self, text: str) -> bytes:
        """What stands for the code ``text`` here; 16 bytes."""
        data = text.encode()
        return blake2b(data, key=self._key, digest_size=_DIGEST_SIZE).digest()

    def recall(self, digest: bytes, now: float) -> HealthAnswer | None:
        """The answer kept under ``digest``, unless it is too old at ``now``."""
        self._forget(now)
        found = self._answers.get(digest)
        return found[1] if found else None

    def keep(self, digest: bytes, answer: HealthAnswer, now: float) -> None:
        """Remember an answer from ``now`` (monotonic s) on."""
        self._answers.pop(digest, None)
        self._answers[digest] = (now, answer)
        self._forget(now)

    def _forget(self, now: float) -> None:
        """Drop what is too old, oldest first, and whatever is too much."""
        for digest, (kept_at, _) in list(self._answers.items()):
            fresh = now - kept_at < self._keep_s
            if fresh and len(self._answers) <= _LARGEST:
                break
            del self._answers[digest]
