"""What people must remember, stored so that guessing it is slow.

Argon2id, 19 MiB, 2 passes, 1 lane, as OWASP's password storage cheat sheet gives as its
floor.
"""

from typing import Final

from nacl import pwhash
from nacl.exceptions import InvalidkeyError

_PASSES: Final = 2
_MEMORY_BYTES: Final = 19 * 1024 * 1024


def slow_hash(secret: bytes) -> str:
    """A secret as it is stored, with a salt of its own; takes tens of milliseconds."""
    stored = pwhash.argon2id.str(secret, opslimit=_PASSES, memlimit=_MEMORY_BYTES)
    return stored.decode("ascii")


def slow_fits(secret: bytes, stored: str) -> bool:
    """Whether ``secret`` is the one that was stored; as slow as ``slow_hash``."""
    try:
        return pwhash.verify(stored.encode("ascii"), secret)
    except (InvalidkeyError, ValueError):
        return False
