"""The US keyboard: key codes of Linux (input-event-codes.h) → characters. Pure.

A scan engine that types has no keyboard of its own; it presses the keys that would give
the code's text under the layout it is set to, and that is the US one from the factory.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

SHIFTS: Final = frozenset({42, 54})
SPOILERS: Final = frozenset({29, 97, 56, 100, 125, 126})
"""Ctrl, Alt and Meta: what is typed with them is no plain text."""

LOCKS: Final = frozenset({58, 69, 70})
"""Caps, Num and Scroll: their state belongs to a desktop that never sees these keys."""

ENTERS: Final = frozenset({28, 96})

_ROWS: Final = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (15, "\t", "\t"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
)
_PAD: Final = ((55, "*"), (71, "789-456+1230."), (98, "/"), (117, "="))


def _keys() -> Iterator[tuple[int, tuple[str, str]]]:
    for first, plain, shifted in _ROWS:
        yield from enumerate(zip(plain, shifted, strict=True), first)
    for first, plain in _PAD:
        yield from enumerate(zip(plain, plain, strict=True), first)


CHARACTERS: Final[Mapping[int, tuple[str, str]]] = MappingProxyType(dict(_keys()))
"""Key code → the character without and with shift."""
