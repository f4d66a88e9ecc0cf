import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from kiosk.devices.readers import Grey
from kiosk.devices.readers.regions import around, likely
from kiosk.devices.simulated.script import Difficulty
from kiosk.devices.simulated.stills import render_still


def darkest(frame: Grey) -> Grey:
    return np.ascontiguousarray(frame.min(axis=2))


@pytest.mark.parametrize("level", [Difficulty.MEDIUM, Difficulty.HARD])
def test_codes_lie_in_a_likely_place(level: Difficulty) -> None:
    rng, within = np.random.default_rng(3), 0
    for _ in range(6):
        still = render_still(rng, level)
        (left, top), (right, bottom) = (
            np.min(still.corners, axis=0),
            np.max(still.corners, axis=0),
        )
        within += any(
            region.left <= left + 4
            and region.top <= top + 4
            and region.right >= right - 4
            and region.bottom >= bottom - 4
            for region in likely(darkest(still.frame))
        )
    assert within >= 5


def test_smooth_picture_has_no_likely_place() -> None:
    slope = np.linspace(0, 255, 320, dtype=np.uint8)
    assert likely(np.tile(slope, (240, 1))) == []


@given(
    dark=hnp.arrays(np.uint8, st.tuples(st.integers(1, 90), st.integers(1, 120))),
)
def test_places_lie_inside_any_picture(dark: Grey) -> None:
    height, width = dark.shape
    for region in likely(dark):
        assert 0 <= region.left < region.right <= width
        assert 0 <= region.top < region.bottom <= height


def test_surroundings_of_a_code_end_at_the_edge_of_the_picture() -> None:
    frame = np.zeros((100, 200, 3), np.uint8)
    region = around(((10, 10), (50, 12), (52, 50), (8, 52)), frame)
    assert (region.left, region.top) == (0, 0)
    assert (region.right, region.bottom) == (74, 74)
    assert region.of(frame).shape == (74, 74, 3)
