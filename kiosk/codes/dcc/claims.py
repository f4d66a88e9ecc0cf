"""The CWT claims of a certificate: who issued it, from when to when, what it says."""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from kiosk.codes import cbor
from kiosk.codes.dcc.envelope import plain_map
from kiosk.codes.dcc.errors import DccExpired, DccMalformed, DccNotYetValid

TOLERANCE: Final = timedelta(seconds=60)
"""How far two honest clocks may be apart."""
_ISSUER, _EXPIRES, _NOT_BEFORE, _ISSUED, _HEALTH = 1, 4, 5, 6, -260
_EU_DCC_V1: Final = 1
_LATEST: Final = datetime(9999, 12, 31, tzinfo=UTC).timestamp()
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What the payload says; shapes are checked, nothing is judged.

    Attributes:
        expires: End of the signature, aware UTC.
        issued: When it was signed, aware UTC, if it says so.
        not_before: First moment, aware UTC, if it says so.
        issuer: The issuer's country as it was written, or None.
        content: The certificate by the field names of the JSON schema.
    """

    expires: datetime
    issued: datetime | None
    not_before: datetime | None
    issuer: str | None
    content: dict[Any, Any] = field(repr=False)


def read_claims(payload: bytes) -> Claims:
    """Read the payload of an envelope.

    Raises:
        DccMalformed: It is no map of claims, one has another type, or it never ends.
            A bool is no time here, nor is a float that is no number.
    """
    try:
        claims = cbor.decode_foreign(payload)
    except cbor.NotCbor:
        raise DccMalformed("claims encoding") from None
    claims = plain_map(claims, "claims")
    health = plain_map(claims.get(_HEALTH), "health certificate claim")
    issuer = claims.get(_ISSUER)
    expires = _moment(claims.get(_EXPIRES), "expiration time")
    if expires is None:
        raise DccMalformed("expiration time")
    return Claims(
        expires=expires,
        issued=_moment(claims.get(_ISSUED), "time of issue"),
        not_before=_moment(claims.get(_NOT_BEFORE), "beginning"),
        issuer=issuer if type(issuer) is str else None,
        content=plain_map(health.get(_EU_DCC_V1), "certificate"),
    )


def judge_times(claims: Claims, now: datetime) -> None:
    """Refuse what has not begun or has ended at ``now``, aware.

    Raises:
        DccNotYetValid: Dated more than ``TOLERANCE`` ahead.
        DccExpired: It ended more than ``TOLERANCE`` ago.
    """
    # Differences of times cannot overflow, sums near the year 9999 can.
    for begin in (claims.issued, claims.not_before):
        if begin is not None and begin - now > TOLERANCE:
            raise DccNotYetValid
    if now - claims.expires > TOLERANCE:
        raise DccExpired


def _moment(value: Any, part: str) -> datetime | None:
    """A NumericDate (RFC 8392 §2): seconds, whole or not."""
    if value is None:
        return None
    if type(value) not in {int, float}:
        raise DccMalformed(part)
    if not (math.isfinite(value) and 0 <= value <= _LATEST):
        raise DccMalformed(part)
    return _EPOCH + timedelta(seconds=value)
