"""Trust: whose keys may issue which passes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from kiosk.codes.listing import SignedList

KID_SIZE: Final = 2
PUBLIC_KEY_SIZE: Final = 32
COMMUNITY_DIGITS: Final = 12
LARGEST_GENERATION: Final = 9999


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedKey:
    """One issuing key and what it may do.

    Attributes:
        kid: 2 bytes; two keys may share one.
        public: 32-byte Ed25519 public key.
        community: The issuer's 12-digit code.
        classes: Class numbers it may issue.
        not_before: Begin of the window in which its passes are accepted, aware.
        expires: End of it, aware.
        max_ttl: Longest life of a pass.
        generation: Which series of passes 证件批次 the key issues, 0 to 9999.
    """

    kid: bytes
    public: bytes
    community: str
    classes: frozenset[int]
    not_before: datetime
    expires: datetime
    max_ttl: timedelta
    generation: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedRoot:
    """The root of another community, vouched for by our own.

    Attributes:
        community: That community's 12-digit code.
        public: 32-byte Ed25519 public key.
        seq: Number of its trust list that the keys here were taken from.
        issued: When it signed that list, aware.
    """

    community: str
    public: bytes
    seq: int
    issued: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustList(SignedList):
    """A verified trust list.

    Attributes:
        keys: Every trusted key.
        roots: Who signs the lists of other communities; one each.
        by_kid: The keys by key id.
    """

    keys: tuple[TrustedKey, ...]
    roots: tuple[TrustedRoot, ...] = ()
    by_kid: Mapping[bytes, tuple[TrustedKey, ...]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        table: dict[bytes, tuple[TrustedKey, ...]] = {}
        for key in self.keys:
            table[key.kid] = (*table.get(key.kid, ()), key)
        object.__setattr__(self, "by_kid", MappingProxyType(table))


def is_community_code(text: str) -> bool:
    """True for 12 ASCII digits (统计用区划代码)."""
    return len(text) == COMMUNITY_DIGITS and text.isascii() and text.isdecimal()
