"""The personal side of a record: a day token to compare, a sealed box to unseal.

The kiosk can write both and read neither: the token is keyed by a day key that
changes at midnight, the box opens only with the supervisor's secret key. Pure but for
the random ephemeral key of each box.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from hashlib import blake2b
from typing import Any, Final

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from kiosk.core.chain import canonical
from kiosk.core.china import CHINA
from kiosk.core.errors import StoreError

_BLOCK_BYTES: Final = 256
"""Boxes are multiples of this, so that a length does not tell a name."""

_TOKEN_BYTES: Final = 16
_KEY_BYTES: Final = 32


class UnsealError(StoreError):
    """A sealed box does not open, or belongs to another row."""

    slug = "unseal-failed"
    advice = "use the secret key of the supervisor it was sealed for"


@dataclass(frozen=True, slots=True, kw_only=True)
class SealKeys:
    """The keys of the personal side.

    Attributes:
        master: 32 secret bytes from which the day keys come.
        supervisor: The supervisor's X25519 public key, 32 bytes.
        zone: Where the day begins.
    """

    master: bytes = field(repr=False)
    supervisor: bytes
    zone: tzinfo = CHINA

    def __post_init__(self) -> None:
        """Refuse keys of another length before the first record needs them."""
        if {len(self.master), len(self.supervisor)} != {_KEY_BYTES}:
            raise ValueError(f"both keys must be {_KEY_BYTES} bytes long")


def day_key(master: bytes, day: date) -> bytes:
    """K_day = BLAKE2b(K_master, date); 32 bytes."""
    return blake2b(day.isoformat().encode(), key=master, digest_size=32).digest()


def token(keys: SealKeys, subject: str, at: datetime) -> str:
    """Keyed hash of ``subject`` for the local day of ``at``; 32 hex digits."""
    return day_token(keys, subject, at.astimezone(keys.zone).date())


def day_token(keys: SealKeys, subject: str, day: date) -> str:
    """Keyed hash of ``subject`` for a day; 32 hex digits."""
    key = day_key(keys.master, day)
    return blake2b(subject.encode(), key=key, digest_size=_TOKEN_BYTES).hexdigest()


def seal(
    keys: SealKeys, *, seq: int, subject: str, private: Mapping[str, Any]
) -> bytes:
    """Seal the personal side of row ``seq`` to the supervisor.

    The row's number is inside, so that a box moved to another row is noticed.
    """
    body = canonical({"seq": seq, "subject": subject, "private": private})
    box = SealedBox(PublicKey(keys.supervisor))
    return bytes(box.encrypt(sodium_pad(body.encode(), _BLOCK_BYTES)))


def unseal(secret: bytes, sealed: bytes, *, seq: int) -> Mapping[str, Any]:
    """Open the box of row ``seq``: ``subject`` and ``private``.

    Args:
        secret: The supervisor's X25519 secret key, 32 bytes.
        sealed: The box.
        seq: The row it was found at.

    Raises:
        UnsealError: The key does not fit, or the box belongs to another row.
    """
    try:
        padded = SealedBox(PrivateKey(secret)).decrypt(sealed)
    except CryptoError as exc:
        raise UnsealError(f"the box of row {seq} does not open with this key") from exc
    body: dict[str, Any] = json.loads(sodium_unpad(padded, _BLOCK_BYTES))
    if body.pop("seq") != seq:
        raise UnsealError(f"the box of row {seq} was sealed for another row")
    return body
