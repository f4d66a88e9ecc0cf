"""The signed lists of a key folder: whose passes are good, and which are withdrawn.

Only public files are read here; the secret keys may lie elsewhere.
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from kiosk.codes.listing import ListForged, ListMalformed
from kiosk.codes.revocation import RevocationList, read_revocations
from kiosk.codes.revoked import Revoked, revoked_by
from kiosk.codes.trust import TrustedRoot, TrustList
from kiosk.codes.trust_list import read_trust_list
from kiosk.core.errors import ConfigError
from kiosk.store import keyfile
from kiosk.store.keymaking import TRUST_LIST

REVOCATIONS: Final = "revocations.cose"
_FIRST_START: Final = (
    "start the kiosk once to have keys made, restore it from a backup, "
    "or name the key folder with --keys"
)


class OtherListUnusable(ConfigError):
    """The kept revocation list of another community is damaged."""

    slug = "other-list-unusable"

    def __init__(self, path: Path, community: str) -> None:
        super().__init__(
            f"{path} is damaged or not of community {community}; get that community's "
            "newest list and take it with `kiosk trust import`"
        )
        self.path = path


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


def other_list(keys: Path, root: TrustedRoot) -> Path:
    """Where the revocation list of another community is kept."""
    # By the key, not the community: a root may sign for several of them.
    return keys / f"revocations-{sha256(root.public).hexdigest()[:16]}.cose"


def read_other_list(keys: Path, root: TrustedRoot) -> RevocationList | None:
    """Another community's revocation list; None while none was imported.

    Raises:
        OtherListUnusable: It is damaged or another's.
        ConfigError: It is open to others or cannot be read.
    """
    path = other_list(keys, root)
    try:
        signed = keyfile.read_file(path, "")
        return read_revocations(signed, root.public, str(path))
    except keyfile.KeyMissing:
        return None
    except (ListForged, ListMalformed):
        raise OtherListUnusable(path, root.community) from None


def load_other_lists(keys: Path, trust: TrustList) -> Mapping[str, RevocationList]:
    """The imported revocation lists of other communities, by community code.

    Raises:
        ConfigError: As ``read_other_list``.
    """
    found = ((root.community, read_other_list(keys, root)) for root in trust.roots)
    return {community: theirs for community, theirs in found if theirs is not None}


def load_revoked(keys: Path, trust: TrustList) -> Revoked:
    """Every withdrawn pass the key folder knows of.

    Raises:
        ConfigError: As ``load_revocations`` and ``read_other_list``.
    """
    return revoked_by(load_revocations(keys), load_other_lists(keys, trust))
