from itertools import islice

import cv2
import numpy as np
import pytest

from kiosk.devices.readers import Frame, Reader
from kiosk.devices.readers.zbar import ZbarReader
from kiosk.devices.readers.zxing import ZxingReader
from kiosk.devices.simulated.script import Colour, Difficulty
from kiosk.devices.simulated.stills import render_empty, render_still
from tests.devices.readers.symbols import beside, held, symbol_picture


@pytest.mark.parametrize("reader", [ZxingReader(), ZbarReader()], ids=["zx", "zbar"])
def test_easy_code_is_read_in_the_first_picture(reader: Reader) -> None:
    still = render_still(np.random.default_rng(2), Difficulty.EASY, Colour.YELLOW)
    (symbol,) = reader.watch(still.frame)
    assert symbol.text == still.text


def test_what_one_picture_can_give_is_had_within_a_few_of_it() -> None:
    rng, reader, needed = np.random.default_rng(5), ZxingReader(), 0
    while needed < 1:
        still = render_still(rng, Difficulty.HARD)
        if ZxingReader().read(still.frame) and not reader.watch(still.frame):
            needed += 1
            tries = (reader.watch(still.frame) for _ in range(7))
            assert any(symbols for symbols in islice(tries, 7))


def test_nothing_is_seen_where_there_is_no_code() -> None:
    empty, reader = render_empty(np.random.default_rng(1)).frame, ZxingReader()
    assert [reader.watch(empty) for _ in range(7)] == [[]] * 7


def test_second_code_beside_the_first_is_seen_within_three_pictures() -> None:
    reader, one, other = ZxingReader(), symbol_picture("A"), symbol_picture("B")
    white = np.full_like(one, 255)
    assert [s.text for s in reader.watch(beside(one, white))] == ["A"]
    looks = [{s.text for s in reader.watch(beside(one, other))} for _ in range(3)]
    assert {"A", "B"} in looks


def test_code_that_moved_away_from_its_place_is_read_all_the_same() -> None:
    reader, code = ZxingReader(), symbol_picture("A")
    white = np.full_like(code, 255)
    far = beside(beside(white, white), beside(white, code))
    near = beside(beside(code, white), beside(white, white))
    texts = [[s.text for s in reader.watch(f)] for f in (near, far, near, near, far)]
    assert texts == [["A"]] * 5


def rough(text: str, seed: int, blur: float = 1.4, noise: float = 40.0) -> Frame:
    """A code at a slant, out of focus and in the dark."""
    grey, _ = held(text)
    soft = cv2.GaussianBlur(grey, (0, 0), blur).astype(np.float64)
    soft += np.random.default_rng(seed).normal(0, noise, grey.shape)
    return np.repeat(np.clip(soft, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def test_code_no_picture_shows_well_enough_is_read_from_several() -> None:
    text = "KP1:ZHANG TEST " + "x" * 60
    assert [ZxingReader().read(rough(text, seed)) for seed in range(4)] == [[]] * 4
    reader = ZxingReader()
    looks = [reader.watch(rough(text, seed)) for seed in range(12)]
    assert {symbol.text for symbols in looks for symbol in symbols} == {text}


def test_easy_code_beside_one_that_cannot_be_read_yet_is_seen_within_three() -> None:
    reader, easy = ZxingReader(), symbol_picture("B")
    white = np.full_like(easy, 255)
    text = "KP1:ZHANG TEST " + "x" * 60
    for seed in range(3):
        assert reader.watch(beside(rough(text, seed, 1.6, 60.0), white)) == []
    assert reader.located
    held_up = (beside(rough(text, seed, 1.6, 60.0), easy) for seed in range(3, 6))
    looks = [[symbol.text for symbol in reader.watch(frame)] for frame in held_up]
    assert ["B"] in looks


def test_code_of_who_went_is_not_read_off_who_came() -> None:
    gone, here = "KP1:ZHANG TEST " + "x" * 60, "KP1:LI TEST " + "7Q" * 31
    for pictures in range(1, 6):
        reader = ZxingReader()
        for seed in range(pictures):
            reader.watch(rough(gone, seed))
        looks = [reader.watch(rough(here, seed)) for seed in range(8)]
        assert {symbol.text for symbols in looks for symbol in symbols} <= {here}
