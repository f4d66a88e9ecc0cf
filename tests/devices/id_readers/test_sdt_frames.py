from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.devices.id_readers.sdt_frames import (
    FIND,
    READ,
    SELECT,
    CardText,
    Reply,
    ReplyParser,
    read_card,
    write_card,
    write_frame,
)

CARD = CardText(name="测试甲", address="测试省测试县", number="11010519491231002X")
STATUS_REPLY = bytes.fromhex("AAAAAA9669 0004 000090 94")
FOUND_REPLY = bytes.fromhex("AAAAAA9669 0008 00009F 00000000 97")


@pytest.mark.parametrize(
    ("frame", "published"),
    [
        (FIND, "AAAAAA9669 0003 2001 22"),
        (SELECT, "AAAAAA9669 0003 2002 21"),
        (READ, "AAAAAA9669 0003 3001 32"),
        (write_frame(b"\x11\xff"), "AAAAAA9669 0003 11FF ED"),
        (write_frame(b"\x00\x00\x90"), STATUS_REPLY.hex()),
        (write_frame(b"\x00\x00\x80"), "AAAAAA9669 0004 000080 84"),
    ],
)
def test_the_published_frames_are_sent(frame: bytes, published: str) -> None:
    assert frame == bytes.fromhex(published)


def test_a_card_is_1295_bytes_on_the_wire() -> None:
    assert len(write_frame(b"\x00\x00\x90" + write_card(CARD))) == 1295


def test_the_published_replies_are_read() -> None:
    replies = ReplyParser().feed(STATUS_REPLY + FOUND_REPLY)

    assert replies == [
        Reply(status=b"\x00\x00\x90"),
        Reply(status=b"\x00\x00\x9f", data=bytes(4)),
    ]


def test_a_damaged_reply_is_passed_over() -> None:
    damaged = STATUS_REPLY[:-1] + b"\x00"

    assert len(ReplyParser().feed(damaged + STATUS_REPLY)) == 1


@given(st.binary(max_size=40), st.lists(st.integers(0, 40), max_size=6))
@example(b"\xaa\xaa\xaa\x96\x69\xff\xff", [1, 2])
@example(b"\xaa\xaa\xaa", [])
@example(b"\xaa\xaa\xaa\x96\x69\x00\x00", [3])
def test_noise_before_and_cuts_anywhere_do_not_matter(
    noise: bytes, cuts: list[int]
) -> None:
    parser, found = ReplyParser(), []
    # What a torn frame promised must pass by before the next one can be told.
    data = noise + bytes(2420) + STATUS_REPLY
    places = [0, *sorted(cuts), len(data)]
    for start, end in pairwise(places):
        found += parser.feed(data[start:end])

    assert found[-1] == Reply(status=b"\x00\x00\x90")


@given(st.binary(max_size=300))
def test_any_bytes_make_replies_or_nothing(data: bytes) -> None:
    parser = ReplyParser()
    parser.feed(data)

    assert len(parser._held) <= len(data)


def test_a_card_says_what_is_printed_on_it() -> None:
    assert read_card(write_card(CARD)) == CARD


@pytest.mark.parametrize(
    "data",
    [
        b"",
        write_card(CARD)[:200],
        b"\x00\xff" + write_card(CARD)[2:],
        b"\x01\x00\x04\x00" + b"\x00\xd8" * 128 + bytes(1024),  # half a letter
    ],
)
def test_what_is_no_card_is_none(data: bytes) -> None:
    assert read_card(data) is None


@given(
    st.text("测试甲乙ABC·", max_size=15),
    st.text("测试路号0123", max_size=35),
    st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True),
)
def test_any_card_is_read_as_written(name: str, address: str, number: str) -> None:
    card = CardText(name=name, address=address, number=number)

    assert read_card(write_card(card)) == card
    assert number not in repr(card)
