import string
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.devices.readers.symbol import LONGEST_TEXT
from kiosk.devices.scanners.key_decoder import (
    DROPPED,
    EVENT,
    KEY,
    PRESSED,
    RELEASED,
    SILENCE_S,
    SYN,
    KeyDecoder,
)
from kiosk.devices.scanners.keyboard_layout import CHARACTERS
from tests.devices.scanners.rig import (
    ENTER,
    LEFT_SHIFT,
    TEXT,
    event,
    key,
    stroke,
    typed,
)

PRINTABLE = string.digits + string.ascii_letters + string.punctuation + " "
LEFT_CTRL, LEFT_ALT, CAPS_LOCK, NUM_LOCK, F1 = 29, 56, 58, 69, 59
KEYPAD_ENTER, RIGHT_SHIFT, A, HELD = 96, 54, 30, 2

# "A" and Enter as the kernel gave them for an emulated USB keyboard (64-bit), with the
# scan code before each key.
RECORDED = bytes.fromhex(
    "4800000000000000 17b8050000000000 0400 0400 e1000700"
    "4800000000000000 17b8050000000000 0100 2a00 01000000"
    "4800000000000000 17b8050000000000 0000 0000 00000000"
    "4800000000000000 f742060000000000 0400 0400 04000700"
    "4800000000000000 f742060000000000 0100 1e00 01000000"
    "4800000000000000 f742060000000000 0000 0000 00000000"
    "4800000000000000 bbdc060000000000 0400 0400 04000700"
    "4800000000000000 bbdc060000000000 0100 1e00 00000000"
    "4800000000000000 bbdc060000000000 0000 0000 00000000"
    "4800000000000000 5d79070000000000 0400 0400 e1000700"
    "4800000000000000 5d79070000000000 0100 2a00 00000000"
    "4800000000000000 5d79070000000000 0000 0000 00000000"
    "4800000000000000 c315080000000000 0400 0400 28000700"
    "4800000000000000 c315080000000000 0100 1c00 01000000"
    "4800000000000000 c315080000000000 0000 0000 00000000"
    "4800000000000000 62b1080000000000 0400 0400 28000700"
    "4800000000000000 62b1080000000000 0100 1c00 00000000"
    "4800000000000000 62b1080000000000 0000 0000 00000000"
)


def listening() -> KeyDecoder:
    decoder = KeyDecoder("scanner")
    assert decoder.quiet(SILENCE_S, 0.0) == []
    assert decoder.settled
    return decoder


def texts(data: bytes) -> list[str]:
    return [scan.text for scan in listening().feed(data)]


def test_keys_before_the_first_silence_are_no_scan() -> None:
    decoder = KeyDecoder("scanner")
    assert decoder.feed(typed("HALF") + stroke(ENTER) + key(LEFT_SHIFT, PRESSED)) == []
    assert decoder.quiet(SILENCE_S, 1.0) == []

    assert [s.text for s in decoder.feed(typed("b") + stroke(ENTER))] == ["b"]
    assert decoder.damaged == 0


def test_every_printable_character_of_a_us_keyboard_can_be_typed() -> None:
    assert texts(typed(PRINTABLE) + stroke(ENTER)) == [PRINTABLE]
    assert {c for pair in CHARACTERS.values() for c in pair} == {*PRINTABLE, "\t"}


@pytest.mark.skipif(EVENT.size != 24, reason="recorded on a 64-bit machine")
def test_recorded_events_are_read() -> None:
    [scan] = listening().feed(RECORDED)

    assert scan.text == "A"
    assert scan.captured_at == pytest.approx(72.410359)
    assert scan.decoded_at == pytest.approx(72.529859)


def test_the_times_are_those_of_the_first_key_and_of_enter() -> None:
    data = typed("K", 7.0) + typed("P1", 7.5) + stroke(ENTER, 8.25)
    [scan] = listening().feed(data)

    assert (scan.captured_at, scan.decoded_at) == (7.0, 8.25)


@pytest.mark.parametrize("enter", [ENTER, KEYPAD_ENTER])
def test_each_enter_ends_a_scan_and_an_empty_one_is_none(enter: int) -> None:
    data = stroke(enter) + typed("KP1") + stroke(enter) * 2 + typed("B") + stroke(enter)

    assert texts(data) == ["KP1", "B"]


def test_releasing_and_holding_a_key_type_nothing() -> None:
    data = key(A, PRESSED) + key(A, HELD) * 3 + key(A, RELEASED) + key(A, RELEASED)

    assert texts(data + stroke(ENTER)) == ["a"]


