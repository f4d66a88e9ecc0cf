"""The signed lists of a key folder: whose passes are good, and which are withdrawn.

Only public files are read here; the secret keys may lie elsewhere.
"""

from pathlib import Path
from typing import Final

from kiosk.codes.revocation import RevocationList, read_revocations
from kiosk.codes.trust import TrustList
from kiosk.codes.trust_list import read_trust_list
from kiosk.store import keyfile
from kiosk.store.keymaking import TRUST_LIST

REVOCATIONS: Final = "revocations.cose"
_FIRST_START: Final = (
    "start the kiosk once to have keys made, restore it from a backup, "
    "or name the key folder with --keys"
)


def load_root(keys: Path) -> bytes:
    """The 32-byte Ed25519 public key of the offline root.

    Raises:
        ConfigError: It is missing, damaged or open to others.
    """
    return keyfile.read_key(keys / "root.pub", "root-public", _FIRST_START)


def load_pass_trust(keys: Path) -> TrustList:
    """The key folder's trust list.

    Raises:
        ConfigError: It is missing, damaged, open to others, or not signed by
            ``root.pub``.
    """
    keyfile.check_folder(keys, _FIRST_START)
    path = keys / TRUST_LIST
    signed = keyfile.read_file(path, _FIRST_START)
    return read_trust_list(signed, load_root(keys), str(path))


def load_revocations(keys: Path) -> RevocationList | None:
    """The key folder's revocation list; None while nothing was ever revoked.

    Raises:
        ConfigError: As ``load_pass_trust``, but it may be missing.
    """
    path = keys / REVOCATIONS
    try:
        signed = keyfile.read_file(path, "")
    except keyfile.KeyMissing:
        return None
    return read_revocations(signed, load_root(keys), str(path))
