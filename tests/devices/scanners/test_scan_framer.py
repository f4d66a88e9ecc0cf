from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.core.evidence import CodeScan
from kiosk.devices.readers.symbol import LONGEST_TEXT
from kiosk.devices.scanners.gm65_frames import Reply, write_reply
from kiosk.devices.scanners.scan_framer import SILENCE_S, ScanFramer
from kiosk.devices.scanners.scan_text import LONGEST_BYTES

ACK = bytes.fromhex("02000001003331")
LONGEST_REPLY = 4 + 255 + 2
Heard = CodeScan | Reply

texts = st.text(
    st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40
).filter(str.strip)
noise = st.lists(
    st.sampled_from([b"\r", b"\n", b"\x02", b"\x00", ACK, ACK[:5], b"KP1:T", b"\xff"])
    | st.binary(max_size=8)
).map(b"".join)


def listening(scanner: str = "scanner") -> ScanFramer:
    framer = ScanFramer(scanner)
    assert framer.quiet(SILENCE_S, 0.0) == []
    assert framer.settled
    return framer


def says(heard: Sequence[Heard]) -> list[str | bytes]:
    return [h.text if isinstance(h, CodeScan) else h.data for h in heard]


def hear(*chunks: bytes, framer: ScanFramer | None = None) -> list[str | bytes]:
    framer = framer or listening()
    heard: list[Heard] = []
    for chunk in chunks:
        heard += framer.feed(chunk, 5.0)
    return says([*heard, *framer.quiet(SILENCE_S, 6.0)])


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\n\r", b"\r\r\n"])
def test_every_kind_of_line_end_ends_a_scan_once(end: bytes) -> None:
    framer = listening()

    assert says(framer.feed(b"KP1:A" + end + b"KP1:B" + end, 1.0)) == ["KP1:A", "KP1:B"]
    assert framer.quiet(SILENCE_S, 2.0) == []


def test_a_scan_says_who_read_it_and_when_it_began_and_ended() -> None:
    framer = listening("scanner-2")
    framer.feed(b"KP", 1.0)
    framer.feed(b"1:A", 1.1)

    [scan] = framer.feed(b"\r", 1.2)

    assert scan == CodeScan(
        text="KP1:A", scanner="scanner-2", captured_at=1.0, decoded_at=1.2
    )


def test_silence_ends_a_scan_without_a_line_end() -> None:
    framer = listening()
    framer.feed(b"KP1:A", 1.0)

    assert framer.quiet(0.05, 1.05) == []
    [scan] = framer.quiet(0.05, 1.10)

    assert (scan.text, scan.captured_at, scan.decoded_at) == ("KP1:A", 1.0, 1.10)
    assert not framer.amid


def test_a_pause_within_a_scan_does_not_end_it() -> None:
    framer = listening()
    framer.feed(b"KP", 1.0)
    assert framer.quiet(0.09, 1.09) == []
    framer.feed(b"1:", 1.1)
    assert framer.quiet(0.09, 1.19) == []

    assert says(framer.feed(b"A\r", 1.2)) == ["KP1:A"]


def test_a_late_look_at_the_line_does_not_cut_a_scan() -> None:
    framer = listening()
    framer.feed(b"KP1:", 1.0)

    # Four seconds between two looks, and never was the line seen empty.
    assert says(framer.feed(b"A\r", 5.0)) == ["KP1:A"]


def test_a_reply_is_taken_out_before_lines_are_split() -> None:
    zones = write_reply(Reply(status=0, data=b"\r\nKP\r"))

    assert hear(ACK + b"KP1:A\r") == [b"\x00", "KP1:A"]
    assert hear(b"KP1:A\r" + zones + b"KP1:B\r") == ["KP1:A", b"\r\nKP\r", "KP1:B"]
    assert hear(b"KP1" + ACK + b":A\r") == [b"\x00", "KP1:A"]


def test_half_a_reply_spoils_no_more_than_the_scan_it_stands_in() -> None:
    framer = listening()

    assert hear(ACK[:-1] + b"KP1:A\rKP1:B\r", framer=framer) == ["KP1:B"]


