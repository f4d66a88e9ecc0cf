from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.codes import base45


@pytest.mark.parametrize(
    ("data", "text"),
    [  # RFC 9285 §4.3 and §4.4
        (b"AB", "BB8"),
        (b"Hello!!", "%69 VD92EX0"),
        (b"base-45", "UJCLQE7W581"),
        (b"ietf!", "QED8WEX0"),
        (b"", ""),
        (b"\xff\xff", "FGW"),
    ],
)
def test_the_examples_of_the_rfc_read_both_ways(data: bytes, text: str) -> None:
    assert base45.encode(data) == text
    assert base45.decode(text) == data


@given(st.binary(max_size=400))
@example(b"\x01")
@example(bytes(301))
def test_any_bytes_come_back(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


@given(st.text(alphabet=base45.ALPHABET, max_size=30))
def test_every_accepted_text_is_the_only_spelling_of_its_bytes(text: str) -> None:
    try:
        data = base45.decode(text)
    except base45.NotBase45:
        return
    assert base45.encode(data) == text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("A", "left over"),
        ("BB8B", "left over"),
        ("GGW", "exceed 65535"),  # 65,536
        (":::", "exceed 65535"),
        ("U5", None),  # 255
        ("V5", "exceed 255"),  # 256
        ("::", "exceed 255"),
        ("bb8", "alphabet"),
        ("BB\n", "alphabet"),
        ("BB測", "alphabet"),
        ("BB８", "alphabet"),  # full-width digit
        ("B\x008", "alphabet"),
    ],
)
def test_only_exact_base45_is_read(text: str, problem: str | None) -> None:
    if problem is None:
        assert base45.decode(text) == b"\xff"
        return
    with pytest.raises(base45.NotBase45, match=problem):
        base45.decode(text)


@given(st.text(max_size=60))
def test_any_text_gives_bytes_or_the_typed_error(text: str) -> None:
    with suppress(base45.NotBase45):
        base45.decode(text)
