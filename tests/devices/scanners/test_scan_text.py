import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.devices.readers.symbol import LONGEST_TEXT
from kiosk.devices.scanners.scan_text import LONGEST_BYTES, read_text

CHINESE = "健康码 测试甲"


def test_utf_8_is_read_as_such() -> None:
    assert read_text(CHINESE.encode()) == CHINESE


@pytest.mark.parametrize("encoding", ["gbk", "gb18030"])
def test_what_is_no_utf_8_is_read_as_chinese_national_encoding(encoding: str) -> None:
    assert read_text(CHINESE.encode(encoding)) == CHINESE


def test_a_character_that_only_gb18030_has_is_read() -> None:
    assert read_text("𠮷".encode("gb18030")) == "𠮷"


def test_the_tab_some_engines_end_with_is_no_text() -> None:
    assert read_text(b"KP1:TEST\t") == "KP1:TEST"
    assert read_text(b"\t") is None


def test_separators_of_iso_15434_belong_to_the_text() -> None:
    assert read_text(b"[)>\x1e06\x1dTEST\x1e\x04") == "[)>\x1e06\x1dTEST\x1e\x04"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00KP1:TEST",
        b"KP1:\x7fTEST",
        b"\x02\x00\x00\x01\x00\x33KP1:TEST",  # a reply that lost its last byte
        b"\xff\xff\xff",
        b"KP1:\x81",
        "KP1:\x85TEST".encode(),
    ],
)
def test_what_a_damaged_line_says_is_no_text(data: bytes) -> None:
    assert read_text(data) is None


@pytest.mark.parametrize("character", ["7", "码", "𠮷"])
def test_the_longest_text_is_read_and_one_more_character_is_too_long(
    character: str,
) -> None:
    assert read_text((character * LONGEST_TEXT).encode()) == character * LONGEST_TEXT
    assert read_text((character * (LONGEST_TEXT + 1)).encode()) is None


@given(st.binary(min_size=1, max_size=8))
@example("𠮷".encode("gb18030"))
@example("𠮷".encode())
def test_more_bytes_than_the_longest_text_has_are_never_a_text(data: bytes) -> None:
    assert read_text((data * LONGEST_BYTES)[: LONGEST_BYTES + 1]) is None


@given(st.binary())
def test_any_bytes_are_a_bounded_text_or_none(data: bytes) -> None:
    text = read_text(data)

    assert text is None or 0 < len(text) <= LONGEST_TEXT