def test_both_shifts_count_as_long_as_one_is_held() -> None:
    data = key(LEFT_SHIFT, PRESSED) + key(RIGHT_SHIFT, PRESSED)
    data += key(LEFT_SHIFT, HELD) + key(LEFT_SHIFT, RELEASED) + stroke(A)
    data += key(RIGHT_SHIFT, RELEASED) + stroke(A)

    assert texts(data + stroke(ENTER)) == ["Aa"]


def test_the_keypad_types_digits_whatever_the_locks_say() -> None:
    data = stroke(NUM_LOCK) + stroke(79) + stroke(CAPS_LOCK) + stroke(A)

    assert texts(data + stroke(ENTER)) == ["1a"]


@pytest.mark.parametrize("modifier", [LEFT_CTRL, LEFT_ALT])
def test_a_scan_with_ctrl_or_alt_codes_is_dropped_whole(modifier: int) -> None:
    decoder = listening()
    spoilt = typed("KP") + key(modifier, PRESSED) + stroke(A) + key(modifier, RELEASED)

    assert decoder.feed(spoilt + typed("1") + stroke(ENTER)) == []
    assert decoder.damaged == 1
    assert [s.text for s in decoder.feed(typed("B") + stroke(ENTER))] == ["B"]
    assert decoder.damaged == 0


def test_a_scan_with_an_unknown_key_is_dropped_whole() -> None:
    assert texts(typed("KP") + stroke(F1) + typed("1") + stroke(ENTER)) == []


def test_a_scan_with_lost_keys_is_dropped_whole_and_no_shift_sticks() -> None:
    lost = key(LEFT_SHIFT, PRESSED) + event(SYN, DROPPED, 0)
    data = typed("KP") + lost + typed("1") + stroke(ENTER)

    assert texts(data + typed("b") + stroke(ENTER)) == ["b"]


def test_keys_lost_between_scans_cost_nothing_after_silence() -> None:
    decoder = listening()
    decoder.feed(event(SYN, DROPPED, 0))
    assert decoder.quiet(SILENCE_S, 1.0) == []

    assert [s.text for s in decoder.feed(typed("B") + stroke(ENTER))] == ["B"]


def test_silence_ends_a_scan_without_enter() -> None:
    decoder = listening()
    decoder.feed(typed("KP1", 7.0))
    assert decoder.quiet(SILENCE_S - 0.01, 7.3) == []
    decoder.feed(typed("A", 7.4))
    assert decoder.quiet(SILENCE_S - 0.01, 7.7) == []

    [scan] = decoder.quiet(0.01, 7.8)
    assert (scan.text, scan.captured_at, scan.decoded_at) == ("KP1A", 7.0, 7.8)


def test_the_longest_code_is_read_and_a_longer_one_dropped_in_little_memory() -> None:
    decoder = listening()
    longest = typed("7" * LONGEST_TEXT)

    [scan] = decoder.feed(longest + stroke(ENTER))
    assert scan.text == "7" * LONGEST_TEXT
    decoder.feed(longest + longest)
    assert len(decoder._typed) == LONGEST_TEXT + 1
    assert decoder.feed(stroke(ENTER)) == []


@given(
    st.text(PRINTABLE, min_size=1, max_size=30).filter(lambda t: t.rstrip("\t") != ""),
    st.lists(st.integers(0, 4000)),
)
@example(TEXT, [1, 23, 24, 25, 47])
def test_where_the_events_are_cut_does_not_matter(text: str, cuts: list[int]) -> None:
    data, decoder = typed(text) + stroke(ENTER), listening()
    edges = [0, *sorted(c for c in cuts if c < len(data)), len(data)]
    scans = []
    for start, end in pairwise(edges):
        scans += decoder.feed(data[start:end])

    assert [scan.text for scan in scans] == [text]


@given(
    st.lists(
        st.binary(max_size=60)
        | st.builds(
            event, st.just(KEY), st.integers(0, 767), st.sampled_from([0, 1, 2, -1])
        )
    )
)
def test_any_bytes_give_scans_or_nothing(chunks: list[bytes]) -> None:
    decoder = listening()
    for chunk in chunks:
        for scan in decoder.feed(chunk):
            assert 0 < len(scan.text) <= LONGEST_TEXT
    decoder.quiet(SILENCE_S, 1.0)
    assert decoder._typed == []
