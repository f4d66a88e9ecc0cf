"""The signature 签字: strokes of a finger, kept as numbers, never as a picture.

``700.300*10.20.200.40*40.50.60.200``: width and height of the canvas in CSS pixels,
then each stroke as x and y of its points in turn. Only characters that a form sends
as they are, so that a signature is not three times as long on its way.
"""

import re
from itertools import pairwise
from typing import Final

LONGEST: Final = 8_000  # characters
_MOST_STROKES: Final = 120
_FARTHEST: Final = 4_000
_LEAST_INK: Final = 0.15  # of the canvas' width; a touch by mistake is shorter
_SHAPE: Final = re.compile(
    r"\d{1,4}\.\d{1,4}(?:\*-?\d{1,4}\.-?\d{1,4}(?:\.-?\d{1,4}\.-?\d{1,4})*)*", re.ASCII
)

Point = tuple[int, int]


def signature_fault(text: str) -> str | None:
    """What is wrong with a signature as it was sent, or None.

    Returns:
        ``not-a-signature`` for what no screen of ours sends, ``signature-short`` for
        a dot or a touch by mistake.
    """
    if len(text) > LONGEST or not _SHAPE.fullmatch(text):
        return "not-a-signature"
    [(width, height)], *drawn = strokes(text)
    if not (width and height and len(drawn) <= _MOST_STROKES):
        return "not-a-signature"
    if any(abs(side) > _FARTHEST for stroke in drawn for p in stroke for side in p):
        return "not-a-signature"
    ink = sum(_length(stroke) for stroke in drawn)
    return None if ink >= _LEAST_INK * width else "signature-short"


def strokes(text: str) -> list[list[Point]]:
    """The canvas as a stroke of one point, then the strokes, of a right signature."""
    numbers = [[int(n) for n in part.split(".")] for part in text.split("*")]
    return [list(zip(part[::2], part[1::2], strict=True)) for part in numbers]


def _length(stroke: list[Point]) -> int:
    return sum(abs(b[0] - a[0]) + abs(b[1] - a[1]) for a, b in pairwise(stroke))
