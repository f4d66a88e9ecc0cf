import tracemalloc
import zlib

import cbor2
import pytest

from kiosk.codes import base45, cbor
from kiosk.codes.dcc.transport import LARGEST, unpack
from kiosk.codes.errors import CodeTooLong, UnknownCode
from tests.codes.dcc.scene import (
    ES256,
    ISSUER,
    claims,
    cose,
    envelope,
    refusal,
    text,
    text_of,
)


def packed(data: bytes) -> str:
    return "HC1:" + base45.encode(data)


def test_what_fits_no_symbol_is_too_long() -> None:
    with pytest.raises(CodeTooLong):
        unpack("HC1:" + "0" * 4293)


@pytest.mark.parametrize("prefix", ["", "HC2:", "HL0:", "hc1:", "HC1", " HC1:"])
def test_another_prefix_is_another_family(prefix: str) -> None:
    with pytest.raises(UnknownCode):
        unpack(prefix + text().removeprefix("HC1:"))


@pytest.mark.parametrize(
    "code",
    [
        "HC1:",
        "HC1:a",
        "HC1:???",
        "HC1:ZZZ",
        packed(cose()),  # not compressed
        packed(zlib.compress(cose())[2:]),  # without the zlib header
        packed(zlib.compress(cose())[:-1]),
        packed(zlib.compress(cose())[:-4] + b"\0\0\0\0"),  # another checksum
        packed(zlib.compress(cose()) + b"\0"),
        packed(zlib.compress(cose()) * 2),
    ],
)
def test_a_broken_wrapping_is_malformed(code: str) -> None:
    assert refusal(code) == "dcc-malformed"


def test_exactly_the_limit_unpacks_and_one_byte_more_does_not() -> None:
    assert unpack(text_of(bytes(LARGEST))) == bytes(LARGEST)
    assert refusal(text_of(bytes(LARGEST + 1))) == "dcc-too-large"


def test_a_bomb_is_refused_without_unpacking_it() -> None:
    bomb = text_of(bytes(2_700_000))
    assert len(bomb) <= 4296

    tracemalloc.start()
    try:
        assert refusal(bomb) == "dcc-too-large"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 1 << 18


@pytest.mark.parametrize(
    "data",
    [
        b"\x81" * 16_000 + b"\0",
        b"\xd2" * 9_000 + b"\x84",
        b"\xa1\x01" * 8_000 + b"\0",
        b"\x9f" * 16_000,
        b"\xc6" * 16_000,
        b"\x5b" + b"\xff" * 8,
        b"\x9b" + b"\x7f" * 8 + b"\0" * 100,
        b"\xbb\0\0\0\xff\xff\xff\xff\xff" + b"\0" * 100,
        b"\xc4\x82\x1b" + b"\xff" * 8 + b"\x01",  # 10 ** (2 ** 64)
        b"",
        b"\xff",
    ],
)
def test_deep_endless_and_giant_cbor_is_malformed(data: bytes) -> None:
    assert refusal(text_of(data)) == "dcc-malformed"
    assert refusal(text(data)) == "dcc-malformed"  # as a well signed payload


PAYLOAD = cbor2.dumps(claims())
PARTS = envelope(PAYLOAD)
PROTECTED, _, _, SIGNATURE = PARTS


def in_text(item: object) -> str:
    return text_of(cbor2.dumps(item))


@pytest.mark.parametrize(
    "code",
    [
        in_text(claims()),  # bare claims, nothing signed
        in_text(cbor2.CBORTag(61, claims())),
        in_text(cbor2.CBORTag(18, claims())),
        in_text(cbor2.CBORTag(17, PARTS)),
        in_text(cbor2.CBORTag(98, PARTS)),
        in_text(PARTS[:3]),
        in_text([*PARTS, 0]),
        in_text([PROTECTED, [], PAYLOAD, SIGNATURE]),
        in_text([PROTECTED, None, PAYLOAD, SIGNATURE]),
        in_text([PROTECTED, {b"k": 1}, PAYLOAD, SIGNATURE]),
        in_text([{1: ES256}, {}, PAYLOAD, SIGNATURE]),
        in_text([PROTECTED, {}, None, SIGNATURE]),  # detached
        in_text([PROTECTED, {}, "text", SIGNATURE]),
        in_text([PROTECTED, {}, PAYLOAD, "s" * 64]),
        in_text([PROTECTED, {}, PAYLOAD, None]),
        in_text([b"\x01", {}, PAYLOAD, SIGNATURE]),
        in_text([b"\xff", {}, PAYLOAD, SIGNATURE]),
        in_text([PROTECTED + b"\0", {}, PAYLOAD, SIGNATURE]),
        text_of(cose() + b"\0"),
        text(protected={1: ES256, 2: [99], 4: ISSUER.kid, 99: 1}),  # critical
        text(protected={1: ES256}),
        text(protected={1: ES256, 4: "kid"}),
        text(protected={1: ES256, 4: 1}),
        text(protected={True: ES256, 4: ISSUER.kid}),
        text(PAYLOAD + b"\0"),
        text(b""),
        text([1, 2]),
        text({4: 1}),
        text({**claims(), -260: b"not a map"}),
        text({**claims(), -260: {}}),
        text({**claims(), -260: {1: []}}),
        text({**claims(), -260: {1: b"not a map"}}),
        text({**claims(), 4.5: 1}),
        text(
            {**claims(), -260: {1: {**claims()[-260][1], "dob": cbor2.CBORTag(0, 1)}}}
        ),
    ],
)
def test_another_envelope_or_payload_is_malformed(code: str) -> None:
    assert refusal(code) == "dcc-malformed"


def test_only_tags_that_mean_a_date_are_dropped() -> None:
    tagged = cbor2.CBORTag(0, "2026-01-01T00:00:00Z"), cbor2.CBORTag(1004, "2026-01-01")
    data = cbor2.dumps([cbor2.CBORTag(t.tag, t.value) for t in tagged])

    assert cbor.decode_foreign(data) == ["2026-01-01T00:00:00Z", "2026-01-01"]
    for tag in (0, 1004):
        with pytest.raises(cbor.NotCbor):
            cbor.decode_foreign(cbor2.dumps(cbor2.CBORTag(tag, 1)))
    for tag in (1, 2, 3, 4, 5, 28, 29, 30, 35, 36, 37, 100, 258, 260, 43000):
        with pytest.raises(cbor.NotCbor):
            cbor.decode_foreign(cbor2.dumps(cbor2.CBORTag(tag, "x")))
