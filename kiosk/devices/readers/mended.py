"""Correct a code whose modules are known only here and there.

A library that reads drawings of codes is told dark or light, not how sure that is. It
corrects half as many codewords as can be corrected when the unsure ones are named.
"""

from typing import Final

import numpy as np

from kiosk.devices.readers.equalizer import Sheet
from kiosk.devices.readers.layout import blocks, codewords, flipped, format_of
from kiosk.devices.readers.pattern import Pattern
from kiosk.devices.readers.repair import Words, repaired

_SPARE: Final = 1  # checks kept back in each block against nonsense
_SHARES: Final = (0.3, 0.5, 0.7, 0.85, 0.95)  # of the checks, for doubtful codewords
_AGREED: Final = 0.8  # of the modules before and after; nonsense is half right


def mended(soft: Sheet, worth: Sheet, shape: Pattern) -> Sheet | None:
    """The code without errors, or None when there are too many.

    Args:
        soft: side x side, dark above 0, the farther from 0 the surer.
        worth: side x side; how little noise there is in each.
        shape: Its pattern.
    """
    said, cells = format_of(soft), codewords(shape.version)
    flips = flipped(shape.version, said.mask).ravel()[cells]
    seen = soft.ravel()[cells]
    words = np.packbits((seen > 0) != flips, axis=1)[:, 0]
    sure = _sureness(seen * np.sqrt(worth.ravel()[cells]))
    for places, checks in blocks(shape.version, said.level):
        right = _block(words[places], sure[places], checks)
        if right is None:
            return None
        words[places] = right
    dark = np.unpackbits(words[:, None], axis=1).astype(np.bool_) != flips
    if np.mean(dark == (seen > 0)) < _AGREED:
        return None
    whole = soft.copy()
    whole.ravel()[cells] = np.where(dark, 1.0, -1.0)
    return whole


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
