"""Every refusal by its own name, and the first one in the order of the format."""

from dataclasses import replace
from datetime import datetime, timedelta

import cbor2
import pytest

from kiosk.codes import kp1
from kiosk.codes.revoked import Revoked
from tests.codes.scene import (
    DAY,
    GOOD_CLAIMS,
    GOOD_HEADERS,
    NOW,
    NOW_S,
    RESIDENT_KEY,
    RESIDENT_KID,
    STRANGER_SEED,
    TEMPORARY_KID,
    TEMPORARY_SEED,
    TRUST,
    holder,
    issued,
    public,
    refusal,
    signed,
    text_of,
    trust_of,
    with_claims,
)

PAYLOAD = cbor2.dumps(GOOD_CLAIMS)
PROTECTED = cbor2.dumps(GOOD_HEADERS)
SIGNATURE = bytes(64)
REVOKED = Revoked(own={RESIDENT_KID: frozenset({GOOD_CLAIMS[7]})})
NO_HOLDER: dict[object, object] = {-65537: ...}


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("KP1:" + "0" * 4293, "code-too-long"),
        ("x" * 4297, "code-too-long"),
        ("KP1:" + "0" * 4292, "pass-malformed"),
        ("", "unknown-code"),
        ("kp1:" + issued()[4:], "unknown-code"),
        (issued()[4:], "unknown-code"),
        (" " + issued(), "unknown-code"),
        ("KP1:", "pass-malformed"),
        ("KP1:a", "pass-malformed"),
        (issued()[:-1], "pass-malformed"),
        (issued() + "000", "pass-malformed"),  # something trails behind
    ],
)
def test_length_prefix_and_base45_come_first(text: str, slug: str) -> None:
    assert refusal(text) == slug


def test_a_key_nobody_listed_is_an_unknown_issuer() -> None:
    text = signed(PAYLOAD, {1: -19, 4: b"\xff\xff"}, seed=STRANGER_SEED)

    assert refusal(text) == "pass-unknown-issuer"
    assert refusal(with_claims({1: "999999999999"})) == "pass-unknown-issuer"


@pytest.mark.parametrize(
    "text",
    [
        signed(PAYLOAD, seed=STRANGER_SEED),
        signed(PAYLOAD, {1: -19, 4: TEMPORARY_KID}),  # a listed key, another's kid
        signed(PAYLOAD, aad=b""),
        signed(PAYLOAD, aad=b"KP1-TRUST"),  # the key was used for something else
        text_of([PROTECTED, {}, PAYLOAD, SIGNATURE]),
        signed(b"\xff", seed=STRANGER_SEED),  # not even claims
    ],
)
def test_a_wrong_signature_is_forged_before_anything_inside_counts(text: str) -> None:
    assert refusal(text) == "pass-forged"


@pytest.mark.parametrize(
    ("begin", "end", "slug"),
    [
        (NOW_S + 60, NOW_S + DAY, None),
        (NOW_S + 61, NOW_S + DAY, "pass-not-yet-valid"),
        (NOW_S - DAY, NOW_S - 60, None),
        (NOW_S - DAY, NOW_S - 61, "pass-expired"),
        (NOW_S, NOW_S + 366 * DAY, None),
        (NOW_S, NOW_S + 366 * DAY + 1, "pass-too-long-lived"),
        (NOW_S, 2**63, "pass-too-long-lived"),
        (2**63, 2**63, "pass-not-yet-valid"),
        (2**63, 0, "pass-not-yet-valid"),
        (0, NOW_S - 61, "pass-expired"),
        (0, NOW_S + DAY, "pass-too-long-lived"),
    ],
)
def test_times_are_judged_to_the_second(begin: int, end: int, slug: str | None) -> None:
    text = with_claims({4: end, 5: begin})

    if slug is None:
        assert kp1.verify(text, TRUST, NOW, "trusted").member == 1
    else:
        assert refusal(text) == slug


