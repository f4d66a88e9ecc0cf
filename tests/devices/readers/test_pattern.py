import numpy as np
import pytest

from kiosk.devices.readers.pattern import pattern
from tests.devices.readers.symbols import drawn_signs


@pytest.mark.parametrize("version", range(1, 41))
def test_known_modules_are_those_an_encoder_draws(version: int) -> None:
    shape, code = pattern(version), drawn_signs("A", version, "l")
    assert code.shape == shape.signs.shape
    assert (code[shape.known] == shape.signs[shape.known]).all()
    assert not shape.signs[~shape.known].any()
    assert not (shape.near & ~shape.known).any()


def test_last_alignment_pattern_is_the_one_farthest_from_the_finders() -> None:
    assert pattern(1).last is None
    seven = pattern(7)
    assert seven.last == 38
    square = seven.signs[36:41, 36:41]
    assert square[0].all()
    assert np.array_equal(square[2], [1, -1, 1, -1, 1])
