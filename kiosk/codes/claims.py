"""The claims of a KP1 pass as they travel: a CWT map, read and written exactly.

``{4: exp, 5: nbf, 7: cti, -65537: [class, household, member, ?plate, ?zones]}``;
-65537 lies in the registry's range for private use.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from kiosk.codes import cbor
from kiosk.codes.errors import PassMalformed

CLASS_NUMBERS: Final = MappingProxyType(
    {
        "resident": 1,  # 常住
        "temporary": 2,  # 临时
        "delivery": 3,  # 配送
        "vehicle": 4,  # 车辆
        "commuter": 5,  # 通勤
    }
)
CLASS_NAMES: Final = MappingProxyType({n: name for name, n in CLASS_NUMBERS.items()})

PASS_ID_SIZE: Final = 6
HOUSEHOLD_SIZE: Final = 6
LARGEST_MEMBER: Final = 15
LONGEST_PLATE: Final = 16  # characters; the longest Chinese plates have 8

_ISSUER, _EXPIRES, _NOT_BEFORE, _PASS_ID, _OWN = 1, 4, 5, 7, -65537
_FEWEST_OWN, _MOST_OWN = 3, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class WireClaims:
    """What the payload of a pass says; shapes are checked, nothing is judged.

    Attributes:
        expires: Unix time, s.
        not_before: Unix time, s.
        pass_id: 6 bytes.
        class_number: See ``CLASS_NUMBERS``; may be a number not known here.
        household: 6 bytes or None.
        member: 0 to 15.
        plate: 1 to 16 characters or None.
        zones: Bit mask or None.
        issuer: Community code if the pass repeats it, else None.
    """

    expires: int
    not_before: int
    pass_id: bytes
    class_number: int
    household: bytes | None
    member: int
    plate: str | None = None
    zones: int | None = None
    issuer: str | None = None


def encode(claims: WireClaims) -> bytes:
    """Write the payload in deterministic order, optional parts left out."""
    own: list[object] = [claims.class_number, claims.household, claims.member]
    own += [part for part in (claims.plate, claims.zones) if part is not None]
    issuer = {} if claims.issuer is None else {_ISSUER: claims.issuer}
    return cbor.encode(
        issuer
        | {
            _EXPIRES: claims.expires,
            _NOT_BEFORE: claims.not_before,
            _PASS_ID: claims.pass_id,
            _OWN: own,
        }
    )


def decode(payload: bytes) -> WireClaims:
    """Read a payload; claims that are not ours are ignored, as RFC 8392 §3 wants.

    Raises:
        PassMalformed: A claim is missing or has another type, size or range. A bool
            is no int here, and a float no time.
    """
    claims = _claims_map(payload)
    own = claims.get(_OWN)
    if type(own) is not list or not _FEWEST_OWN <= len(own) <= _MOST_OWN:
        raise PassMalformed("holder")
    household, member = own[1], _uint(own[2], "member")
    if member > LARGEST_MEMBER:
        raise PassMalformed("member")
    plate, zones = _plate_and_zones(own[3:])
    return WireClaims(
        expires=_uint(claims.get(_EXPIRES), "end"),
        not_before=_uint(claims.get(_NOT_BEFORE), "beginning"),
        pass_id=_octets(claims.get(_PASS_ID), PASS_ID_SIZE, "pass number"),
        class_number=_uint(own[0], "class"),
        household=None
        if household is None
        else _octets(household, HOUSEHOLD_SIZE, "household"),
        member=member,
        plate=plate,
        zones=zones,
        issuer=_text(claims[_ISSUER], "issuer") if _ISSUER in claims else None,
    )


def _claims_map(payload: bytes) -> dict[Any, Any]:
    try:
        claims = cbor.decode(payload)
    except cbor.NotCbor:
        raise PassMalformed("claims encoding") from None
    if not cbor.is_plain_map(claims):
        raise PassMalformed("claims")
    plain: dict[Any, Any] = claims
    return plain


def _plate_and_zones(rest: list[Any]) -> tuple[str | None, int | None]:
    """Both are optional, so a type tells them apart; the plate comes first."""
    plate = _text(rest.pop(0), "plate") if rest and type(rest[0]) is str else None
    if plate is not None and not 1 <= len(plate) <= LONGEST_PLATE:
        raise PassMalformed("plate")
    zones = _uint(rest.pop(0), "zones") if rest else None
    if rest:
        raise PassMalformed("holder")
    return plate, zones


def _uint(value: object, part: str) -> int:
    if type(value) is not int or value < 0:
        raise PassMalformed(part)
    return value


def _octets(value: object, size: int, part: str) -> bytes:
    if type(value) is not bytes or len(value) != size:
        raise PassMalformed(part)
    return value


def _text(value: object, part: str) -> str:
    if type(value) is not str:
        raise PassMalformed(part)
    return value
