import numpy as np
import pytest

from kiosk.devices.readers.zxing import ZxingReader
from kiosk.devices.simulated.script import Colour, Difficulty
from kiosk.devices.simulated.stills import render_empty, render_still


@pytest.mark.parametrize("patience", [0, 1, 2, 3, 9])
def test_hurry_is_asked_between_the_steps_and_ends_them(patience: int) -> None:
    asked = 0

    def hurry() -> bool:
        nonlocal asked
        asked += 1
        return asked > patience

    empty = render_empty(np.random.default_rng(1)).frame
    assert ZxingReader().read(empty, hurry) == []
    assert asked == min(patience + 1, 3)  # four steps have three gaps


def test_code_that_the_first_step_reads_is_read_in_any_hurry() -> None:
    still = render_still(np.random.default_rng(2), Difficulty.EASY, Colour.YELLOW)
    (symbol,) = ZxingReader().read(still.frame, lambda: True)
    assert symbol.text == still.text
