"""PINs: six digits, stored as Argon2id over an HMAC with a secret pepper.

Six digits are few: without the pepper a stolen card would give them up in hours.
"""

import hmac
from itertools import pairwise
from pathlib import Path
from typing import Final

from nacl import utils

from kiosk.core.errors import FormError
from kiosk.store.keyfile import KEY_SIZE, KeyMissing, read_key, write_key
from kiosk.store.keyfolder import locked
from kiosk.store.slow_hash import slow_fits, slow_hash

_DIGITS: Final = 6
_FILE: Final = "pepper.key"
_PURPOSE: Final = "pepper"
_ADVICE: Final = "bring it back from the backup, or give everybody a new PIN"


def open_pepper(keys: Path) -> bytes:
    """The pepper of this kiosk's key folder, made if there is none yet.

    Raises:
        ConfigError: It cannot be read or made.
    """
    path = keys / _FILE
    with locked(keys):
        try:
            return read_key(path, _PURPOSE, _ADVICE)
        except KeyMissing:
            write_key(path, _PURPOSE, utils.random(KEY_SIZE))
            return read_key(path, _PURPOSE, _ADVICE)


def check_pin(pin: str) -> None:
    """Refuse what is no PIN, or one that everybody tries first.

    Raises:
        FormError: With slug ``not-a-pin`` or ``weak-pin``.
    """
    if not (pin.isascii() and pin.isdecimal() and len(pin) == _DIGITS):
        raise FormError("pin", "not-a-pin", "six digits")
    steps = {int(b) - int(a) for a, b in pairwise(pin)}
    if steps in ({0}, {1}, {-1}):
        raise FormError("pin", "weak-pin", "not all the same digit, not a row of them")


def hash_pin(pin: str, pepper: bytes) -> str:
    """The PIN as it is stored, with a salt of its own; takes tens of milliseconds.

    Raises:
        FormError: It is none, or too easy.
    """
    check_pin(pin)
    return slow_hash(_peppered(pin, pepper))


def pin_fits(pin: str, stored: str, pepper: bytes) -> bool:
    """Whether ``pin`` is the one that was stored; as slow as ``hash_pin``."""
    return slow_fits(_peppered(pin, pepper), stored)


def _peppered(pin: str, pepper: bytes) -> bytes:
    return hmac.digest(pepper, pin.encode(), "sha256")