def test_a_reply_that_never_ends_gives_the_scans_behind_it_back() -> None:
    assert hear(b"\x02\x00\x00\xff\rKP1:A\r") == ["KP1:A"]


def test_what_comes_before_the_first_silence_is_no_scan_and_no_damage() -> None:
    framer = ScanFramer("scanner")
    heard = framer.feed(b"SECOND HALF\rKP1:\x00\r\x02\x00" + ACK + b"KP1:A", 1.0)
    assert says(heard) == [b"\x00"]
    assert framer.quiet(SILENCE_S, 2.0) == []

    assert says(framer.feed(b"KP1:B\r", 3.0)) == ["KP1:B"]
    assert framer.damaged == 0


def test_damaged_scans_are_counted_until_a_good_one() -> None:
    framer = listening()
    framer.feed(b"\xff\xff\rKP1:\x00\r\r\n\r", 1.0)
    assert framer.damaged == 2

    framer.feed(b"KP1:A\r", 2.0)
    assert framer.damaged == 0


def test_the_longest_scan_passes_and_a_longer_one_is_dropped_whole() -> None:
    longest = b"7" * LONGEST_TEXT

    assert hear(longest + b"\r") == [longest.decode()]
    assert hear(longest + b"7\rKP1:A\r") == ["KP1:A"]


def test_a_line_that_never_ends_is_held_no_longer_than_the_longest_scan() -> None:
    framer = listening()
    for _ in range(20):
        framer.feed(b"7" * LONGEST_TEXT, 1.0)
        assert len(framer._line) <= LONGEST_BYTES + 1

    assert says(framer.feed(b"\rKP1:A\r", 2.0)) == ["KP1:A"]


@given(noise, st.lists(st.integers(0, 200)))
@example(ACK + b"KP1:A\r\nKP1:B\r", [1, 3, 8, 13, 14])
@example(b"\x02" * 300 + ACK, [299, 300, 303])
def test_where_the_stream_is_cut_does_not_matter(data: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(c for c in cuts if c < len(data)), len(data)]
    pieces = [data[a:b] for a, b in pairwise(edges)]

    assert hear(*pieces) == hear(data)
    assert hear(*(bytes([byte]) for byte in data)) == hear(data)


@given(st.binary(max_size=600) | noise)
@example(bytes(range(256)) * 20)
@example(b"\x02\x00\x00\xff" * 400)
def test_any_bytes_give_scans_or_nothing_and_little_is_held(data: bytes) -> None:
    framer = listening()
    for item in framer.feed(data, 1.0):
        if isinstance(item, CodeScan):
            assert 0 < len(item.text) <= LONGEST_TEXT

    assert len(framer._replies._held) < LONGEST_REPLY
    framer.quiet(SILENCE_S, 2.0)
    assert not framer.amid
    assert framer._replies._held == b""


@given(
    st.lists(
        st.tuples(
            texts.map(lambda text: text.rstrip("\t")),
            st.sampled_from([b"\r", b"\n", b"\r\n", None]),
            st.booleans(),
        )
    )
)
@example([("KP1:A", None, True), ("KP1:B", b"\r", True), ("联通", b"\n", False)])
def test_a_scan_is_never_glued_to_the_next(
    scans: list[tuple[str, bytes | None, bool]],
) -> None:
    framer = listening()
    heard: list[Heard] = []
    for text, end, acknowledged in scans:
        data = (ACK if acknowledged else b"") + text.encode()
        heard += framer.feed(data + (end or b""), 1.0)
        if end is None:
            heard += framer.quiet(SILENCE_S, 2.0)

    assert [h.text for h in heard if isinstance(h, CodeScan)] == [s[0] for s in scans]


@given(st.binary(max_size=60))
def test_after_silence_every_scan_is_read_whatever_came_before(data: bytes) -> None:
    framer = listening()
    framer.feed(data, 1.0)
    framer.quiet(SILENCE_S, 2.0)

    assert says(framer.feed(b"KP1:A\r", 3.0)) == ["KP1:A"]
