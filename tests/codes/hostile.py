"""Ten thousand texts meant to break whoever reads them, the same every time."""

import random
from collections.abc import Callable, Iterator

import cbor2

from tests.codes.scene import (
    GOOD_CLAIMS,
    NOW_S,
    RESIDENT_KID,
    bytes_of,
    in_text,
    issued,
    signed,
    text_of,
    with_claims,
)

CASES = 10_000
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


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
