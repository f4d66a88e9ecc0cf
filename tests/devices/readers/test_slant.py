import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from kiosk.devices.readers import Grey
from kiosk.devices.readers.finders import trios
from kiosk.devices.readers.slant import (
    Matrix,
    as_detailed,
    falling,
    rising,
    stretched,
)
from kiosk.devices.readers.zxing import ZxingReader
from tests.devices.readers.symbols import held

TEXT = "KP1:ZHANG TEST " + "x" * 60
PATCHES = hnp.arrays(np.uint8, st.tuples(st.integers(4, 60), st.integers(4, 60)))


def slanted(sign: float, ratio: float = 0.5) -> tuple[Grey, Matrix]:
    """A code shortened along a diagonal, and its corners, px."""
    grey, corners = held(TEXT, module_px=4.4, tilt=0.0)
    mean, half = (1 + ratio) / 2, sign * (ratio - 1) / 2
    squeeze = np.array([[mean, half], [half, mean]])
    side = len(grey)
    away = np.full(2, side / 2) - squeeze @ np.full(2, side / 2)
    matrix = np.column_stack([squeeze, away])
    seen = cv2.warpAffine(
        grey, matrix, (side, side), flags=cv2.INTER_AREA, borderValue=190
    )
    noise = np.random.default_rng(5).normal(0, 8, seen.shape)
    seen = cv2.GaussianBlur(seen, (0, 0), 0.8) + noise
    return np.clip(seen, 0, 255).astype(np.uint8), corners @ squeeze.T + away


def missed(grey: Grey, corners: Matrix, stretch: Matrix | None) -> float:
    """How far the nearest trio is from the finder patterns, shares of the code."""
    size = float(np.linalg.norm(corners[2] - corners[0]))
    middle = (corners[1] + corners[3]) / 2
    goal = corners[[0, 1, 3]] * 0.79 + middle * 0.21  # 7 modules of 33
    return min(
        (
            float(np.abs(np.array([one.corner, one.right, one.down]) - goal).max())
            / size
            for one in trios(grey, stretch=stretch)
        ),
        default=1.0,
    )


def test_finder_patterns_of_a_slanted_code_are_found_once_it_is_stretched() -> None:
    for sign, stretch in ((1.0, falling), (-1.0, rising)):
        grey, corners = slanted(sign)
        assert missed(grey, corners, None) > 0.1
        assert missed(grey, corners, stretch(grey)) < 0.04


def test_detail_tells_which_way_a_code_leans() -> None:
    grey, _ = held(TEXT, module_px=6.0, tilt=0.0)
    wider = []
    for across, down in ((0.6, 1.0), (1.0, 1.0), (1.0, 0.6)):
        narrow = cv2.resize(
            grey, None, fx=across, fy=down, interpolation=cv2.INTER_AREA
        )
        stretch = as_detailed(np.asarray(narrow, np.uint8))
        assert abs(stretch[0, 1]) < 0.05
        wider.append(float(stretch[0, 0] / stretch[1, 1]))
    # What the code says makes its detail a little finer one way.
    assert wider[0] > 1.2 * wider[1] > 1.2 * 1.2 * wider[2]


def test_slanted_code_is_read_from_one_picture_and_by_a_running_camera() -> None:
    grey, _ = slanted(-1.0)
    frame = np.repeat(grey[..., None], 3, axis=2)
    assert [symbol.text for symbol in ZxingReader().read(frame)] == [TEXT]
    reader = ZxingReader()
    looks = [reader.watch(frame) for _ in range(3)]
    assert {symbol.text for symbols in looks for symbol in symbols} == {TEXT}


@given(grey=PATCHES)
def test_any_picture_is_stretched_within_bounds_and_back(grey: Grey) -> None:
    for stretch in (as_detailed(grey), falling(grey), rising(grey)):
        assert np.isclose(np.linalg.det(stretch), 1.0)
        assert np.linalg.cond(stretch) < 1.61
        small, back = stretched(grey, stretch, 0.6)
        away = np.linalg.inv(back[:, :2]) @ (np.array([3.0, 2.0]) - back[:, 2])
        assert (away > -1).all()
        assert (away < small.shape[::-1]).all()
        for trio in trios(grey, stretch=stretch):
            assert trio.module_px > 0
