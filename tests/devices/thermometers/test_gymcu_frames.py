import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.devices.thermometers.gymcu_frames import (
    FRAME_BYTES,
    Frame,
    FrameParser,
    read_frame,
    write_frame,
)

WARM = bytes.fromhex("5A 5A 45 04 0E 44 09 E3 3B")
FROST = bytes.fromhex("5A 5A 45 04 0D 52 FD F3 4C")
HEADER_INSIDE = bytes.fromhex("5A 5A 45 04 5A 5A 0A 00 BB")


def parse(data: bytes) -> list[Frame]:
    return FrameParser().feed(data)


@pytest.mark.parametrize(
    ("data", "frame"),
    [
        (WARM, Frame(object_c=36.52, ambient_c=25.31)),
        (FROST, Frame(object_c=34.10, ambient_c=-5.25)),
        (HEADER_INSIDE, Frame(object_c=231.3, ambient_c=25.6)),
    ],
)
def test_the_documented_frames_are_read_and_written(data: bytes, frame: Frame) -> None:
    assert parse(data) == [frame]
    assert write_frame(frame.object_c, frame.ambient_c) == data


@pytest.mark.parametrize("position", range(FRAME_BYTES))
def test_a_frame_with_one_wrong_byte_is_nothing(position: int) -> None:
    wrong = bytearray(WARM)
    wrong[position] ^= 0x10

    assert parse(bytes(wrong)) == []


@pytest.mark.parametrize("length", range(FRAME_BYTES))
def test_a_frame_cut_short_is_nothing(length: int) -> None:
    assert parse(WARM[:length]) == []
    assert read_frame(WARM[:length]) is None


def test_ten_byte_frames_are_read_like_nine_byte_ones() -> None:
    stream = b"".join(WARM + bytes([tail]) for tail in (0x00, 0x5A, 0xFF, 0x45))

    assert parse(stream) == [Frame(object_c=36.52, ambient_c=25.31)] * 4


@pytest.mark.parametrize(
    ("object_c", "ambient_c"), [(-70.01, 25.0), (36.5, -40.01), (36.5, 125.01)]
)
def test_what_no_sensor_can_see_is_a_damaged_frame(
    object_c: float, ambient_c: float
) -> None:
    assert parse(write_frame(object_c, ambient_c)) == []


frames = st.builds(
    Frame,
    object_c=st.integers(-7000, 32767).map(lambda v: v / 100),
    ambient_c=st.integers(-4000, 12500).map(lambda v: v / 100),
)
# Fragments of real frames hit the parser's branches far more often than random bytes.
noises = st.lists(
    st.binary(max_size=4)
    | st.sampled_from([b"\x5a", b"\x5a\x5a", b"\x5a\x5a\x45\x04", WARM[:8], WARM[3:]]),
    max_size=4,
).map(b"".join)


@given(frames)
def test_every_possible_frame_survives_the_wire(frame: Frame) -> None:
    assert parse(write_frame(frame.object_c, frame.ambient_c)) == [frame]


@given(data=st.binary(max_size=400), chunks=st.lists(st.integers(1, 30), max_size=60))
@example(data=WARM * 3 + b"\x5a" + FROST, chunks=[1] * 60)
def test_where_the_stream_is_cut_does_not_matter(
    data: bytes, chunks: list[int]
) -> None:
    parser, found, rest = FrameParser(), [], data
    for size in chunks:
        found += parser.feed(rest[:size])
        rest = rest[size:]
    found += parser.feed(rest)

    assert found == parse(data)


@given(st.lists(noises | st.just(WARM), max_size=12).map(b"".join))
def test_any_bytes_give_frames_or_nothing_and_little_is_held(data: bytes) -> None:
    parser = FrameParser()
    found = parser.feed(data)

    assert len(found) * FRAME_BYTES <= len(data)
    assert len(parser._held) < FRAME_BYTES


@given(st.lists(st.tuples(noises, frames), min_size=1, max_size=6))
@example([(b"\x5a\x5a\x45\x04\x0e", Frame(object_c=36.5, ambient_c=25.0))])
@example([(WARM[:8], Frame(object_c=36.5, ambient_c=25.0))])
def test_noise_between_frames_costs_no_frame(parts: list[tuple[bytes, Frame]]) -> None:
    sent, stream, starts = [], b"", set()
    for noise, frame in parts:
        starts.add(len(stream) + len(noise))
        stream += noise + write_frame(frame.object_c, frame.ambient_c)
        sent.append(frame)
    valid = {
        at
        for at in range(len(stream) - FRAME_BYTES + 1)
        if read_frame(stream[at : at + FRAME_BYTES])
    }
    # One noise in 256 that looks like a frame also has the right sum: nobody could
    # tell it from a frame, so such streams only bound the count.
    if valid == starts:
        assert parse(stream) == sent
    assert len(parse(stream)) <= len(valid)


@given(lost=st.integers(0, 3 * FRAME_BYTES - 1))
def test_one_lost_byte_costs_one_frame(lost: int) -> None:
    stream = write_frame(36.1, 25.0) + write_frame(36.2, 25.0) + write_frame(36.3, 25.0)
    found = parse(stream[:lost] + stream[lost + 1 :])

    assert len(found) == 2
