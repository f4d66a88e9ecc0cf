"""Where the codewords of a QR code lie (ISO/IEC 18004, 7.5 to 7.9)."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from kiosk.devices.readers.pattern import Marks, Signs, pattern

Places = npt.NDArray[np.intp]

# Table 9, versions 1 to 25 for the levels L, M, Q, H: check codewords in each block,
# and how many blocks there are.
_CHECKS: Final = (
    "7 10 15 20 26 18 20 24 30 18 20 24 26 30 22 24 28 30 28 28 28 28 30 30 26",
    "10 16 26 18 24 16 18 22 22 26 30 22 22 24 24 28 28 26 26 26 26 28 28 28 28",
    "13 22 18 26 18 24 18 22 20 24 28 26 24 20 30 24 28 28 26 30 28 30 30 30 30",
    "17 28 22 16 22 28 26 26 24 28 24 28 22 24 24 30 28 28 26 28 30 24 30 30 30",
)
_BLOCKS: Final = (
    "1 1 1 1 1 2 2 2 2 4 4 4 4 4 6 6 6 6 7 8 8 9 9 10 12",
    "1 1 1 2 2 4 4 4 5 5 5 8 9 9 10 10 11 13 14 16 17 17 18 20 21",
    "1 1 2 2 4 4 6 6 8 8 8 10 12 16 12 17 16 18 21 20 23 23 25 27 29",
    "1 1 2 4 4 4 5 6 8 8 11 11 16 16 18 16 19 21 25 25 25 34 30 32 35",
)
_LEVELS: Final = (1, 0, 3, 2)  # row of those tables by the two bits of the format
_WITH_VERSION: Final = 7  # the first version that says which it is
_FORMAT_CHECK, _FORMAT_MASK = 0b10100110111, 0b101010000010010


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """What a code says about itself.

    Attributes:
        level: Of error correction: 0 to 3 for L, M, Q, H.
        mask: 0 to 7.
    """

    level: int
    mask: int


def format_of(soft: Signs) -> Format:
    """The likeliest of the 32 formats: both copies are asked.

    Args:
        soft: side x side, dark above 0.
    """
    heard = sum(soft.ravel()[copy] for copy in _format_places(len(soft)))
    number = int(np.argmax(_format_words() @ heard))
    return Format(level=_LEVELS[number >> 3], mask=number & 7)


@cache
def codewords(version: int) -> Places:
    """For each codeword the places of its eight modules in a flattened code."""
    shape = pattern(version)
    taken = _taken(version)
    columns = [c for c in range(shape.side - 1, 0, -1) if c > 6]  # noqa: PLR2004 - column 6 is the timing pattern's
    columns += [5, 4, 3, 2, 1, 0]
    lines = np.arange(shape.side)
    places = []
    for number in range(0, len(columns), 2):
        upward = number // 2 % 2 == 0
        for row in lines[::-1] if upward else lines:
            places += [
                row * shape.side + column
                for column in columns[number : number + 2]
                if not taken[row, column]
            ]
    whole = len(places) // 8
    return np.array(places[: whole * 8], np.intp).reshape(whole, 8)


@cache
def blocks(version: int, level: int) -> tuple[tuple[Places, int], ...]:
    """For each block its codewords' numbers, and how many of them are checks."""
    checks = int(_CHECKS[level].split()[version - 1])
    count = int(_BLOCKS[level].split()[version - 1])
    total = len(codewords(version))
    shorter, longer = total // count - checks, total % count
    data = total - checks * count
    made = []
    for block in range(count):
        first = np.arange(shorter) * count + block
        # The longer blocks come last and give their last codeword after all others.
        extra = block - (count - longer)
        more = [shorter * count + extra] if extra >= 0 else []
        last = data + np.arange(checks) * count + block
        made.append((np.concatenate([first, more, last]).astype(np.intp), checks))
    return tuple(made)


@cache
def flipped(version: int, mask: int) -> Marks:
    """Modules that the mask turned over, among all."""
    side = pattern(version).side
    i, j = np.mgrid[:side, :side]
    rule = (
        (i + j) % 2,
        i % 2,
        j % 3,
        (i + j) % 3,
        (i // 2 + j // 3) % 2,
        i * j % 2 + i * j % 3,
        (i * j % 2 + i * j % 3) % 2,
        ((i + j) % 2 + i * j % 3) % 2,
    )[mask]
    return np.asarray(rule == 0)


def _taken(version: int) -> Marks:
    """Modules that hold no codeword."""
    shape = pattern(version)
    taken = shape.known.copy()
    for copy in _format_places(shape.side):
        taken.ravel()[copy] = True
    if version >= _WITH_VERSION:
        corner = slice(shape.side - 11, shape.side - 8)
        taken[:6, corner] = taken[corner, :6] = True
    return taken


def _format_places(side: int) -> tuple[Places, Places]:
    """Both copies of the format, highest bit first."""
    row = [8 * side + column for column in (0, 1, 2, 3, 4, 5, 7, 8)]
    near = row + [line * side + 8 for line in (7, 5, 4, 3, 2, 1, 0)]
    far = [line * side + 8 for line in range(side - 1, side - 8, -1)]
    far += [8 * side + column for column in range(side - 8, side)]
    return np.array(near, np.intp), np.array(far, np.intp)


@cache
def _format_words() -> Signs:
    """All formats as they are drawn: 32 x 15, dark 1 and light -1."""
    words = []
    for number in range(32):
        rest = number << 10
        for bit in range(14, 9, -1):
            if rest >> bit & 1:
                rest ^= _FORMAT_CHECK << (bit - 10)
        drawn = (number << 10 | rest) ^ _FORMAT_MASK
        words.append([1.0 if drawn >> bit & 1 else -1.0 for bit in range(14, -1, -1)])
    return np.array(words, np.float32)
