"""The signature 签字: strokes of a finger, kept as numbers, never as a picture.

JSON: ``{"w": 700, "h": 300, "strokes": [[x, y, x, y, …], …]}``; whole numbers, the
canvas in CSS pixels.
"""

import json
from itertools import pairwise
from typing import Any, Final

LONGEST_TEXT: Final = 10_000  # characters of JSON
_MOST_STROKES: Final = 120
_LARGEST_SIDE: Final = 4000
_LEAST_INK: Final = 0.15  # of the canvas' width; a touch by mistake is shorter


def signature_fault(text: str) -> str | None:
    """What is wrong with a signature as it was sent, or None.

    Returns:
        ``not-a-signature`` for what no screen of ours sends, ``signature-short`` for
        a dot or a touch by mistake.
    """
    try:
        drawn: Any = json.loads(text) if len(text) <= LONGEST_TEXT else None
    except (ValueError, RecursionError):
        return "not-a-signature"
    if not _is_drawing(drawn):
        return "not-a-signature"
    ink = sum(_length(stroke) for stroke in drawn["strokes"])
    return None if ink >= _LEAST_INK * drawn["w"] else "signature-short"


def _is_drawing(drawn: Any) -> bool:
    if not isinstance(drawn, dict) or drawn.keys() != {"w", "h", "strokes"}:
        return False
    width, height, strokes = drawn["w"], drawn["h"], drawn["strokes"]
    sides = all(_within(side, 1, _LARGEST_SIDE) for side in (width, height))
    if not (sides and isinstance(strokes, list) and len(strokes) <= _MOST_STROKES):
        return False
    return all(_is_stroke(stroke) for stroke in strokes)


def _is_stroke(stroke: Any) -> bool:
    if not isinstance(stroke, list) or len(stroke) % 2:
        return False
    # A finger may slide off the canvas while it draws.
    return all(_within(value, -_LARGEST_SIDE, 2 * _LARGEST_SIDE) for value in stroke)


def _within(value: Any, low: int, high: int) -> bool:
    return type(value) is int and low <= value <= high  # True is no number here


def _length(stroke: list[int]) -> int:
    points = list(zip(stroke[::2], stroke[1::2], strict=True))
    return sum(abs(b[0] - a[0]) + abs(b[1] - a[1]) for a, b in pairwise(points))
