"""Undo whatever blur there is, learnt from the modules every code must have.

Lens and hand blur ink and paper of the known modules as they blur all others. A linear
filter that gives those back gives the others back too: an equalizer trained on a known
sequence, as modems have it (R. W. Lucky, 1965). Nothing is assumed about the blur.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.devices.readers.pattern import Pattern, pattern

Sheet = npt.NDArray[np.float32]
"""A code seen straight on, ``PER`` samples a module, ``RIM`` modules around it."""

PER: Final = 2
RIM: Final = 5
_REACH: Final = 1  # modules on each side of a module from which it is told
_WIDTH: Final = (2 * _REACH + 1) * PER
_NEIGHBOURS: Final = 2  # modules on each side that blur may still mix into one
_ROUNDS: Final = 2
_HEARSAY: Final = 0.5  # what a module that seems clear counts beside known ones
_ALONE: Final = 1 << 18  # multiplications OpenBLAS does in one thread
_DAMPING: Final = 0.01  # share of the mean power: against learning the noise


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Equalizer:
    """What was learnt.

    Attributes:
        taps: Weights of the samples around a module.
        offset: Added to their sum.
        share: How much of the known modules' variance it explains, at most 1; chance
            gives about 0.15.
    """

    taps: Sheet
    offset: float
    share: float

    def applied(self, sheet: Sheet) -> Sheet:
        """Dark as 1 and light as -1, as far as it can be told, at every sample."""
        anchor = (_REACH * PER, _REACH * PER)
        summed = cv2.filter2D(
            sheet, cv2.CV_32F, self.taps, anchor=anchor, borderType=cv2.BORDER_REPLICATE
        )
        return np.asarray(summed + np.float32(self.offset), np.float32)


def trained(sheet: Sheet, shape: Pattern, *, near: bool = False) -> Equalizer:
    """Learn from the known modules.

    Args:
        sheet: With a code of this shape.
        shape: Its pattern.
        near: Leave the alignment patterns out.
    """
    places = _places(shape.version, near)
    wanted = shape.signs[shape.near if near else shape.known]
    rows = np.ones((len(places), _WIDTH**2 + 2), np.float32)
    np.take(sheet.ravel(), places, out=rows[:, :-2])
    rows[:, -1] = wanted
    weights, missed = _fitted(rows)
    return Equalizer(
        taps=np.ascontiguousarray(weights[:-1].reshape(_WIDTH, _WIDTH), np.float32),
        offset=float(weights[-1]),
        share=1.0 - missed / len(wanted) / float(wanted.var()),
    )


@cache
def _places(version: int, near: bool) -> npt.NDArray[np.int64]:  # noqa: FBT001 - cached
    """Samples around each known module, as places in a flattened sheet."""
    shape = pattern(version)
    width = (shape.side + 2 * RIM) * PER
    line = np.arange(_WIDTH) - _REACH * PER
    around = (line[:, None] * width + line).ravel()
    rows, columns = np.nonzero(shape.near if near else shape.known)
    middle = (rows + RIM) * PER * width + (columns + RIM) * PER
    return np.asarray(middle[:, None] + around, np.int64)


def settled(soft: Sheet, signs: Sheet, *, uneven: bool = False) -> Sheet:
    """Take out of each module what its neighbours still leave in it.

    Of a sum over pictures the noise is less than in each, so more blur can be undone
    than the equalizers of the pictures dared to. It is learnt from all modules, as they
    seem to be: clear ones count more (decision-directed equalization).

    Args:
        soft: side x side, dark above 0.
        signs: side x side; 1 where it is known to be dark, -1 light, 0 unknown.
        uneven: Learn as well how much lighter it is in some places than in others,
            which takes known modules everywhere.
    """
    side, width = len(soft), 2 * _NEIGHBOURS + 1
    known = signs.ravel()
    told = soft.ravel() / np.sqrt(np.mean(soft * soft) + np.float32(1e-9))
    padded = np.pad(told.reshape(side, side), _NEIGHBOURS)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (width, width))
    samples = windows.reshape(side * side, -1)
    if uneven:
        samples = np.concatenate([samples, _places_in(side)], axis=1)
    rows = np.ones((side * side, samples.shape[1] + 2), np.float32)
    rows[:, :-2] = samples
    doubt = np.float32(_HEARSAY if uneven else 1.0)
    for _ in range(_ROUNDS):
        rows[:, -1] = np.where(known, known, np.sign(told))
        sure = np.where(known, np.float32(1.0), doubt * np.clip(np.abs(told), 0.0, 1.0))
        weights, _ = _fitted(rows * np.sqrt(sure)[:, None])
        told = np.einsum("ij,j->i", rows[:, :-1], weights)
    return np.asarray(told.reshape(side, side), np.float32)


@cache
def _places_in(side: int) -> Sheet:
    """Of each module what a surface of the second degree is made of."""
    down, across = np.mgrid[:side, :side].reshape(2, -1) * (2 / side) - 1
    terms = (across, down, across * across, across * down, down * down)
    return np.stack(terms, axis=1).astype(np.float32)


def _fitted(rows: Sheet) -> tuple[Sheet, float]:
    """Damped least squares.

    Args:
        rows: In each the samples, and last what they are to give.

    Returns:
        Weights of the samples, and the sum of the squares of what is missed.
    """
    products = _products(rows)
    power, goal = products[:-1, :-1], products[:-1, -1]
    damping = _DAMPING * float(np.trace(power)) / len(power)
    weights = np.linalg.solve(power + damping * np.eye(len(power)), goal)
    missed = products[-1, -1] - 2 * weights @ goal + weights @ power @ weights
    return np.asarray(weights, np.float32), float(missed)


def _products(rows: Sheet) -> npt.NDArray[np.float64]:
    """Of each two columns.

    In small bits: for more, BLAS wakes one thread a core, which with the other cores
    busy took forty times as long.
    """
    width = rows.shape[1]
    some = _ALONE // width**2
    summed = np.zeros((width, width))
    for start in range(0, len(rows), some):
        bit = rows[start : start + some]
        summed += np.dot(bit.T.copy(), bit)
    return summed


def modules(sheet: Sheet, side: int) -> Sheet:
    """One sample a module: side x side."""
    code = slice(RIM * PER, (RIM + side) * PER, PER)
    return sheet[code, code]
