"""Read a code from its modules, dark or light as far as they can be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import zxingcpp

from kiosk.devices.readers.equalizer import Sheet, settled
from kiosk.devices.readers.mended import mended
from kiosk.devices.readers.pattern import Pattern
from kiosk.devices.readers.symbol import Grey

_QR: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_HOPELESS: Final = 0.1  # of the known modules wrong; then so are too many of the others
_AGREED: Final = 0.8  # of the modules before and after; nonsense is half right
_QUIET: Final = 4  # modules of white around a code (ISO/IEC 18004)
_DRAWN_PX: Final = 3  # along a module of the clean picture


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Told:
    """A code's modules, as one picture or several show them.

    Attributes:
        soft: side x side; 1 for dark, -1 for light, near 0 where it is not clear.
        worth: side x side; how little noise there is in each, for comparison only.
    """

    soft: Sheet
    worth: Sheet


def spelt(told: Told, shape: Pattern, rounds: int = 0) -> Sequence[zxingcpp.Barcode]:
    """The code that the modules make: none or one.

    Args:
        told: Its modules; those known beforehand do not matter.
        shape: Its pattern.
        rounds: How often blocks without errors may help with the others: their
            modules are all over the code, so the blur is learnt better from them.
    """
    first = soft = settled(told.soft, shape.signs)
    if codes := _read(soft, shape):
        return codes
    wrong = (soft > 0)[shape.known] != (shape.signs > 0)[shape.known]
    if wrong.mean() > _HOPELESS:
        return []
    most_bad = 1 if rounds else 0
    right, known = mended(soft, told.worth, shape, most_bad), shape.known.sum()
    for _ in range(rounds):
        signs = right.signs
        if right.whole or np.count_nonzero(signs) <= known:
            break
        known = np.count_nonzero(signs)
        soft = settled(told.soft, signs, uneven=True)
        soft = np.where(signs, signs * np.maximum(np.abs(soft), 1.0), soft)
        right = mended(soft, told.worth, shape, most_bad)
    alike = (right.signs > 0) == (first > 0)
    if not right.whole or alike[~shape.known].mean() < _AGREED:
        return []
    return _read(np.where(right.signs, right.signs, first), shape)


def _read(soft: Sheet, shape: Pattern) -> Sequence[zxingcpp.Barcode]:
    codes = zxingcpp.read_barcodes(
        _drawn(soft, shape),
        formats=_QR,
        is_pure=True,
        text_mode=zxingcpp.TextMode.Plain,
    )
    # Of a drawing that is no code, a "pure" reading gives an empty one back.
    return [code for code in codes if code.valid]


def _drawn(soft: Sheet, shape: Pattern) -> Grey:
    """A clean picture."""
    signs = np.where(shape.known, shape.signs, soft)
    light = np.where(signs > 0, 0, 255).astype(np.uint8)
    light = np.pad(light, _QUIET, constant_values=255)
    size = (len(light) * _DRAWN_PX, len(light) * _DRAWN_PX)
    large = cv2.resize(light, size, interpolation=cv2.INTER_NEAREST)
    return np.asarray(large, np.uint8)
