"""Passwords of a hub's staff: their own, and the first ones that the hub gives."""

from typing import Final

from kiosk.core.errors import FormError
from kiosk.hub.spoken import heard, new_spoken
from kiosk.store.slow_hash import slow_hash

SHORTEST: Final = 12
"""Characters of a password; unlike a PIN at a gate it can be tried from anywhere."""
LONGEST: Final = 200
_GROUPS: Final = 3  # 40 bits: whoever guesses waits


def check_password(password: str) -> None:
    """Refuse a password that is too short, or too long.

    Raises:
        FormError: It is.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise FormError("password", "too-short", f"{SHORTEST} characters or more")


def slow_password(password: str) -> str:
    """A password as it is stored."""
    return slow_hash(password.encode(errors="replace"))


def first_password() -> tuple[str, str]:
    """A first password, and how it is stored."""
    first = new_spoken(_GROUPS)
    return first, slow_password(heard(first))
