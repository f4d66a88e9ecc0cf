"""One community, two issuing keys, a root: the scene of every test of codes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import cbor2
import pytest
from nacl.signing import SigningKey

from kiosk.codes import base45, kp1
from kiosk.codes.kp1 import ClockState
from kiosk.codes.revoked import NONE_REVOKED, Revoked
from kiosk.codes.trust import TrustedKey, TrustList
from kiosk.core.errors import CodeError
from kiosk.core.evidence import PassClaims

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
NOW_S = int(NOW.timestamp())
DAY = 86_400
COMMUNITY = "620102001001"

ROOT_SEED = bytes([1]) * 32
RESIDENT_SEED = bytes([2]) * 32
TEMPORARY_SEED = bytes([3]) * 32
STRANGER_SEED = bytes([9]) * 32
COMMUNITY_KEY = bytes([4]) * 32
RESIDENT_KID, TEMPORARY_KID = b"\x00\x01", b"\x00\x02"


def public(seed: bytes) -> bytes:
    return bytes(SigningKey(seed).verify_key)


RESIDENT_KEY = TrustedKey(
    kid=RESIDENT_KID,
    public=public(RESIDENT_SEED),
    community=COMMUNITY,
    classes=frozenset({1, 4, 5}),
    not_before=NOW - timedelta(days=30),
    expires=NOW + timedelta(days=400),
    max_ttl=timedelta(days=366),
)
TEMPORARY_KEY = replace(
    RESIDENT_KEY,
    kid=TEMPORARY_KID,
    public=public(TEMPORARY_SEED),
    classes=frozenset({2, 3}),
    max_ttl=timedelta(days=1),
)


def trust_of(*keys: TrustedKey) -> TrustList:
    return TrustList(seq=7, issued=NOW, next_update=NOW + timedelta(days=30), keys=keys)


TRUST = trust_of(RESIDENT_KEY, TEMPORARY_KEY)

RESIDENT = PassClaims(
    pass_id="a1b2c3d4e5f6",
    pass_class="resident",
    community=COMMUNITY,
    household=kp1.household_hash(COMMUNITY_KEY, "3-2-501").hex(),
    member=1,
    not_before=NOW - timedelta(days=1),
    expires=NOW + timedelta(days=29),
)


def issued(**changes: Any) -> str:
    """A resident's pass, signed by the resident key."""
    claims = replace(RESIDENT, **changes)
    return kp1.issue(claims, kid=RESIDENT_KID, seed=RESIDENT_SEED)


HOLDER = [1, bytes.fromhex("0123456789ab"), 1]
GOOD_CLAIMS: dict[Any, Any] = {
    4: NOW_S + DAY,
    5: NOW_S - DAY,
    7: bytes.fromhex("a1b2c3d4e5f6"),
    -65537: HOLDER,
}
GOOD_HEADERS: dict[Any, Any] = {1: -19, 4: RESIDENT_KID}


def with_claims(changes: Mapping[Any, Any]) -> str:
    """A pass over the good claims with some changed; ``...`` leaves one out.

    Signed correctly, whatever it says: what an issuer with a bug would make.
    """
    merged = GOOD_CLAIMS | dict(changes)
    return signed(cbor2.dumps({k: v for k, v in merged.items() if v is not ...}))


def holder(*parts: object) -> str:
    return with_claims({-65537: list(parts)})


def signed(
    payload: bytes,
    headers: object = None,
    *,
    seed: bytes = RESIDENT_SEED,
    aad: bytes = b"KP1",
) -> str:
    """Sign any payload under any headers, written without the code under test."""
    protected = cbor2.dumps(GOOD_HEADERS if headers is None else headers)
    to_sign = cbor2.dumps(["Signature1", protected, aad, payload])
    signature = SigningKey(seed).sign(to_sign).signature
    return text_of([protected, {}, payload, signature])


def text_of(parts: object, *, tag: int | None = 18) -> str:
    """The text of a pass with any envelope."""
    item = parts if tag is None else cbor2.CBORTag(tag, parts)
    return in_text(cbor2.dumps(item))


def in_text(envelope: bytes) -> str:
    return kp1.PREFIX + base45.encode(envelope)


def bytes_of(text: str) -> bytes:
    return base45.decode(text.removeprefix(kp1.PREFIX))


def refusal(
    text: str,
    *,
    trust: TrustList = TRUST,
    now: datetime = NOW,
    clock: ClockState = "synced",
    revoked: Revoked = NONE_REVOKED,
) -> str:
    """The slug that ``text`` is refused with."""
    with pytest.raises(CodeError) as refused:
        kp1.verify(text, trust, now, clock, revoked)
    return refused.value.slug
