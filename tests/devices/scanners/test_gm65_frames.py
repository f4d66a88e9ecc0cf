import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.devices.scanners.gm65_frames import (
    ASK_BAUD,
    ASK_MODE,
    SAVE,
    TRIGGER,
    ReadMode,
    Reply,
    ReplyFilter,
    Zone,
    baud_of,
    checksum,
    mode_of,
    read_zones,
    with_mode,
    write_reply,
    write_zones,
)

# From the type or status byte on, as vendor manuals and unrelated programs print them.
# The trigger is printed with AB CD for "no check" and its checksum apart.
PUBLISHED = {
    "trigger": "08 01 00 02 01 | 02 DA",
    "obeyed": "00 01 00 | 33 31",
    "save": "09 01 00 00 00 | DE C8",
    "set 9600 baud": "08 02 00 2A 39 01 | A7 EA",
    "read baud": "07 01 00 2A 02 | D8 0F",
    "9600 baud": "00 02 39 01 | C1 4C",
    "heartbeat": "0A 01 00 00 00 | 30 1A",
}


@pytest.mark.parametrize("frame", PUBLISHED.values(), ids=PUBLISHED)
def test_the_checksum_is_that_of_the_published_frames(frame: str) -> None:
    body, check = (bytes.fromhex(part) for part in frame.split("|"))

    assert checksum(body) == check


def test_the_checksum_is_crc_16_xmodem() -> None:
    assert checksum(b"123456789") == bytes.fromhex("31 C3")


@pytest.mark.parametrize(
    ("frame", "published"),
    [
        (TRIGGER, "7E 00 08 01 00 02 01 02 DA"),
        (SAVE, "7E 00 09 01 00 00 00 DE C8"),
        (ASK_BAUD, "7E 00 07 01 00 2A 02 D8 0F"),
        (write_zones(Zone.BAUD, b"\x39\x01"), "7E 00 08 02 00 2A 39 01 A7 EA"),
        (write_zones(0x00D9, b"\x50"), "7E 00 08 01 00 D9 50 81 D3"),
        (write_reply(Reply(status=0, data=b"\x00")), "02 00 00 01 00 33 31"),
        (write_reply(Reply(status=0, data=b"\x39\x01")), "02 00 00 02 39 01 C1 4C"),
    ],
)
def test_frames_are_written_as_published(frame: bytes, published: str) -> None:
    assert frame == bytes.fromhex(published)


def test_a_question_for_zones_names_the_first_and_how_many() -> None:
    assert ASK_MODE[:7] == bytes.fromhex("7E 00 07 01 00 00 02")
    assert read_zones(0x0132, 22)[:7] == bytes.fromhex("7E 00 07 01 01 32 16")


@pytest.mark.parametrize("mode", ReadMode)
@pytest.mark.parametrize("zone", [0x00, 0xD6, 0xFF])
def test_setting_the_mode_changes_the_mode_only(zone: int, mode: ReadMode) -> None:
    frame = with_mode(zone, mode)

    assert frame[:6] == bytes.fromhex("7E 00 08 01 00 00")
    assert mode_of(frame[6]) is mode
    assert frame[6] & 0xFC == zone & 0xFC


@pytest.mark.parametrize(
    ("zones", "baud"),
    [("39 01", 9585), ("C4 09", 1200), ("1A 00", 115385), ("00 00", None)],
)
def test_the_baud_zones_tell_the_rate(zones: str, baud: int | None) -> None:
    assert baud_of(bytes.fromhex(zones)) == baud


def split(*chunks: bytes) -> list[bytes | Reply]:
    replies = ReplyFilter()
    found = [piece for chunk in chunks for piece in replies.feed(chunk)]
    return [*found, replies.release()]


replies = st.builds(Reply, status=st.integers(0, 255), data=st.binary(max_size=255))


@given(replies, st.binary(max_size=20), st.integers(0, 300))
@example(Reply(status=0, data=b"\x02\x00" * 127), b"\x02\x00", 9)
def test_a_reply_is_found_whatever_its_data_and_wherever_it_is_cut(
    reply: Reply, after: bytes, cut: int
) -> None:
    data = b"KP1:A\r" + write_reply(reply) + after
    found = split(data[:cut], data[cut:])

    assert [piece for piece in found if isinstance(piece, Reply)][:1] == [reply]


@given(st.binary(max_size=400))
@example(b"\x02\x00\x00\xff" * 70)
@example(bytes.fromhex("02 00 00 01 00 33 30"))
def test_what_is_no_reply_comes_out_as_it_went_in(data: bytes) -> None:
    found = split(data)
    again = [p if isinstance(p, bytes) else write_reply(p) for p in found]

    assert b"".join(again) == data
