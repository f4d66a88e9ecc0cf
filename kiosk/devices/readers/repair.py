"""Correct a block of codewords of which some are known to be doubtful.

The checks of a block correct twice as many codewords when it is known which ones are
wrong (I. S. Reed, G. Solomon, 1960; erasures after G. D. Forney, 1965). Glare and
overexposure tell: what lies under them is neither dark nor light.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]

_FIELD: Final = 0x11D  # x^8 + x^4 + x^3 + x^2 + 1 (ISO/IEC 18004, 7.5.2)
_ORDER: Final = 255


def repaired(words: Words, checks: int, doubtful: Numbers, spare: int) -> Words | None:
    """The block without its errors, or None when there are too many.

    Args:
        words: Data and check codewords, at most 255.
        checks: How many check codewords it ends with.
        doubtful: Places of those that are as likely wrong as right.
        spare: Checks that must not be used up: each makes it 256 times less likely
            that nonsense passes.
    """
    powers, logs = _tables()
    count = len(words)
    syndromes = _syndromes(words, checks)
    if not syndromes.any():
        return words
    locator, evaluator = _located(syndromes, powers[count - 1 - doubtful])
    degree = int(np.flatnonzero(locator)[-1])
    if 2 * degree - len(doubtful) > checks - spare:
        return None
    at = -np.arange(count)
    wrong = np.flatnonzero(_values(locator[: degree + 1], at) == 0)
    if len(wrong) != degree:
        return None
    slope = np.where(np.arange(degree) % 2, 0, locator[1 : degree + 1])
    above, below = _values(evaluator, -wrong), _values(slope, -wrong)
    if not below.all():
        return None
    amounts = powers[(logs[above] - logs[below] + wrong) % _ORDER]
    amounts[above == 0] = 0
    right = words.copy()
    right[count - 1 - wrong] ^= amounts.astype(np.uint8)
    return None if _syndromes(right, checks).any() else right


def _syndromes(words: Words, checks: int) -> Words:
    return _values(words[::-1], np.arange(checks))


def _located(syndromes: Words, suspects: Numbers) -> tuple[Words, Words]:
    """The locator of all errors, and the evaluator (E. Berlekamp, J. Massey, 1969).

    What is done to the locator is done to its product with the syndromes as well: the
    next coefficient of that is what the locator misses, and in the end it evaluates.

    Args:
        syndromes: One for each check.
        suspects: The field's elements that stand for the doubtful places.

    Returns:
        Two polynomials, lowest power first.
    """
    times, inverses = _multiples()
    checks, known = len(syndromes), len(suspects)
    # Both in one, the locator first, each as long as the checks and one more.
    start = bytearray(2 * (checks + 1))
    start[0], start[checks + 1 : -1] = 1, syndromes.tobytes()
    both = bytes(start)
    for suspect in suspects.tolist():
        both = _sum(both, _risen(both).translate(times[suspect]))
    before, length = both, known
    for step in range(known, checks):
        before = _risen(before)
        miss = both[checks + 1 + step]
        if miss:
            longer = _sum(both, before.translate(times[miss]))
            if 2 * length <= step + known:
                before = both.translate(times[inverses[miss]])
                length = step + 1 + known - length
            both = longer
    locator, evaluator = np.frombuffer(both, np.uint8).reshape(2, -1)
    return locator, evaluator[:checks]


def _sum(one: bytes, other: bytes) -> bytes:
    """Of polynomials, which is their difference too."""
    summed = int.from_bytes(one) ^ int.from_bytes(other)
    return summed.to_bytes(len(one))


def _risen(both: bytes) -> bytes:
    """Two polynomials times the unknown; what gets too long is dropped."""
    half = len(both) // 2
    return b"\0" + both[: half - 1] + b"\0" + both[half:-1]


def _values(polynomial: Words, exponents: Numbers) -> Words:
    """A polynomial's values at powers of the field's generator."""
    powers, logs = _tables()
    rising = np.arange(len(polynomial))[:, None] * exponents
    terms = powers[(logs[polynomial][:, None] + rising) % _ORDER]
    terms[polynomial == 0] = 0
    return np.asarray(np.bitwise_xor.reduce(terms, axis=0), np.uint8)


@cache
def _tables() -> tuple[Numbers, Numbers]:
    """Powers of 2 in the field, and logarithms; that of 0 does not count."""
    powers, logs, value = np.zeros(256, np.int64), np.zeros(256, np.int64), 1
    for exponent in range(_ORDER):
        powers[exponent], logs[value] = value, exponent
        value <<= 1
        if value > _ORDER:
            value ^= _FIELD
    powers[_ORDER] = powers[0]
    return powers, logs


@cache
def _multiples() -> tuple[Sequence[bytes], bytes]:
    """Of each element all multiples, and of each the one that makes 1 of it."""
    powers, logs = _tables()
    made = powers[(logs[:, None] + logs) % _ORDER].astype(np.uint8)
    made[0], made[:, 0] = 0, 0
    inverses = powers[-logs % _ORDER].astype(np.uint8)
    return [row.tobytes() for row in made], inverses.tobytes()
