import cv2
import numpy as np
import pytest

from kiosk.devices.readers import Frame, Grey
from kiosk.devices.readers.sharpen import contrast, sharpened
from tests.devices.readers.symbols import symbol_picture


def swing(grey: Grey) -> float:
    return float(np.percentile(grey, 95)) - float(np.percentile(grey, 5))


@pytest.mark.parametrize(
    "ink", [(20, 20, 20), (40, 40, 210), (40, 190, 240), (60, 160, 36)]
)
def test_ink_and_paper_are_far_apart_whatever_the_ink(
    ink: tuple[int, int, int],
) -> None:
    code = symbol_picture("KP1:TEST")
    part: Frame = np.where(code < 128, np.array(ink), 240).astype(np.uint8)
    assert swing(contrast(part)) > 140


def test_part_of_one_colour_gives_no_error() -> None:
    assert contrast(np.full((40, 40, 3), 90, np.uint8)).shape == (40, 40)


def test_blurred_modules_become_clear_and_larger() -> None:
    clear = np.ascontiguousarray(symbol_picture("KP1:TEST", module_px=3)[..., 0])
    blurred = np.asarray(cv2.GaussianBlur(clear, (0, 0), 1.5), np.uint8)
    again = sharpened(blurred, 1.3, 0.01, 2)

    assert again.shape == (clear.shape[0] * 2, clear.shape[1] * 2)
    small = cv2.resize(again, clear.shape[::-1], interpolation=cv2.INTER_AREA)
    before, after = (np.abs(np.diff(x.astype(int))).mean() for x in (blurred, small))
    assert after > 1.3 * before
