"""Secret keys of the supervisor, plain or under a passphrase that is asked for."""

from collections.abc import Callable
from pathlib import Path

from kiosk.core.errors import ConfigError
from kiosk.store.keyfile import read_file, read_key
from kiosk.store.locked_key import decoded, is_locked, unlock

Ask = Callable[[], str]
"""Asks for a passphrase."""


class PassphraseMissing(ConfigError):
    """A key is under a passphrase, and there is nobody to ask."""

    slug = "passphrase-missing"

    def __init__(self) -> None:
        super().__init__("the key is under a passphrase that nobody was asked for")


def nobody() -> str:
    """The passphrase where there is nobody to ask for it.

    Raises:
        PassphraseMissing: Always.
    """
    raise PassphraseMissing


def open_key(path: Path, purpose: str, advice: str, ask: Ask) -> bytes:
    """Read a secret key of 32 bytes, plain or under a passphrase.

    Args:
        path: The file.
        purpose: What it must be for.
        advice: What to do when it is missing.
        ask: Asks for the passphrase; only where there is one.

    Raises:
        ConfigError: It is missing, open to others, damaged or another's.
        PassphraseWrong: So it is.
    """
    content = read_file(path, advice)
    if not is_locked(content.decode("ascii", "replace")):
        return read_key(path, purpose, advice)
    return unlock(decoded(content), ask(), purpose)
