"""How far a long task is, for whoever watches."""

import sys
from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

_STEP: Final = 50  # items between two looks of the progress line

T = TypeVar("T")


def shown(items: Sequence[T]) -> Iterator[T]:
    """The items, with a progress line on stderr while a person watches."""
    watched = sys.stderr.isatty()
    for number, item in enumerate(items):
        if watched and number % _STEP == 0:
            share = 100 * number // len(items)
            line = f"\r{number}/{len(items)} {share} % "
            print(line, end="", file=sys.stderr, flush=True)
        yield item
    if watched:
        print("\r" + " " * 32 + "\r", end="", file=sys.stderr, flush=True)
