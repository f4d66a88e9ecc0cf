import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from kiosk.devices.readers import Frame, Reader
from kiosk.devices.readers.zbar import ZbarReader
from kiosk.devices.readers.zxing import ZxingReader
from kiosk.devices.simulated.script import Colour, Difficulty, Medium
from kiosk.devices.simulated.stills import render_empty, render_still
from tests.devices.readers.symbols import beside, rotated, symbol_picture
from tests.examples import examples

READERS = [ZxingReader(), ZbarReader()]
both = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)


def texts(reader: Reader, frame: Frame) -> list[str]:
    return [symbol.text for symbol in reader.read(frame)]


@pytest.mark.parametrize("colour", list(Colour))
@pytest.mark.parametrize("difficulty", [Difficulty.EASY, Difficulty.MEDIUM])
def test_easy_and_medium_codes_of_every_colour_are_read(
    colour: Colour, difficulty: Difficulty
) -> None:
    rng, reader = np.random.default_rng(11), ZxingReader()
    for medium in Medium:
        still = render_still(rng, difficulty, colour, medium)
        (symbol,) = reader.read(still.frame)
        assert symbol.text == still.text
        assert np.abs(np.subtract(symbol.corners, still.corners)).max() < 12


def test_second_reader_reads_yellow_too() -> None:
    still = render_still(np.random.default_rng(1), Difficulty.EASY, Colour.YELLOW)
    assert texts(ZbarReader(), still.frame) == [still.text]


@both
def test_nothing_is_read_where_there_is_no_code(reader: Reader) -> None:
    rng = np.random.default_rng(7)
    for number in range(4):
        assert texts(reader, render_empty(rng, phone=number % 2 == 0).frame) == []


@both
def test_several_codes_in_one_picture_are_all_read(reader: Reader) -> None:
    frame = beside(symbol_picture("测试甲"), symbol_picture("Zhang Test"))
    assert sorted(texts(reader, frame)) == ["Zhang Test", "测试甲"]


@both
@pytest.mark.parametrize(
    "text", ["测试甲", "张", "健康码：绿码", "出入证 Zhang Test", "Grüße", "テスト"]
)
def test_chinese_is_read_as_it_was_written(reader: Reader, text: str) -> None:
    code = symbol_picture(text.encode())
    assert texts(reader, code) == [text]


@both
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_corners_run_clockwise_from_the_symbols_own_top_left(
    reader: Reader, quarters: int
) -> None:
    (symbol,) = reader.read(rotated(symbol_picture("KP1:TEST"), quarters))
    middle = np.mean(symbol.corners, axis=0)
    compass = [(x < middle[0], y < middle[1]) for x, y in symbol.corners]
    clockwise = [(True, True), (False, True), (False, False), (True, False)]
    assert compass == clockwise[quarters:] + clockwise[:quarters]


def test_small_codes_are_found_where_they_are() -> None:
    """Enlarging must not move the corners."""
    frame = symbol_picture("KP1:TEST", module_px=2)
    (symbol,) = ZxingReader().read(frame)
    side = frame.shape[0]
    assert all(0 < x < side and 0 < y < side for x, y in symbol.corners)


@both
def test_light_on_dark_is_for_the_first_reader_only(reader: Reader) -> None:
    read = texts(reader, 255 - symbol_picture("KP1:TEST"))
    assert read == (["KP1:TEST"] if reader.name == "zxing" else [])


@pytest.mark.parametrize("make", [ZxingReader, ZbarReader])
def test_text_longer_than_any_pass_is_dropped_and_counted(
    make: type[ZxingReader | ZbarReader],
) -> None:
    reader = make()
    assert texts(reader, symbol_picture("7" * 4296, module_px=5)) == ["7" * 4296]
    assert reader.dropped.total() == 0
    assert texts(reader, symbol_picture("7" * 4297, module_px=5)) == []
    assert set(reader.dropped) == {"code-too-long"}


@both
def test_bytes_that_are_no_text_never_raise(reader: Reader) -> None:
    for content in (
        bytes(range(256)),
        b"\xff\xfe\x00\x80",
        b"\x00",
        "甲".encode("gbk"),
    ):
        for text in texts(reader, symbol_picture(content)):
            assert text.encode()


def test_code_split_over_several_symbols_is_dropped_by_zbar_without_an_error() -> None:
    reader = ZbarReader()
    assert texts(reader, symbol_picture("KP1:TEST " * 20, split=True)) == []
    assert reader.dropped == {"code-split": 1}


@both
@examples(0.4)
@given(
    frame=hnp.arrays(
        np.uint8,
        st.tuples(st.integers(1, 80), st.integers(1, 80), st.just(3)),
    )
)
def test_any_picture_gives_symbols_and_never_an_error(
    reader: Reader, frame: Frame
) -> None:
    assert isinstance(reader.read(frame), list)


@both
def test_text_is_not_in_the_repr(reader: Reader) -> None:
    (symbol,) = reader.read(symbol_picture("KP1:SECRET"))
    assert "SECRET" not in repr(symbol)
