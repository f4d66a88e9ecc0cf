"""Key rotation 换钥: a new issuing key under a new key id, the old one only verifies.

The trust list is the moment of change. A rotation cut short before it changes nothing
but a file ``….next.key``; one cut short after it is finished by the next.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from nacl.signing import SigningKey

from kiosk.codes.trust import KID_SIZE, LARGEST_GENERATION, TrustedKey, TrustList
from kiosk.core.errors import ConfigError, FormError
from kiosk.store import keyfile
from kiosk.store.files import sync_directory
from kiosk.store.keyfolder import locked
from kiosk.store.keymaking import HEAD_START
from kiosk.store.listmaking import Signer
from kiosk.store.lists import load_pass_trust

PURPOSES: Final = ("resident", "temporary")
"""The two issuing keys; either can be rotated without the other."""
_MOST_KIDS: Final = 1 << (8 * KID_SIZE)


class NothingToRotate(ConfigError):
    """The key on this machine is not in the trust list beside it."""

    slug = "nothing-to-rotate"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is not in the trust list beside it; "
            "restore both from the same backup"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """What the new key shall be.

    Attributes:
        purpose: ``resident`` or ``temporary``.
        now: Wall time, aware.
        generation: The series of its passes, or None to keep the old key's.
        signing: How long it may issue.
        random: Source of secret bytes.
    """

    purpose: str
    now: datetime
    generation: int | None = None
    signing: timedelta = timedelta(days=366)
    random: Callable[[int], bytes] = field(default=secrets.token_bytes, repr=False)


def rotate(signer: Signer, rotation: Rotation) -> TrustedKey:
    """Make a new issuing key and put it in force; returns its entry.

    The old key stays in the list until its last pass has ended, then it is dropped by
    a later rotation.

    Raises:
        FormError: The generation is out of range or lower than the one in force.
        ConfigError: A key or list is damaged or unwritable, or the key is unknown.
    """
    keys, purpose = signer.keys, rotation.purpose
    path, coming = keys / f"{purpose}.key", keys / f"{purpose}.next.key"
    with locked(keys):
        trust = load_pass_trust(keys)
        old = _entry(trust, _public(path, purpose))
        if old is None:
            raise NothingToRotate(path)
        generation = _generation(rotation, old)
        if not coming.exists():
            keyfile.write_key(coming, purpose, rotation.random(keyfile.KEY_SIZE))
        public = _public(coming, purpose)
        new = _entry(trust, public)
        if new is None:
            new = _successor(trust, old, public, generation, rotation)
            signer.put_trust(_next_trust(trust, old, new, rotation))
        _rename(coming, path)
    return new


def _rename(coming: Path, path: Path) -> None:
    try:
        coming.replace(path)
        sync_directory(path.parent)
    except OSError as exc:
        raise keyfile.KeyUnreachable(path, exc) from exc


def _public(path: Path, purpose: str) -> bytes:
    seed = keyfile.read_key(path, purpose, "restore it from a backup")
    return bytes(SigningKey(seed).verify_key)


def _entry(trust: TrustList, public: bytes) -> TrustedKey | None:
    return next((key for key in trust.keys if key.public == public), None)


def _generation(rotation: Rotation, old: TrustedKey) -> int:
    if rotation.generation is None:
        return old.generation
    if not old.generation <= rotation.generation <= LARGEST_GENERATION:
        raise FormError(
            "generation", "out-of-range", f"{old.generation} to {LARGEST_GENERATION}"
        )
    return rotation.generation


def _successor(
    trust: TrustList,
    old: TrustedKey,
    public: bytes,
    generation: int,
    rotation: Rotation,
) -> TrustedKey:
    used = {int.from_bytes(key.kid, "big") for key in trust.keys}
    # After the highest, so that a dropped key's id is not soon used again: a
    # revocation by key id must not meet a pass it was not meant for.
    start = max(used) + 1
    serial = next(
        number % _MOST_KIDS
        for number in range(start, start + _MOST_KIDS)
        if number % _MOST_KIDS not in used
    )
    return replace(
        old,
        kid=serial.to_bytes(KID_SIZE, "big"),
        public=public,
        not_before=rotation.now - HEAD_START,
        expires=rotation.now + rotation.signing + old.max_ttl,
        generation=generation,
    )


def _next_trust(
    trust: TrustList, old: TrustedKey, new: TrustedKey, rotation: Rotation
) -> TrustList:
    """The list with ``new``; ``old`` ends with the last pass it can have issued."""
    now = rotation.now
    retired = replace(old, expires=min(old.expires, now + old.max_ttl))
    others = [key for key in trust.keys if key is not old and key.expires >= now]
    return replace(
        trust,
        seq=trust.seq + 1,
        issued=now,
        next_update=now + rotation.signing,
        keys=(new, retired, *others),
    )
