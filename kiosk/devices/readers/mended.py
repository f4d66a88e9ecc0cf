"""Correct a code whose modules are known only here and there.

A library that reads drawings of codes is told dark or light, not how sure that is. It
corrects half as many codewords as can be corrected when the unsure ones are named.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kiosk.devices.readers.equalizer import Sheet
from kiosk.devices.readers.layout import blocks, codewords, flipped, format_of
from kiosk.devices.readers.pattern import Pattern
from kiosk.devices.readers.repair import Words, repaired

_SPARE: Final = 1  # checks kept back in each block against nonsense
_SHARES: Final = (0.3, 0.5, 0.7, 0.85, 0.95)  # of the checks, for doubtful codewords


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mended:
    """What is known of a code once its blocks are corrected.

    Attributes:
        signs: side x side; 1 for dark, -1 for light, 0 where no block could be.
        whole: Whether every block could.
    """

    signs: Sheet
    whole: bool


def mended(soft: Sheet, worth: Sheet, shape: Pattern, most_bad: int = 0) -> Mended:
    """Correct a code block by block.

    Args:
        soft: side x side, dark above 0, the farther from 0 the surer.
        worth: side x side; how little noise there is in each.
        shape: Its pattern.
        most_bad: How many blocks may have too many errors before the rest is left.
    """
    said, cells = format_of(soft), codewords(shape.version)
    flips = flipped(shape.version, said.mask).ravel()[cells]
    seen = soft.ravel()[cells]
    words = np.packbits((seen > 0) != flips, axis=1)[:, 0]
    sure = _sureness(seen * np.sqrt(worth.ravel()[cells]))
    good, bad = np.zeros(len(words), np.bool_), 0
    for places, checks in blocks(shape.version, said.level):
        right = _block(words[places], sure[places], checks)
        if right is not None:
            words[places], good[places] = right, True
        elif (bad := bad + 1) > most_bad:
            break
    dark = np.unpackbits(words[:, None], axis=1).astype(np.bool_) != flips
    signs = shape.signs.copy()
    signs.ravel()[cells[good]] = np.where(dark[good], 1.0, -1.0)
    return Mended(signs=signs, whole=bool(good.all()))


def _sureness(modules: Sheet) -> Sheet:
    """How sure each codeword is: as its least sure modules are."""
    least = np.partition(np.abs(modules), 1, axis=1)[:, :2]
    return np.asarray(least.sum(axis=1), np.float32)


def _block(words: Words, sure: Sheet, checks: int) -> Words | None:
    order = np.argsort(sure)
    for share in _SHARES:
        doubtful = order[: int(share * checks)].astype(np.int64)
        right = repaired(words, checks, doubtful, _SPARE)
        if right is not None:
            return right
    return None
