"""Signed policies: two signatures, one inside the other."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.codes import cbor, cose
from kiosk.codes.signed_policy import (
    COMMISSION_AAD,
    POLICY_AAD,
    Commission,
    PolicyForged,
    PolicyMalformed,
    commission_key,
    public_of,
    read_commission,
    read_signed_policy,
    sign_policy,
)
from kiosk.core.errors import PolicyError

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ROOT, KEY, OTHER = bytes([1]) * 32, bytes([2]) * 32, bytes([3]) * 32
COMMISSION = Commission(
    serial=7, public=public_of(KEY), not_before=NOW - DAY, expires=NOW + DAY
)
SIGNED_COMMISSION = commission_key(COMMISSION, ROOT)
TEXT = '# 规则\n[policy]\nname = "small"\n'


def signed(at: datetime = NOW, commission: bytes = SIGNED_COMMISSION) -> bytes:
    return sign_policy(TEXT, at, commission, KEY)


def test_a_policy_under_the_root_reads_back() -> None:
    found = read_signed_policy(signed(), public_of(ROOT), "it")

    assert (found.text, found.issued, found.commission) == (TEXT, NOW, COMMISSION)
    assert "规则" not in repr(found)


def test_what_it_signed_stays_good_when_the_key_is_over() -> None:
    # Nothing here looks at today: the date of signing lies in the key's time.
    assert read_signed_policy(signed(NOW + DAY), public_of(ROOT), "it").text == TEXT


@pytest.mark.parametrize(
    "data",
    [
        sign_policy(TEXT, NOW, SIGNED_COMMISSION, OTHER),
        signed(commission=commission_key(COMMISSION, OTHER)),
        signed(NOW + 2 * DAY),
        signed(NOW - 2 * DAY),
    ],
    ids=["another key", "another root", "after its time", "before its time"],
)
def test_whatever_is_not_signed_under_the_root_is_forged(data: bytes) -> None:
    with pytest.raises(PolicyForged, match="it is not signed by a policy key"):
        read_signed_policy(data, public_of(ROOT), "it")


def made(content: object, aad: bytes = POLICY_AAD, seed: bytes = KEY) -> bytes:
    return cose.sign(cbor.encode(content), {}, aad, seed)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[policy]",
        SIGNED_COMMISSION,
        made({"text": TEXT, "issued": 0}),
        made({"text": TEXT, "issued": 0, "commission": "no bytes"}),
        made({"text": TEXT, "issued": -1, "commission": SIGNED_COMMISSION}),
        made({"text": 5, "issued": 1795233600, "commission": SIGNED_COMMISSION}),
        made({"text": TEXT, "issued": 0, "commission": b"none"}),
        cose.sign(
            cbor.encode({"text": "", "issued": 0, "commission": SIGNED_COMMISSION}),
            {4: b"kid"},
            POLICY_AAD,
            KEY,
        ),
    ],
)
def test_what_is_no_signed_policy_is_malformed(data: bytes) -> None:
    with pytest.raises(PolicyMalformed, match="copy it from the supervisor"):
        read_signed_policy(data, public_of(ROOT), "it")


@pytest.mark.parametrize(
    "change",
    [{"serial": 0}, {"serial": 70_000}, {"public": b"short"}, {"expires": "x"}],
)
def test_a_commission_with_a_wrong_part_is_malformed(change: dict[str, object]) -> None:
    content: dict[str, object] = {
        "serial": 1,
        "public": public_of(KEY),
        "expires": 10,
        "not_before": 1,
    }
    data = made(content | change, COMMISSION_AAD, ROOT)

    with pytest.raises(PolicyMalformed):
        read_commission(data, public_of(ROOT), "it")


def test_a_signature_for_another_use_does_not_count() -> None:
    told = {"text": TEXT, "issued": 1795233600, "commission": SIGNED_COMMISSION}

    with pytest.raises(PolicyForged):
        read_signed_policy(made(told, b"KP1-TRUST"), public_of(ROOT), "it")


def test_without_a_root_it_is_read_and_not_believed() -> None:
    foreign = sign_policy(TEXT, NOW, SIGNED_COMMISSION, OTHER)

    assert read_signed_policy(foreign, None, "it").text == TEXT


@given(st.binary(max_size=300))
@example(b"\x01" * 300)
def test_any_bytes_are_refused_in_words(data: bytes) -> None:
    with pytest.raises(PolicyError):
        read_signed_policy(data, public_of(ROOT), "it")


@given(st.integers(0, len(signed()) - 1), st.integers(1, 255))
def test_a_changed_byte_is_never_believed(place: int, flip: int) -> None:
    data = bytearray(signed())
    data[place] ^= flip

    with pytest.raises(PolicyError):
        read_signed_policy(bytes(data), public_of(ROOT), "it")