@pytest.mark.parametrize(
    ("days", "slug"), [(-31, "pass-issuer-expired"), (401, "pass-issuer-expired")]
)
def test_the_issuers_key_has_a_window_of_its_own(days: int, slug: str) -> None:
    assert refusal(issued(), now=NOW + timedelta(days=days)) == slug
    assert refusal(issued(), now=NOW + timedelta(days=days), clock="unsure") == (
        "pass-unverified"
    )


def test_a_class_needs_the_keys_permission_and_a_name() -> None:
    every = replace(RESIDENT_KEY, classes=frozenset({1, 9}))

    assert refusal(holder(2, None, 0)) == "pass-wrong-class"
    assert refusal(holder(9, None, 0)) == "pass-wrong-class"
    assert refusal(holder(9, None, 0), trust=trust_of(every)) == "pass-wrong-class"


def test_a_revoked_pass_is_refused_and_only_under_its_own_key() -> None:
    other = Revoked(own={TEMPORARY_KID: frozenset({GOOD_CLAIMS[7]})})

    assert refusal(with_claims({}), revoked=REVOKED) == "pass-revoked"
    assert kp1.verify(with_claims({}), TRUST, NOW, "synced", other).member == 1


def test_the_first_thing_wrong_names_the_refusal() -> None:
    expired = {4: NOW_S - 2 * DAY, 5: NOW_S - 900 * DAY}
    wrong_class = {-65537: [2, None, 0]}
    late = NOW + timedelta(days=500)
    forged = signed(cbor2.dumps(GOOD_CLAIMS | expired), seed=STRANGER_SEED)

    assert refusal(forged) == "pass-forged"
    assert refusal(with_claims(expired | NO_HOLDER)) == "pass-malformed"
    assert refusal(with_claims(expired | {1: "9"})) == "pass-unknown-issuer"
    assert refusal(with_claims(expired), now=late) == "pass-issuer-expired"
    assert refusal(with_claims(expired | wrong_class)) == "pass-expired"
    long_lived = {4: NOW_S + 900 * DAY}
    assert refusal(with_claims(long_lived | wrong_class)) == "pass-too-long-lived"
    assert refusal(with_claims(wrong_class), revoked=REVOKED) == "pass-wrong-class"


def test_an_unsure_clock_judges_no_time_but_all_the_rest() -> None:
    expired = with_claims({4: NOW_S - DAY, 5: NOW_S - 2 * DAY})

    assert refusal(with_claims({}), clock="unsure") == "pass-unverified"
    assert refusal(expired, clock="unsure") == "pass-unverified"
    assert refusal(with_claims({4: 2**63}), clock="unsure") == "pass-too-long-lived"
    assert refusal(holder(2, None, 0), clock="unsure") == "pass-wrong-class"
    assert refusal(with_claims({}), clock="unsure", revoked=REVOKED) == "pass-revoked"
    assert refusal(signed(PAYLOAD, seed=STRANGER_SEED), clock="unsure") == "pass-forged"


def test_a_life_counts_by_the_key_that_signed() -> None:
    short = cbor2.dumps(GOOD_CLAIMS | {-65537: [2, None, 0]})
    text = signed(short, {1: -19, 4: TEMPORARY_KID}, seed=TEMPORARY_SEED)

    assert refusal(text) == "pass-too-long-lived"


def test_a_time_beyond_the_calendar_is_malformed() -> None:
    end_of_time = datetime.max.replace(tzinfo=NOW.tzinfo, microsecond=0)
    endless = replace(RESIDENT_KEY, expires=end_of_time, public=public(TEMPORARY_SEED))
    last = int(end_of_time.timestamp())
    payload = cbor2.dumps(GOOD_CLAIMS | {4: last + 1, 5: last})

    text = signed(payload, seed=TEMPORARY_SEED)

    assert refusal(text, trust=trust_of(endless), now=end_of_time) == "pass-malformed"
