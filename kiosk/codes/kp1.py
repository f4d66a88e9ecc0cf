"""KP1, the pass 出入证: ``KP1:`` + base45(COSE_Sign1 over CWT claims).

A resident pass has 115 bytes, 177 characters, and fits a 45 × 45 symbol at level M.
"""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Final, Literal

from kiosk.codes import base45, claims, cose, errors
from kiosk.codes.revoked import NONE_REVOKED, Revoked
from kiosk.codes.trust import KID_SIZE, TrustedKey, TrustList
from kiosk.core.errors import FormError
from kiosk.core.evidence import PassClaims

PREFIX: Final = "KP1:"
PASS_AAD: Final = b"KP1"
TOLERANCE: Final = timedelta(seconds=60)
"""How far two honest clocks may be apart."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

ClockState = Literal["synced", "rtc", "trusted", "unsure"]
"""The same words as ``kiosk.ports.ClockState``; floors 2 do not import each other."""


def household_hash(community_key: bytes, household: str) -> bytes:
    """Keyed BLAKE2b-48 of a household id: counts a household without naming it.

    Args:
        community_key: Up to 64 bytes, the same for every issuer of the community.
        household: The id as the community writes it, e.g. ``3-2-501``.
    """
    digest = blake2b(
        household.encode(), key=community_key, digest_size=claims.HOUSEHOLD_SIZE
    )
    return digest.digest()


def issue(content: PassClaims, *, kid: bytes, seed: bytes) -> str:
    """Sign a pass and return its text.

    Args:
        content: What the pass says. Fractions of a second are dropped; the community
            is not written, the trust list gives it by ``kid``.
        kid: 2 bytes, as in the trust list.
        seed: 32-byte Ed25519 seed of the issuing key.

    Raises:
        FormError: A value typed by a person that the format cannot carry.
        PassMalformed: Another value no kiosk would accept, e.g. a pass id of 5 bytes.
    """
    _check(content)
    household = content.household
    payload = claims.encode(
        claims.WireClaims(
            expires=_seconds(content.expires),
            not_before=_seconds(content.not_before),
            pass_id=bytes.fromhex(content.pass_id),
            class_number=claims.CLASS_NUMBERS[content.pass_class],
            household=None if household is None else bytes.fromhex(household),
            member=content.member,
            plate=content.plate,
            zones=content.zones,
        )
    )
    claims.decode(payload)  # what no kiosk would read is not signed
    envelope = cose.sign(payload, {cose.KID: kid}, PASS_AAD, seed)
    return PREFIX + base45.encode(envelope)


def verify(
    text: str,
    trust: TrustList,
    now: datetime,
    clock_state: ClockState,
    revoked: Revoked = NONE_REVOKED,
) -> PassClaims:
    """Verify a pass offline; the first thing that is wrong names the refusal.

    Order: length, prefix, base45, envelope, algorithm, key id, signature, claims,
    issuer, times, life, class, revocation. With an unsure clock the times are not
    judged; what can be refused without a clock still is, and the rest is unverified.

    Args:
        text: The code as read.
        trust: The verified trust list.
        now: Wall time, aware.
        clock_state: How far ``now`` can be trusted.
        revoked: Passes withdrawn before their end.

    Raises:
        CodeError: The refusal; see ``kiosk.codes.errors``.
    """
    envelope = _open(text)
    key = _signer(envelope, trust)
    wire = claims.decode(envelope.payload)
    if wire.issuer not in {None, key.community}:
        raise errors.PassUnknownIssuer
    if clock_state != "unsure":
        _judge_times(wire, key, now)
    if wire.expires - wire.not_before > key.max_ttl // timedelta(seconds=1):
        raise errors.PassTooLongLived
    if wire.class_number not in key.classes & claims.CLASS_NAMES.keys():
        raise errors.PassWrongClass
    if revoked.holds(key, wire.pass_id):
        raise errors.PassRevoked
    if clock_state == "unsure":
        raise errors.PassUnverified
    return _accepted(wire, key)


def identify(text: str, trust: TrustList) -> tuple[TrustedKey, str, datetime]:
    """Whose pass a text is, whatever its time and class: to withdraw it.

    Args:
        text: The code as read.
        trust: The verified trust list.

    Returns:
        The key that signed it, the pass id (12 hex digits) and its last moment.

    Raises:
        CodeError: It is no pass, or no trusted key signed it.
    """
    envelope = _open(text)
    key = _signer(envelope, trust)
    wire = claims.decode(envelope.payload)
    return key, wire.pass_id.hex(), _moment(wire.expires)


def _open(text: str) -> cose.Sign1:
    if len(text) > errors.LONGEST_TEXT:
        raise errors.CodeTooLong(size=len(text))
    if not text.startswith(PREFIX):
        raise errors.UnknownCode
    try:
        envelope = cose.parse(base45.decode(text.removeprefix(PREFIX)))
    except (base45.NotBase45, cose.NotSign1) as exc:
        raise errors.PassMalformed(str(exc)) from None
    if envelope.headers.keys() != {cose.ALGORITHM, cose.KID}:
        raise errors.PassMalformed("protected headers")
    return envelope


def _signer(envelope: cose.Sign1, trust: TrustList) -> TrustedKey:
    """Find the key that signed; several may share a key id, so all are tried."""
    kid = envelope.headers[cose.KID]
    if type(kid) is not bytes or len(kid) != KID_SIZE:
        raise errors.PassMalformed("key id")
    candidates = trust.by_kid.get(kid)
    if candidates is None:
        raise errors.PassUnknownIssuer
    for key in candidates:
        if envelope.signed_by(key.public, PASS_AAD):
            return key
    raise errors.PassForged


def _judge_times(wire: claims.WireClaims, key: TrustedKey, now: datetime) -> None:
    # Differences of times cannot overflow, sums near the year 9999 can.
    if key.not_before - now > TOLERANCE or now - key.expires > TOLERANCE:
        raise errors.PassIssuerExpired
    slack = TOLERANCE.total_seconds()
    if wire.not_before > now.timestamp() + slack:
        raise errors.PassNotYetValid
    if wire.expires < now.timestamp() - slack:
        raise errors.PassExpired


def _accepted(wire: claims.WireClaims, key: TrustedKey) -> PassClaims:
    return PassClaims(
        pass_id=wire.pass_id.hex(),
        pass_class=claims.CLASS_NAMES[wire.class_number],
        community=key.community,
        household=None if wire.household is None else wire.household.hex(),
        member=wire.member,
        not_before=_moment(wire.not_before),
        expires=_moment(wire.expires),
        plate=wire.plate,
        zones=wire.zones,
        generation=key.generation,
    )


def _check(content: PassClaims) -> None:
    if content.pass_class not in claims.CLASS_NUMBERS:
        raise FormError("class", "unknown", "one of " + ", ".join(claims.CLASS_NUMBERS))
    if not 0 <= content.member <= claims.LARGEST_MEMBER:
        raise FormError("member", "out-of-range", f"0 to {claims.LARGEST_MEMBER}")
    if content.plate is not None and not (
        1 <= len(content.plate) <= claims.LONGEST_PLATE and content.plate.isprintable()
    ):
        raise FormError(
            "plate", "unfit", f"1 to {claims.LONGEST_PLATE} printable characters"
        )
    if content.expires <= content.not_before:
        raise FormError("until", "out-of-range", "the end must lie after the beginning")


def _moment(seconds: int) -> datetime:
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        raise errors.PassMalformed("time") from None


def _seconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(seconds=1)
