import numpy as np

from kiosk.devices.readers.finders import trios
from kiosk.devices.readers.fit import Grid, evened
from kiosk.devices.readers.grid import followed, laid
from kiosk.devices.readers.told import spelt
from tests.devices.readers.symbols import held, smeared

TEXT = "KP1:ZHANG TEST " + "x" * 60


def texts(grid: Grid) -> list[str]:
    return [code.text for code in spelt(grid.told, grid.pattern)]


def test_grid_lies_on_a_slanting_code_that_is_smeared() -> None:
    grey, corners = held(TEXT)
    blurred = smeared(grey, 5)
    grid = next(laid(evened(blurred), trios(blurred)))

    assert np.abs(np.subtract(grid.corners, corners)).max() < 3.0
    assert texts(grid) == [TEXT]


def test_shifted_grid_has_its_corners_farther_on() -> None:
    grey, _ = held(TEXT)
    grid = next(laid(evened(grey), trios(grey)))
    moved = np.subtract(grid.shifted(100, 7).corners, grid.corners)
    assert (moved == (100, 7)).all()


def test_code_is_followed_where_its_finder_patterns_are_hidden() -> None:
    grey, _ = held(TEXT)
    grid = next(laid(evened(grey), trios(grey)))
    later = np.roll(smeared(grey, 6), (6, -8), axis=(0, 1))
    (left, top), (right, _) = grid.corners[0], grid.corners[1]
    later[top + 2 : top + 26, right - 30 : right - 4] = 250
    again = followed(evened(later), grid)

    assert again is not None
    moved = np.subtract(again.corners, grid.corners)
    assert np.abs(moved - (-8, 6)).max() <= 3
    assert left > 0


def test_code_that_is_gone_is_not_followed() -> None:
    grey, _ = held(TEXT)
    grid = next(laid(evened(grey), trios(grey)))
    noise = np.random.default_rng(6).integers(0, 255, grey.shape).astype(np.uint8)
    assert followed(evened(noise), grid) is None
    assert followed(evened(np.full_like(grey, 128)), grid) is None


def test_noise_has_no_grid() -> None:
    rng = np.random.default_rng(7)
    for _ in range(5):
        noise = rng.integers(0, 255, (180, 200)).astype(np.uint8)
        assert list(laid(evened(noise), trios(noise))) == []
