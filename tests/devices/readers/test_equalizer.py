import cv2
import numpy as np
import pytest

from kiosk.devices.readers.equalizer import PER, RIM, Sheet, modules, settled, trained
from kiosk.devices.readers.pattern import pattern
from tests.devices.readers.symbols import drawn_signs

CODE = drawn_signs("KP1:ZHANG TEST", 4, "m", 3)
SHAPE = pattern(4)


def sheet(code: Sheet) -> Sheet:
    fine = np.kron(np.pad(code, RIM, constant_values=-1), np.ones((PER, PER)))
    return fine.astype(np.float32)


def wrong(soft: Sheet) -> int:
    return int(((soft > 0) != (CODE > 0)).sum())


@pytest.mark.parametrize("size", [(5, 1), (1, 5), (3, 3)])
def test_blur_is_learnt_and_undone_whichever_way_it_goes(size: tuple[int, int]) -> None:
    rng = np.random.default_rng(1)
    blurred = np.asarray(cv2.blur(sheet(CODE), size), np.float32)
    blurred += rng.normal(0, 0.1, blurred.shape).astype(np.float32)
    blur = trained(blurred, SHAPE)

    assert blur.share > 0.7
    assert wrong(modules(blur.applied(blurred), SHAPE.side)) < 10
    assert wrong(modules(blurred, SHAPE.side)) > 20


def test_chance_explains_little() -> None:
    noise = np.random.default_rng(2).normal(size=sheet(CODE).shape)
    assert trained(noise.astype(np.float32), SHAPE).share < 0.3


def test_flat_sheet_gives_no_error() -> None:
    flat = np.zeros_like(sheet(CODE))
    assert trained(flat, SHAPE, near=True).share < 0.1
    assert np.isfinite(settled(np.zeros_like(CODE), SHAPE.signs)).all()


def test_what_neighbours_leave_in_a_module_is_taken_out() -> None:
    mixed = np.asarray(cv2.blur(CODE, (3, 1)) * 1.2, np.float32)
    assert wrong(settled(mixed, SHAPE.signs)) < wrong(mixed) / 3
