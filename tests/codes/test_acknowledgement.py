"""A hub's answer is believed only with its signature, and never trips the kiosk."""

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from kiosk.codes.acknowledgement import (
    Acknowledgement,
    Rejection,
    read_acknowledgement,
    write_acknowledgement,
)
from kiosk.codes.signed_head import Head, HubAnswerMalformed, HubForged, sign_head
from kiosk.core.chain import ZERO, Anchor

SEED = bytes(range(32))
PUBLIC = bytes(SigningKey(SEED).verify_key)
HEAD = Head(kiosk="k1", seq=7, hash="ab" * 32, at="2026-11-22T08:00:00Z")
GOOD = Acknowledgement(
    accepted_through=8,
    rejected=[Rejection(seq=8, code="fork", detail="another row 8 is known")],
    signed=sign_head(HEAD, SEED),
)


def bytes_of(answer: Acknowledgement, **changes: Any) -> bytes:
    return json.dumps(write_acknowledgement(answer) | changes).encode()


def read(body: bytes) -> Acknowledgement:
    return read_acknowledgement(body, kiosk="k1", hub_public=PUBLIC)


def test_an_answer_reads_back() -> None:
    answer = read(bytes_of(GOOD))

    assert answer == GOOD
    assert answer.signed.head.anchor == Anchor(7, "ab" * 32)


def test_the_head_before_the_first_row_is_signed_too() -> None:
    head = sign_head(Head(kiosk="k1", seq=0, hash=ZERO, at=HEAD.at), SEED)

    assert read(bytes_of(replace(GOOD, signed=head))).signed.head.anchor.seq == 0


@pytest.mark.parametrize(
    "signed",
    [
        replace(GOOD.signed, head=replace(HEAD, seq=6)),
        replace(GOOD.signed, head=replace(HEAD, hash="cd" * 32)),
        replace(GOOD.signed, signature=b""),
        sign_head(HEAD, bytes(32)),
        sign_head(replace(HEAD, kiosk="k2"), SEED),
    ],
)
def test_a_head_of_another_hub_or_kiosk_is_forged(signed: Any) -> None:
    with pytest.raises(HubForged):
        read(bytes_of(replace(GOOD, signed=signed)))


@pytest.mark.parametrize(
    "changes",
    [
        {"accepted_through": 6},
        {"accepted_through": "8"},
        {"accepted_through": True},
        {"accepted_through": 2**63},
        {"rejected": None},
        {"rejected": [5]},
        {"rejected": [{"seq": 1, "code": "x"}]},
        {"rejected": [{"seq": 1, "code": "x", "detail": "y" * 501}]},
        {"head": None},
        {"head": {"kiosk": "k1"}},
        {"head": {"kiosk": "k1", "seq": 7, "hash": "ab", "at": HEAD.at}},
        {"signature": "!"},
        {"key": None},
    ],
)
def test_an_answer_of_another_form_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(HubAnswerMalformed):
        read(bytes_of(GOOD, **changes))


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"<html>", b"[" * 9000])
def test_a_body_of_another_form_is_refused(body: bytes) -> None:
    with pytest.raises(HubAnswerMalformed):
        read(body)


def test_a_lone_surrogate_of_the_hub_reaches_no_journal() -> None:
    body = bytes_of(GOOD, rejected=[{"seq": 8, "code": "x", "detail": "\ud800"}])

    assert read(body).rejected[0].detail == "?"


@given(st.data())
def test_a_bent_answer_is_read_or_refused(data: st.DataObject) -> None:
    body = bytearray(bytes_of(GOOD))
    for _ in range(data.draw(st.integers(1, 3))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))

    with suppress(HubAnswerMalformed, HubForged):
        read(bytes(body))
