"""Gzip in bounded memory, and a signature that covers everything."""

import gzip
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from kiosk.codes import batch_seal
from kiosk.codes.batch_seal import MOST_INFLATED, inflate, squeeze
from kiosk.codes.hub_refusal import (
    BatchMalformed,
    BatchNotGzip,
    BatchTooLarge,
    BatchTruncated,
    ClockAhead,
    ClockBehind,
    HubRefusal,
    SignatureWrong,
)

SEED = bytes(range(32))
PUBLIC = bytes(SigningKey(SEED).verify_key)
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
SENT = batch_seal.sent_text(NOW)


@given(st.binary(max_size=300))
def test_squeezed_bytes_come_back(body: bytes) -> None:
    assert inflate(squeeze(body)) == body


@given(st.binary(max_size=60))
def test_any_bytes_inflate_or_are_refused(body: bytes) -> None:
    with suppress(BatchNotGzip, BatchTruncated):
        inflate(body)


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    with pytest.raises(BatchTooLarge):
        inflate(gzip.compress(bytes(MOST_INFLATED * 50)))


def test_the_largest_body_inflates() -> None:
    assert len(inflate(squeeze(bytes(MOST_INFLATED)))) == MOST_INFLATED


def test_half_a_body_is_truncated() -> None:
    body = squeeze(b"a journal row" * 50)

    with pytest.raises(BatchTruncated):
        inflate(body[: len(body) // 2])


@pytest.mark.parametrize(
    "body", [b"[]" * 9, squeeze(b"[]") + b"x", squeeze(b"[]") + squeeze(b"[]")]
)
def test_what_is_not_one_gzip_member_is_refused(body: bytes) -> None:
    with pytest.raises(BatchNotGzip):
        inflate(body)


def test_a_signature_of_the_kiosk_is_believed() -> None:
    signature = batch_seal.sign("k1", b"body", SENT, SEED)

    batch_seal.check_signature(
        "k1", b"body", sent=SENT, signature=signature, public=PUBLIC
    )


@pytest.mark.parametrize(
    "change",
    [
        {"kiosk": "k2"},
        {"body": b"bodY"},
        {"sent": "2026-11-22T09:00:00.000Z"},
        {"public": bytes(SigningKey(bytes(32)).verify_key)},
        {"signature": ""},
        {"signature": "not base64!"},
        {"signature": "测试"},
        {"signature": "AAAA"},
    ],
)
def test_anything_else_is_a_wrong_signature(change: dict[str, object]) -> None:
    said: dict[str, object] = {
        "kiosk": "k1",
        "body": b"body",
        "sent": SENT,
        "signature": batch_seal.sign("k1", b"body", SENT, SEED),
        "public": PUBLIC,
    }
    said |= change

    with pytest.raises(SignatureWrong):
        batch_seal.check_signature(said.pop("kiosk"), said.pop("body"), **said)  # type: ignore[arg-type]


def test_the_time_of_sending_reads_back() -> None:
    assert batch_seal.check_sent(SENT, NOW) == NOW


@pytest.mark.parametrize(
    ("off", "refusal"),
    [
        (timedelta(minutes=10), None),
        (timedelta(minutes=10, seconds=1), ClockAhead),
        (-timedelta(hours=24), None),
        (-timedelta(hours=24, seconds=1), ClockBehind),
    ],
)
def test_a_clock_may_be_off_by_so_much(
    off: timedelta, refusal: type[HubRefusal] | None
) -> None:
    sent = batch_seal.sent_text(NOW + off)

    if refusal is None:
        assert batch_seal.check_sent(sent, NOW) == NOW + off
    else:
        with pytest.raises(refusal):
            batch_seal.check_sent(sent, NOW)


@pytest.mark.parametrize("sent", ["", "yesterday", "2026-11-22T08:00:00"])
def test_a_time_of_another_form_is_refused(sent: str) -> None:
    with pytest.raises(BatchMalformed, match="Kiosk-Sent"):
        batch_seal.check_sent(sent, NOW)


def test_a_key_is_named_by_eleven_characters() -> None:
    assert batch_seal.key_id(PUBLIC) == "Vkdap1RjR0w"
