"""Correct a block of codewords of which some are known to be doubtful.

The checks of a block correct twice as many codewords when it is known which ones are
wrong (I. S. Reed, G. Solomon, 1960; erasures after G. D. Forney, 1965). Glare and
overexposure tell: what lies under them is neither dark nor light.
"""

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
    exponents = count - 1 - doubtful
    locator = [1]
    for exponent in exponents.tolist():
        locator = _product(locator, [1, int(powers[exponent])])
    locator = _grown(syndromes.tolist(), locator, len(doubtful))
    degree = len(locator) - 1
    if 2 * degree - len(doubtful) > checks - spare:
        return None
    at = -np.arange(count)
    wrong = np.flatnonzero(_values(locator, at) == 0)
    if len(wrong) != degree:
        return None
    evaluator = _product(syndromes.tolist(), locator)[:checks]
    slope = [value if power % 2 else 0 for power, value in enumerate(locator)][1:]
    above, below = _values(evaluator, -wrong), _values(slope, -wrong)
    if not below.all():
        return None
    amounts = powers[(logs[above] - logs[below] + wrong) % _ORDER]
    amounts[above == 0] = 0
    right = words.copy()
    right[count - 1 - wrong] ^= amounts.astype(np.uint8)
    return None if _syndromes(right, checks).any() else right


def _syndromes(words: Words, checks: int) -> Numbers:
    powers, logs = _tables()
    exponents = np.arange(len(words) - 1, -1, -1) * np.arange(checks)[:, None]
    terms = powers[(logs[words] + exponents) % _ORDER]
    terms[:, words == 0] = 0
    return np.asarray(np.bitwise_xor.reduce(terms, axis=1), np.int64)


def _grown(syndromes: list[int], locator: list[int], known: int) -> list[int]:
    """Add the errors nobody suspected to a locator (E. Berlekamp, J. Massey, 1969)."""
    powers, logs = _lists()
    before, length = locator, known
    for step in range(known, len(syndromes)):
        miss = 0
        for power, value in enumerate(locator[: step + 1]):
            other = syndromes[step - power]
            if value and other:
                miss ^= powers[(logs[value] + logs[other]) % _ORDER]
        before = [0, *before]
        if miss:
            longer = _sum(locator, _product(before, [miss]))
            if 2 * length <= step + known:
                before = _product(locator, [powers[_ORDER - logs[miss]]])
                length = step + 1 + known - length
            locator = longer
    while locator and locator[-1] == 0:
        locator = locator[:-1]
    return locator


def _sum(one: list[int], other: list[int]) -> list[int]:
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return [a ^ b for a, b in zip(longer, shorter, strict=False)] + longer[
        len(shorter) :
    ]


def _product(one: list[int], other: list[int]) -> list[int]:
    """Of two polynomials, lowest power first."""
    powers, logs = _lists()
    made = [0] * (len(one) + len(other) - 1)
    for low, a in enumerate(one):
        if a:
            for high, b in enumerate(other):
                if b:
                    made[low + high] ^= powers[(logs[a] + logs[b]) % _ORDER]
    return made


def _values(polynomial: list[int], exponents: Numbers) -> Numbers:
    """A polynomial's values at powers of the field's generator."""
    powers, logs = _tables()
    made = np.zeros(len(exponents), np.int64)
    for power, value in enumerate(polynomial):
        if value:
            made ^= powers[(logs[value] + power * exponents) % _ORDER]
    return made


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
def _lists() -> tuple[list[int], list[int]]:
    """The same for single numbers, where lists are faster."""
    powers, logs = _tables()
    return powers.tolist(), logs.tolist()
