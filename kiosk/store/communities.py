"""Passes of other communities 通用互认: their public keys in this trust list.

A community gives its public keys away as a trust file (``kiosk.codes.trust_file``):
its signed trust list and the root that signed it. The leaders compare the keys'
fingerprints by telephone; from then on this kiosk's own root vouches for them.
"""

import base64
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from kiosk.codes.trust import TrustedKey, TrustList
from kiosk.codes.trust_list import read_trust_list
from kiosk.core.errors import ConfigError
from kiosk.store import keyfile
from kiosk.store.keyfolder import locked, replace_file
from kiosk.store.keymaking import TRUST_LIST
from kiosk.store.listmaking import Signer
from kiosk.store.lists import load_pass_trust, load_root


class ListOlder(ConfigError):
    """A signed list of a lower number than the one in force."""

    slug = "list-older"

    def __init__(self, source: str, *, seq: int, in_force: int) -> None:
        super().__init__(
            f"{source} is number {seq} and number {in_force} is in force; "
            "ask for the newest"
        )
        self.seq, self.in_force = seq, in_force


class CommunityRefused(ConfigError):
    """A trust file's keys cannot be taken over."""

    slug = "community-refused"

    def __init__(self, source: str, problem: str) -> None:
        super().__init__(f"{source}: {problem}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import changed.

    Attributes:
        trust: The list in force now.
        added: Keys that are new in it.
    """

    trust: TrustList
    added: tuple[TrustedKey, ...]


def home_of(trust: TrustList) -> str:
    """The community whose own list this is: its keys come first."""
    return trust.keys[0].community


def export_trust(keys: Path) -> str:
    """The trust file to give to other communities; holds no secret.

    Raises:
        ConfigError: The trust list or the root's public key cannot be read.
    """
    load_pass_trust(keys)  # what we could not read ourselves is given to nobody
    signed = keyfile.read_file(keys / TRUST_LIST, "")
    return json.dumps(
        {
            "kp1": base64.b64encode(signed).decode(),
            "kp1_root": base64.b64encode(load_root(keys)).decode(),
        }
    )


def fingerprint(public: bytes) -> str:
    """A public key as people compare it: 8 groups of 4 hex digits of its SHA-256."""
    digits = sha256(public).hexdigest()[:32]
    return " ".join(digits[start : start + 4] for start in range(0, 32, 4))


def take_newer(keys: Path, signed: bytes, source: str) -> Imported:
    """Put a newer list of this kiosk's own root in force; needs no secret key.

    Raises:
        ListOlder: It is not newer.
        ConfigError: It is damaged, of another root, or cannot be written.
    """
    newer = read_trust_list(signed, load_root(keys), source)
    with locked(keys):
        before = load_pass_trust(keys)
        if newer.seq <= before.seq:
            raise ListOlder(source, seq=newer.seq, in_force=before.seq)
        replace_file(keys / TRUST_LIST, signed)
    return _imported(before, newer)


def add_communities(
    signer: Signer,
    given: TrustList,
    wanted: Collection[str],
    *,
    now: datetime,
    source: str,
) -> Imported:
    """Vouch for another community's keys; keys it had here before are replaced.

    Args:
        signer: Holder of this kiosk's root.
        given: The other community's list, verified by its own root.
        wanted: Community codes to take keys of; empty takes the list's own community,
            for whom else that one trusts is not for us to believe.
        now: Wall time, aware.
        source: What errors call the file.

    Raises:
        CommunityRefused: It names this community, or has no keys of those wanted.
        ConfigError: Nothing could be written.
    """
    codes = set(wanted) or {home_of(given)}
    keys = tuple(key for key in given.keys if key.community in codes)
    if missing := codes - {key.community for key in keys}:
        listed = ", ".join(sorted(missing))
        raise CommunityRefused(source, f"it has no keys of {listed}")
    with locked(signer.keys):
        before = load_pass_trust(signer.keys)
        if home_of(before) in codes:
            raise CommunityRefused(
                source,
                f"it issues in the name of this community, {home_of(before)}; a newer "
                f"list of our own is imported as {TRUST_LIST}",
            )
        kept = tuple(key for key in before.keys if key.community not in codes)
        after = TrustList(
            seq=before.seq + 1,
            issued=now,
            next_update=before.next_update,
            keys=(*kept, *keys),
        )
        signer.put_trust(after)
    return _imported(before, after)


def _imported(before: TrustList, after: TrustList) -> Imported:
    known = {key.public for key in before.keys}
    added = tuple(key for key in after.keys if key.public not in known)
    return Imported(trust=after, added=added)
