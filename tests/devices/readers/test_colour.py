from collections import Counter
from itertools import product

import numpy as np
import pytest

from kiosk.devices.readers import Frame
from kiosk.devices.readers.colour import colour_of
from kiosk.devices.readers.zxing import ZxingReader
from kiosk.devices.simulated.lights import LIGHTS, lit
from kiosk.devices.simulated.script import Colour, Difficulty, Medium
from kiosk.devices.simulated.stills import render_still
from tests.devices.readers.symbols import symbol_picture

SQUARE = ((24, 24), (24 + 126, 24), (24 + 126, 24 + 126), (24, 24 + 126))


def painted(ink: tuple[int, int, int], white: tuple[int, int, int]) -> Frame:
    """A clean code of 21 modules of 6 px in two paints, B, G, R."""
    code = symbol_picture("KP1:TEST")
    return np.where(code < 128, np.array(ink), np.array(white)).astype(np.uint8)


def test_colours_are_right_under_nine_lights() -> None:
    rng, reader = np.random.default_rng(1), ZxingReader()
    seen: Counter[tuple[str, str | None]] = Counter()
    for colour, level, medium in product(Colour, Difficulty, Medium):
        still = render_still(rng, level, colour, medium)
        for symbol in reader.watch(still.frame):
            for light in LIGHTS.values():
                read = colour_of(lit(still.frame, light), symbol.corners)
                seen[colour, read] += 1

    right = sum(count for (shown, read), count in seen.items() if shown == read)
    assert seen.total() > 120
    assert right >= 0.99 * seen.total(), seen


@pytest.mark.parametrize(
    ("ink", "expected"),
    [
        ((128, 128, 128), "grey"),
        ((0, 0, 0), "black"),
        ((60, 20, 10), "black"),
        ((220, 40, 40), None),
        ((30, 30, 200), "red"),
        ((40, 150, 40), "green"),
        ((30, 190, 230), "yellow"),
        ((30, 120, 235), "yellow"),
    ],
)
def test_plain_paints_are_named(ink: tuple[int, int, int], expected: str) -> None:
    assert colour_of(painted(ink, (250, 250, 250)), SQUARE) == expected


def test_white_of_the_code_is_the_reference() -> None:
    """Lamplight turns grey to orange; the paper turns with it."""
    assert colour_of(painted((60, 90, 125), (120, 180, 250)), SQUARE) == "grey"


@pytest.mark.parametrize(
    "corners", [(), ((1, 1),) * 4, ((0, 0), (5, 0), (5, 5), (0, 5))]
)
def test_no_corners_no_colour(corners: tuple[tuple[int, int], ...]) -> None:
    assert colour_of(painted((0, 0, 0), (250, 250, 250)), corners) is None


def test_corners_outside_the_picture_and_empty_paper_give_no_error() -> None:
    white = np.full((60, 80, 3), 255, np.uint8)
    outside = ((-50, -50), (200, -50), (200, 200), (-50, 200))
    assert colour_of(white, outside) is None
