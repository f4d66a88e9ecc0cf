"""Passes of another shape than the format's, most of them well signed."""

import cbor2
import pytest

from kiosk.codes import kp1
from tests.codes.scene import (
    DAY,
    GOOD_CLAIMS,
    GOOD_HEADERS,
    HOLDER,
    NOW,
    NOW_S,
    RESIDENT_KID,
    TRUST,
    bytes_of,
    holder,
    in_text,
    issued,
    refusal,
    signed,
    text_of,
    with_claims,
)

PAYLOAD = cbor2.dumps(GOOD_CLAIMS)
PROTECTED = cbor2.dumps(GOOD_HEADERS)
SIGNATURE = bytes(64)


@pytest.mark.parametrize(
    "text",
    [
        text_of([PROTECTED, {}, PAYLOAD, SIGNATURE], tag=None),  # bare array
        in_text(PAYLOAD),  # bare claims, nothing signed
        text_of(GOOD_CLAIMS),
        text_of(GOOD_CLAIMS, tag=61),
        text_of(cbor2.CBORTag(18, [PROTECTED, {}, PAYLOAD, SIGNATURE]), tag=61),
        text_of(cbor2.CBORTag(18, [PROTECTED, {}, PAYLOAD, SIGNATURE])),
        text_of([PROTECTED, {}, PAYLOAD, SIGNATURE], tag=17),
        text_of([PROTECTED, {}, PAYLOAD]),
        text_of([PROTECTED, {}, PAYLOAD, SIGNATURE, 0]),
        text_of([PROTECTED, {4: RESIDENT_KID}, PAYLOAD, SIGNATURE]),
        text_of([PROTECTED, [], PAYLOAD, SIGNATURE]),
        text_of([PROTECTED, {}, None, SIGNATURE]),  # detached
        text_of([PROTECTED, {}, "text", SIGNATURE]),
        text_of([PROTECTED, {}, PAYLOAD, bytes(63)]),
        text_of([PROTECTED, {}, PAYLOAD, "s" * 64]),
        text_of([GOOD_HEADERS, {}, PAYLOAD, SIGNATURE]),
        text_of([b"", {}, PAYLOAD, SIGNATURE]),
        text_of([b"\x01", {}, PAYLOAD, SIGNATURE]),
        text_of([PROTECTED + b"\x00", {}, PAYLOAD, SIGNATURE]),
        in_text(b"\xd8\x12" + bytes_of(issued())[1:]),  # tag 18 in two bytes
        signed(PAYLOAD, {1: -8, 4: RESIDENT_KID}),
        signed(PAYLOAD, {1: -19.0, 4: RESIDENT_KID}),
        signed(PAYLOAD, {1: "EdDSA", 4: RESIDENT_KID}),
        signed(PAYLOAD, {True: -19, 4: RESIDENT_KID}),
        signed(PAYLOAD, {4: RESIDENT_KID}),
        signed(PAYLOAD, {1: -19}),
        signed(PAYLOAD, {1: -19, 2: [3], 4: RESIDENT_KID}),  # critical header
        signed(PAYLOAD, {1: -19, 4: "01"}),
        signed(PAYLOAD, {1: -19, 4: b"\x00\x00\x01"}),
        signed(PAYLOAD, {1: -19, 4: 1}),
    ],
)
def test_another_envelope_is_malformed(text: str) -> None:
    assert refusal(text) == "pass-malformed"


@pytest.mark.parametrize(
    "text",
    [
        signed(b""),
        signed(b"\xff"),
        signed(PAYLOAD + b"\x00"),
        signed(cbor2.dumps([1, 2])),
        signed(cbor2.dumps({4.0: NOW_S + DAY, 5: NOW_S, 7: bytes(6), -65537: HOLDER})),
        signed(b"\xa2\x04\x01\x04\x02"),  # the same claim twice
        with_claims({4: ...}),
        with_claims({4: True}),
        with_claims({4: float(NOW_S + DAY)}),
        with_claims({4: -1}),
        with_claims({4: str(NOW_S + DAY)}),
        with_claims({4: cbor2.CBORTag(2, b"\x01")}),
        with_claims({5: ...}),
        with_claims({5: False}),
        with_claims({5: float(NOW_S - DAY)}),
        with_claims({7: ...}),
        with_claims({7: bytes(5)}),
        with_claims({7: "123456"}),
        with_claims({1: 620102001001}),
        with_claims({1: None}),
        with_claims({-65537: ...}),
        with_claims({-65537: {}}),
        holder(1, None),
        holder(1, None, 0, "x", 1, 2),
        with_claims({-65537: [True, None, 0]}),
        holder(-1, None, 0),
        holder("resident", None, 0),
        holder(1, bytes(7), 0),
        holder(1, "123456", 0),
        holder(1, None, 16),
        holder(1, None, -1),
        with_claims({-65537: [1, None, True]}),
        holder(1, None, 1.0),
        holder(1, None, 0, ""),
        holder(1, None, 0, "x" * 17),
        holder(1, None, 0, None),
        holder(1, None, 0, 1, "x"),
        holder(1, None, 0, 1, 2),
        holder(1, None, 0, "x", "y"),
        with_claims({-65537: [1, None, 0, "x", True]}),
    ],
)
def test_claims_of_another_shape_are_malformed_though_well_signed(text: str) -> None:
    assert refusal(text) == "pass-malformed"


def test_optional_parts_of_the_holder_are_told_apart_by_type() -> None:
    plate = kp1.verify(holder(4, None, 0, "甘A00001"), TRUST, NOW, "synced")
    zones = kp1.verify(holder(1, None, 0, 5), TRUST, NOW, "synced")
    both = kp1.verify(holder(4, None, 0, "甘A00001", 5), TRUST, NOW, "synced")

    assert (plate.plate, plate.zones) == ("甘A00001", None)
    assert (zones.plate, zones.zones) == (None, 5)
    assert (both.plate, both.zones) == ("甘A00001", 5)
