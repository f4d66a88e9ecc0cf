import cv2
import numpy as np

from kiosk.devices.readers.equalizer import Sheet
from kiosk.devices.readers.mended import mended
from kiosk.devices.readers.pattern import pattern
from kiosk.devices.readers.told import Told, spelt
from tests.devices.readers.symbols import drawn_signs

TEXT = "KP1:ZHANG TEST"
CODE = drawn_signs(TEXT, 4, "m", 3)
SHAPE = pattern(4)


def texts(soft: Sheet, worth: Sheet | None = None, rounds: int = 0) -> list[str]:
    told = Told(soft=soft, worth=np.ones_like(soft) if worth is None else worth)
    return [code.text for code in spelt(told, SHAPE, rounds)]


def glared(rows: slice, columns: slice) -> tuple[Sheet, Sheet]:
    """The code with a place where nothing can be told, and how little it is worth."""
    rng = np.random.default_rng(4)
    soft, worth = CODE.copy(), np.ones_like(CODE)
    soft[rows, columns] = rng.normal(0, 0.3, soft[rows, columns].shape)
    worth[rows, columns] = 0.02
    return soft, worth


def test_clean_modules_are_read() -> None:
    assert texts(CODE) == [TEXT]


def test_code_under_glare_is_read_by_naming_what_is_doubtful() -> None:
    soft, worth = glared(slice(10, 19), slice(10, 24))
    right = mended(soft, worth, SHAPE)

    assert right.whole
    assert ((right.signs > 0) == (CODE > 0))[10:19, 10:24].all()
    assert texts(soft, worth) == [TEXT]


def test_blocks_without_errors_help_with_the_others() -> None:
    """A reflection lightens a place by more than ink and paper differ there."""
    down, across = np.mgrid[: SHAPE.side, : SHAPE.side]
    light = 1.6 * np.exp(-((down - 13) ** 2 + (across - 20) ** 2) / 60)
    blurred, read = cv2.GaussianBlur(CODE, (0, 0), 0.6), {0: 0, 3: 0}
    for seed in range(10):
        grain = np.random.default_rng(seed).normal(0, 0.1, CODE.shape)
        seen = (blurred - light + grain).astype(np.float32)
        for rounds in read:
            read[rounds] += texts(seen, rounds=rounds) == [TEXT]

    assert read[3] >= 7
    assert read[0] <= 3


def test_code_of_which_half_is_hidden_is_not_read() -> None:
    assert texts(*glared(slice(8, 25), slice(8, 33))) == []


def test_nonsense_is_not_read() -> None:
    rng = np.random.default_rng(5)
    for _ in range(40):
        soft = rng.normal(size=CODE.shape).astype(np.float32)
        worth = rng.uniform(0.1, 2, CODE.shape).astype(np.float32)
        assert texts(soft, worth, rounds=3) == []


def test_code_of_nobody_is_not_made_of_nothing() -> None:
    assert texts(np.zeros_like(CODE)) == []
