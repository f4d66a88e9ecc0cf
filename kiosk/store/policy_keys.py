"""The key that signs policies, and signing with it: what only supervisors can do.

``policy-N.key`` and ``policy-key.cose`` lie in the supervisor's folder. Making a pair
needs ``root.key`` beside them; signing does not, so the root can stay in its safe.
A ``policy-key.cose`` in a kiosk's key folder withdraws every key before its own.
"""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from kiosk.codes.signed_policy import (
    Commission,
    commission_key,
    public_of,
    read_commission,
    sign_policy,
)
from kiosk.core.errors import ConfigError, PolicyError
from kiosk.store import keyfile
from kiosk.store.arrivals import ListOlder
from kiosk.store.asked_key import Ask, nobody
from kiosk.store.keyfolder import locked, replace_file
from kiosk.store.keymaking import HEAD_START, OFFLINE
from kiosk.store.listmaking import open_signer
from kiosk.store.lists import load_root

COMMISSION: Final = "policy-key.cose"
_PURPOSE: Final = "policy"
SIGNING: Final = timedelta(days=366)
"""How long a policy key may sign."""
_RESTORE: Final = "restore it from a backup"


class PolicyKeyOver(ConfigError):
    """The policy key may not sign any more."""

    slug = "policy-key-over"

    def __init__(self, commission: Commission) -> None:
        super().__init__(
            f"policy key {commission.serial} could sign until "
            f"{commission.expires:%Y-%m-%d}; make a new one: kiosk policy sign "
            "--new-key, with the root key at hand"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySigner:
    """Whoever holds a policy key.

    Attributes:
        commission: What the root lets it do.
        signed: The same as the root signed it.
        seed: The key's 32-byte Ed25519 seed.
    """

    commission: Commission
    signed: bytes = field(repr=False)
    seed: bytes = field(repr=False)

    def sign(self, text: str, now: datetime) -> bytes:
        """Sign the text of a policy.

        Raises:
            PolicyKeyOver: The key's time is over.
        """
        if now > self.commission.expires:
            raise PolicyKeyOver(self.commission)
        return sign_policy(text, now, self.signed, self.seed)


def open_policy_signer(keys: Path, offline: Path | None = None) -> PolicySigner | None:
    """Take up the policy key; None where none was made yet.

    Args:
        keys: The key folder, for ``root.pub``.
        offline: Where the supervisor's folder is, else within the key folder.

    Raises:
        ConfigError: It is damaged, open to others or of another kiosk.
    """
    folder = keys / OFFLINE if offline is None else offline
    if not os.path.lexists(folder / COMMISSION):
        return None
    signed = keyfile.read_file(folder / COMMISSION, _RESTORE)
    source = str(folder / COMMISSION)
    commission = read_commission(signed, load_root(keys), source)
    path = _key(folder, commission.serial)
    seed = keyfile.read_key(path, _PURPOSE, _RESTORE)
    if public_of(seed) != commission.public:
        raise keyfile.KeyDamaged(path, f"does not belong to {COMMISSION}")
    return PolicySigner(commission=commission, signed=signed, seed=seed)


def make_policy_key(
    keys: Path,
    offline: Path | None,
    now: datetime,
    random: Callable[[int], bytes] = secrets.token_bytes,
    ask: Ask = nobody,
) -> PolicySigner:
    """Make the first policy key, or the one after the last.

    Once a policy of the new key was in force at a kiosk, it refuses those of older
    ones. Cut short, the old key stays; the next call begins again.

    Args:
        keys: The key folder.
        offline: Where the supervisor's folder is, else within the key folder.
        now: Wall time, aware.
        random: Source of secret bytes.
        ask: Asks for the root key's passphrase, where it has one.

    Raises:
        RootAway: The root key is not there.
        PassphraseWrong: So it is.
        ConfigError: A file is damaged or cannot be written.
    """
    root = open_signer(keys, offline, ask)
    folder = keys / OFFLINE if offline is None else offline
    with locked(folder):
        serial = 1 + max(_serial_at(folder / COMMISSION, keys), key_in_force(keys))
        path = _key(folder, serial)
        if not os.path.lexists(path):  # else from a call that was cut short
            keyfile.write_key(path, _PURPOSE, random(keyfile.KEY_SIZE))
        seed = keyfile.read_key(path, _PURPOSE, _RESTORE)
        commission = Commission(
            serial=serial,
            public=public_of(seed),
            not_before=(now - HEAD_START).replace(microsecond=0),
            expires=(now + SIGNING).replace(microsecond=0),
        )
        signed = commission_key(commission, root.seed)
        replace_file(folder / COMMISSION, signed)
    return PolicySigner(commission=commission, signed=signed, seed=seed)


def revoke_policy_keys(
    keys: Path,
    offline: Path | None,
    now: datetime,
    random: Callable[[int], bytes] = secrets.token_bytes,
    ask: Ask = nobody,
) -> PolicySigner:
    """Withdraw the policy key, e.g. because it was stolen, and make the next one.

    The commission of the next key is what withdraws those before it: signed by the
    root, it is put in force in this key folder, and other kiosks import the same file.

    Args:
        keys: The key folder.
        offline: Where the supervisor's folder is, else within the key folder.
        now: Wall time, aware.
        random: Source of secret bytes.
        ask: Asks for the root key's passphrase, where it has one.

    Raises:
        RootAway: The root key is not there.
        PassphraseWrong: So it is.
        ConfigError: A file is damaged or cannot be written.
    """
    signer = make_policy_key(keys, offline, now, random, ask)
    take_policy_key(keys, signer.signed, COMMISSION)
    return signer


def take_policy_key(keys: Path, signed: bytes, source: str) -> Commission | None:
    """Put a policy key's commission in force: those before it sign nothing any more.

    Args:
        keys: The key folder.
        signed: The whole file.
        source: What errors call it.

    Returns:
        The commission, or None when the root signed no such thing.

    Raises:
        ListOlder: A key as new or newer is in force.
        ConfigError: It cannot be written; the one before stays in force.
    """
    try:
        commission = read_commission(signed, load_root(keys), source)
    except PolicyError:
        return None
    with locked(keys):
        before = key_in_force(keys)
        if commission.serial <= before:
            raise ListOlder(source, seq=commission.serial, in_force=before)
        replace_file(keys / COMMISSION, signed)
    return commission


def key_in_force(keys: Path) -> int:
    """The number of the policy key in force in a key folder; 0: none was withdrawn.

    Raises:
        ConfigError: Its file is damaged or not signed by the root.
    """
    return _serial_at(keys / COMMISSION, keys)


def _key(folder: Path, serial: int) -> Path:
    return folder / f"policy-{serial}.key"


def _serial_at(path: Path, keys: Path) -> int:
    if not os.path.lexists(path):
        return 0
    signed = keyfile.read_file(path, _RESTORE)
    return read_commission(signed, load_root(keys), str(path)).serial
