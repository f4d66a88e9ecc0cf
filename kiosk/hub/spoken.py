"""Secrets that one person tells another, and how the hub keeps what it must know again.

They are digits in groups of four: letters are misheard over a telephone, and each
dialect and language names them otherwise.
"""

import hashlib
import re
import secrets
from typing import Final

_GROUP: Final = 4


def new_spoken(groups: int) -> str:
    """A secret of so many groups, e.g. ``3904-1182-7765``; 13 bits each."""
    return "-".join(f"{secrets.randbelow(10**_GROUP):0{_GROUP}}" for _ in range(groups))


def heard(text: str) -> str:
    """A secret as it was typed, without what people put between the groups."""
    return re.sub(r"[\s-]", "", text).upper()


def kept(secret: str) -> bytes:
    """What the hub keeps of a secret with too many bits to be guessed."""
    return hashlib.sha256(secret.encode(errors="replace")).digest()
