import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.cameras.multipart import (
    LARGEST_PICTURE,
    MultipartFramer,
    StreamGarbled,
)

# No "--frame" inside: a picture of unknown length ends at the boundary.
pictures = st.lists(
    st.binary(min_size=1, max_size=300).filter(lambda body: b"frame" not in body),
    max_size=6,
)


def stream(bodies: list[bytes], *, sized: bool, dashes: str = "--") -> bytes:
    parts = [
        f"{dashes}frame\r\nContent-Type: image/jpeg\r\n".encode()
        + (f"Content-length: {len(body)}\r\n" if sized else "").encode()
        + b"\r\n"
        + body
        + b"\r\n"
        for body in bodies
    ]
    return b"".join(parts) + f"{dashes}frame\r\n".encode()


@given(bodies=pictures, cuts=st.lists(st.integers(0, 3000)))
@pytest.mark.parametrize("length", ["given", "left out"])
def test_where_the_stream_is_cut_does_not_matter(
    length: str, bodies: list[bytes], cuts: list[int]
) -> None:
    wire, framer = stream(bodies, sized=length == "given"), MultipartFramer("frame")
    edges = [0, *sorted(cut for cut in cuts if cut < len(wire)), len(wire)]
    found = [
        picture
        for start, end in itertools.pairwise(edges)
        for picture in framer.feed(wire[start:end])
    ]
    assert found == bodies


@given(junk=st.lists(st.binary(max_size=2000), max_size=8))
def test_any_bytes_give_pictures_or_a_clear_error(junk: list[bytes]) -> None:
    framer = MultipartFramer("frame")
    try:
        for chunk in junk:
            assert all(isinstance(picture, bytes) for picture in framer.feed(chunk))
    except StreamGarbled:
        pass


@pytest.mark.parametrize("announced", ["frame", "--frame", '"frame"'])
@pytest.mark.parametrize("dashes", ["--", "----"])
def test_dashes_of_the_boundary_are_taken_as_they_come(
    announced: str, dashes: str
) -> None:
    wire = stream([b"one", b"two"], sized=False, dashes=dashes)
    assert MultipartFramer(announced).feed(wire) == [b"one", b"two"]


def test_picture_without_end_is_refused_before_it_fills_the_memory() -> None:
    framer = MultipartFramer("frame")
    framer.feed(b"--frame\r\n\r\n")
    with pytest.raises(StreamGarbled, match="8 MiB"):
        framer.feed(bytes(LARGEST_PICTURE + 1))


def test_head_without_end_is_refused() -> None:
    with pytest.raises(StreamGarbled):
        MultipartFramer("frame").feed(b"x" * 5000)
