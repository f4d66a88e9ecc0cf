import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from kiosk.devices.readers import Grey
from kiosk.devices.readers.finders import trios
from tests.devices.readers.symbols import held, smeared

TEXT = "KP1:ZHANG TEST " + "x" * 60


def test_finder_patterns_are_found_through_a_smear_of_two_modules() -> None:
    grey, corners = held(TEXT)
    best = trios(smeared(grey, 6))[0]
    side = np.linalg.norm(corners[1] - corners[0])
    for found, corner in zip(
        (best.corner, best.right, best.down), corners[[0, 1, 3]], strict=True
    ):
        # Its centre lies 3.5 modules from both sides.
        assert np.linalg.norm(np.subtract(found, corner)) < 0.2 * side


def test_corner_is_told_whichever_way_the_code_is_turned() -> None:
    grey, corners = held(TEXT, tilt=0.0)
    for quarters in range(4):
        best = trios(np.ascontiguousarray(np.rot90(grey, -quarters)))[0]
        middle = np.mean(corners, axis=0)
        at = np.subtract(best.corner, middle) > 0
        compass = [(False, False), (True, False), (True, True), (False, True)]
        assert tuple(at.tolist()) == compass[quarters]


def test_smooth_picture_has_no_finder_patterns() -> None:
    slope = np.linspace(0, 255, 200, dtype=np.uint8)
    assert list(trios(np.tile(slope, (150, 1)))) == []


@given(
    grey=hnp.arrays(np.uint8, st.tuples(st.integers(1, 70), st.integers(1, 70))),
)
def test_any_picture_gives_trios_inside_it(grey: Grey) -> None:
    height, width = grey.shape
    for trio in trios(grey):
        for x, y in (trio.corner, trio.right, trio.down):
            assert -1 <= x <= width
            assert -1 <= y <= height
