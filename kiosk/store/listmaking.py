"""Signing lists: what only the holder of the offline root can do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from nacl.signing import SigningKey

from kiosk.codes.revocation import (
    Revocation,
    RevocationList,
    next_list,
    sign_revocations,
)
from kiosk.codes.trust import TrustList
from kiosk.codes.trust_list import sign_trust_list
from kiosk.core.errors import ConfigError
from kiosk.store import keyfile
from kiosk.store.keyfolder import locked, replace_file
from kiosk.store.keymaking import OFFLINE, TRUST_LIST
from kiosk.store.lists import REVOCATIONS, load_revocations, load_root

REVOCATIONS_DUE: Final = timedelta(days=31)
"""A revocation list older than this is shown as stale."""


class RootAway(ConfigError):
    """The root key is not on this machine, as it should be."""

    slug = "root-away"

    def __init__(self, path: Path, keys: Path) -> None:
        super().__init__(
            f"{path} is not here, so no list can be signed. Bring the supervisor's "
            f"folder and give --offline DIR; or run the same command on the "
            f"supervisor's machine, with --keys on a copy of {keys}, and copy the "
            "files it changed back: the running kiosk takes the lists over"
        )
        self.path = path


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Whoever holds the root of a key folder.

    Attributes:
        keys: The key folder.
        seed: The root's 32-byte Ed25519 seed.
    """

    keys: Path
    seed: bytes = field(repr=False)

    def put_trust(self, trust: TrustList) -> None:
        """Sign a trust list and put it in force; the caller holds the folder's lock.

        Raises:
            ConfigError: It could not be written; the old one is in force.
        """
        replace_file(self.keys / TRUST_LIST, sign_trust_list(trust, self.seed))

    def revoke(self, added: Iterable[Revocation], now: datetime) -> RevocationList:
        """Withdraw passes: the next revocation list is signed and in force.

        Raises:
            ConfigError: The list in force is damaged, or nothing could be written.
        """
        with locked(self.keys):
            before = load_revocations(self.keys)
            after = next_list(before, added, now, REVOCATIONS_DUE)
            signed = sign_revocations(after, self.seed)
            replace_file(self.keys / REVOCATIONS, signed)
        return after


def open_signer(keys: Path, offline: Path | None = None) -> Signer:
    """Take up the root key.

    Args:
        keys: The key folder.
        offline: Where the supervisor's folder is, else within the key folder.

    Raises:
        RootAway: The root key is not there.
        ConfigError: It is damaged, open to others or of another kiosk.
    """
    keyfile.check_folder(keys)
    path = (keys / OFFLINE if offline is None else offline) / "root.key"
    try:
        seed = keyfile.read_key(path, "root", "")
    except keyfile.KeyMissing:
        raise RootAway(path, keys) from None
    if bytes(SigningKey(seed).verify_key) != load_root(keys):
        raise keyfile.KeyDamaged(path, f"does not belong to {keys}/root.pub")
    return Signer(keys=keys, seed=seed)
