"""Recognition, and ten thousand texts meant to break it."""

import random
import tracemalloc
from functools import partial
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes import kp1
from kiosk.codes.recognise import Known, family, recognise
from kiosk.codes.revoked import Revoked
from kiosk.core.errors import CodeError
from kiosk.core.evidence import CodeKind, CodeReading
from kiosk.ports import Recognise
from tests.codes.hostile import CASES, MAKERS, hostile_texts
from tests.codes.scene import (
    NOW,
    RESIDENT,
    RESIDENT_KID,
    TRUST,
    bytes_of,
    in_text,
    issued,
)

read: Recognise = partial(recognise, known=Known(passes=TRUST))


def test_a_good_pass_gives_its_claims() -> None:
    assert read(issued(), NOW, "synced") == CodeReading(
        kind=CodeKind.PASS, claims=RESIDENT
    )


@pytest.mark.parametrize(
    ("text", "kind", "error"),
    [
        ("https://example.org/", CodeKind.UNKNOWN, "unknown-code"),
        ("", CodeKind.UNKNOWN, "unknown-code"),
        ("KP1:", CodeKind.PASS, "pass-malformed"),
        ("x" * 4297, CodeKind.UNKNOWN, "code-too-long"),
        ("KP1:" + "0" * 4293, CodeKind.UNKNOWN, "code-too-long"),
    ],
)
def test_anything_else_has_a_family_and_an_error(
    text: str, kind: CodeKind, error: str
) -> None:
    assert family(text) is kind
    assert read(text, NOW, "synced") == CodeReading(kind=kind, error=error)


def test_a_revoked_pass_and_an_unsure_clock_reach_the_reading() -> None:
    revoked = {RESIDENT_KID: frozenset({bytes.fromhex(RESIDENT.pass_id)})}
    known = Known(passes=TRUST, revoked=Revoked(own=revoked))

    gone = recognise(issued(), NOW, "synced", known=known)

    assert gone.error == "pass-revoked"
    assert read(issued(), NOW, "unsure").error == "pass-unverified"


def test_every_single_bit_flip_of_a_pass_is_refused() -> None:
    good, refused = bytes_of(issued()), 0
    for bit in range(len(good) * 8):
        flipped = bytearray(good)
        flipped[bit // 8] ^= 1 << bit % 8
        reading = read(in_text(bytes(flipped)), NOW, "synced")
        assert reading.claims is None, bit
        refused += reading.error is not None
    assert refused == 920


def test_every_single_bit_flip_of_the_text_is_refused() -> None:
    good, refused = issued(), 0
    for index, character in enumerate(good):
        for bit in range(7):
            other = chr(ord(character) ^ 1 << bit)
            text = good[:index] + other + good[index + 1 :]
            reading = read(text, NOW, "synced")
            assert reading.claims is None, (index, bit)
            refused += reading.error is not None
    assert refused == 177 * 7


def test_every_truncation_is_refused() -> None:
    good, data = issued(), bytes_of(issued())
    cut = [good[:size] for size in range(len(good))]
    cut += [in_text(data[:size]) for size in range(len(data))]
    assert all(read(text, NOW, "synced").error for text in cut)


def test_ten_thousand_hostile_texts_each_give_an_error_and_nothing_else() -> None:
    slugs: dict[str | None, int] = {}
    for text in hostile_texts():
        reading = read(text, NOW, "synced")
        assert reading.claims is None
        slugs[reading.error] = slugs.get(reading.error, 0) + 1

    assert None not in slugs
    assert sum(slugs.values()) == CASES
    assert {"unknown-code", "code-too-long", "pass-malformed", "pass-forged"} <= set(
        slugs
    )


def test_no_message_repeats_any_part_of_a_code() -> None:
    sentences = set()
    for text in islice(hostile_texts(), 900):
        with pytest.raises(CodeError) as refused:
            kp1.verify(text, TRUST, NOW, "synced")
        sentences.add(str(refused.value))
        assert refused.value.__cause__ is None

    # A closed set of sentences, however many texts there are.
    assert len(sentences) < 40
    assert all(sentence.isascii() for sentence in sentences)


def test_hostile_texts_cost_little_memory() -> None:
    tracemalloc.start()
    try:
        for text in (maker(random.Random(1)) for maker in MAKERS * 20):  # noqa: S311
            read(text, NOW, "synced")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 << 20


@given(st.text(), st.binary(max_size=200))
def test_any_text_and_any_bytes_give_a_reading(text: str, data: bytes) -> None:
    for code in (text, "KP1:" + text, in_text(data), in_text(b"\xd2\x84" + data)):
        assert read(code, NOW, "synced").error is not None
