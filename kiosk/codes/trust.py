"""Trust: whose keys may issue which passes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

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
class TrustList:
    """A verified trust list.

    Attributes:
        seq: From 1, grows with every list.
        issued: When it was signed, aware.
        next_update: From when on it is stale; stale is shown, not refused.
        keys: Every trusted key.
        by_kid: The same by key id.
    """

    seq: int
    issued: datetime
    next_update: datetime
    keys: tuple[TrustedKey, ...]
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
