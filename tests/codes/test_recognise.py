"""Recognition, and ten thousand texts meant to break it."""

import random
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes import kp1
from kiosk.codes.recognise import Known, family, recognise
from kiosk.codes.revoked import Revoked
from kiosk.core.errors import CodeError
from kiosk.core.evidence import CodeKind, CodeReading
from kiosk.ports import Recognise
from tests.codes.scene import (
    GOOD_CLAIMS,
    NOW,
    NOW_S,
    RESIDENT,
    RESIDENT_KID,
    TRUST,
    bytes_of,
    in_text,
    issued,
    signed,
    text_of,
    with_claims,
)

CASES = 10_000
read: Recognise = partial(recognise, known=Known(passes=TRUST))
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


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
    good = bytes_of(issued())
    for bit in range(len(good) * 8):
        flipped = bytearray(good)
        flipped[bit // 8] ^= 1 << bit % 8
        assert read(in_text(bytes(flipped)), NOW, "synced").claims is None, bit


def test_every_single_bit_flip_of_the_text_is_refused() -> None:
    good = issued()
    for index, character in enumerate(good):
        for bit in range(7):
            other = chr(ord(character) ^ 1 << bit)
            text = good[:index] + other + good[index + 1 :]
            assert read(text, NOW, "synced").claims is None, (index, bit)


def test_every_truncation_is_refused() -> None:
    good, data = issued(), bytes_of(issued())
    cut = [good[:size] for size in range(len(good))]
    cut += [in_text(data[:size]) for size in range(len(data))]
    assert all(read(text, NOW, "synced").error for text in cut)


def _random_text(rng: random.Random) -> str:
    size = rng.choice((0, 1, 5, 40, 177, 4296, 4297, 9000))
    return "".join(chr(rng.randrange(1, 0x10FFFF)) for _ in range(min(size, 300)))


def _random_base45(rng: random.Random) -> str:
    size = rng.choice((1, 2, 3, 60, 173, 174, 4292, 4293))
    return "KP1:" + "".join(rng.choices(ALPHANUMERIC, k=size))


def _mutated(rng: random.Random) -> str:
    data = bytearray(bytes_of(issued()))
    for _ in range(rng.randint(1, 6)):
        match rng.randrange(3):
            case 0:
                data[rng.randrange(len(data))] ^= rng.randint(1, 255)
            case 1:
                del data[rng.randrange(len(data)) : rng.randrange(len(data))]
                data += b"\x00"
            case _:
                data.insert(rng.randrange(len(data)), rng.randrange(256))
    return in_text(bytes(data))


def _deep(rng: random.Random) -> str:
    head = rng.choice((b"\x81", b"\xd2", b"\xc6", b"\xa1\x01", b"\xd8\x1c", b"\x9f"))
    return in_text(head * rng.randint(1, 2800 // len(head)) + b"\x00")


def _giant(rng: random.Random) -> str:
    major = rng.choice((0x40, 0x60, 0x80, 0xA0, 0xC0))
    length = bytes([major | 27]) + rng.randrange(2**32, 2**64).to_bytes(8, "big")
    return in_text(rng.choice((b"", b"\xd2", b"\xd2\x84")) + length + b"\x00" * 9)


def _tagged(rng: random.Random) -> str:
    tag = rng.choice((0, 1, 2, 3, 4, 5, 16, 17, 25, 28, 29, 30, 35, 36, 37, 61, 98))
    tag = rng.choice((tag, 100, 256, 258, 260, 261, 1004, 43000, rng.randrange(2**64)))
    inner: object = rng.choice(
        ([2**40, 3], [1, 0], "(" * 300, "(a*)*b", b"\x00" * 40, [b"", {}, b"", b""], {})
    )
    tagged = cbor2.CBORTag(tag, inner)
    if rng.random() < 0.5:
        return in_text(cbor2.dumps(tagged))
    return with_claims({rng.choice((1, 4, 5, 7, -65537)): tagged})


def _misbuilt(rng: random.Random) -> str:
    parts: list[object] = [bytes_of(issued())[1:9], {}, b"\xa0", bytes(64)]
    parts[rng.randrange(4)] = rng.choice((None, True, 1.5, [], {}, "x", b"", 2**64 - 1))
    return text_of(parts, tag=rng.choice((None, 18, 61)))


def _misclaimed(rng: random.Random) -> str:
    label = rng.choice((4, 5, 7, -65537))
    wrong: object = rng.choice(
        (..., None, True, False, float(NOW_S), float("nan"), "x", b"", [], {}, -1)
    )
    return with_claims({label: wrong})


def _misheaded(rng: random.Random) -> str:
    payload = cbor2.dumps(GOOD_CLAIMS)
    alg = rng.choice((-8, -7, 5, None, "x", True, -19.0))
    kid = rng.choice((RESIDENT_KID, b"", b"\x01", bytes(8), 1, None))
    return signed(payload, rng.choice(({1: alg, 4: kid}, {1: alg}, {4: kid}, [], 1)))


MAKERS: tuple[Callable[[random.Random], str], ...] = (
    _random_text,
    _random_base45,
    _mutated,
    _deep,
    _giant,
    _tagged,
    _misbuilt,
    _misclaimed,
    _misheaded,
)


def hostile_texts() -> Iterator[str]:
    rng = random.Random(20200201)  # noqa: S311 - the same cases every time
    for number in range(CASES):
        yield MAKERS[number % len(MAKERS)](rng)


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
