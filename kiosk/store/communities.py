"""Passes of other communities 通用互认: their public keys in this trust list.

A community gives its public keys away as a trust file (``kiosk.codes.trust_file``):
its signed trust list and the root that signed it. The leaders compare the keys'
fingerprints by telephone; from then on this kiosk's own root vouches for them.
"""

import base64
import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from kiosk.codes.trust import TrustedKey, TrustedRoot, TrustList
from kiosk.core.errors import ConfigError
from kiosk.store import keyfile
from kiosk.store.arrivals import refuse_older
from kiosk.store.keyfolder import locked
from kiosk.store.keymaking import TRUST_LIST
from kiosk.store.listmaking import Signer
from kiosk.store.lists import load_pass_trust, load_root


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Another community's trust list.

    Attributes:
        source: What errors call the file.
        trust: The list, verified by ``public``.
        public: The 32-byte root key that signed it.
    """

    source: str
    trust: TrustList
    public: bytes


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


def add_communities(
    signer: Signer, given: Given, wanted: Collection[str], now: datetime
) -> Imported:
    """Vouch for another community's keys; keys it had here before are replaced.

    Its root is kept with them: lists it signs from now on are believed for it.

    Args:
        signer: Holder of this kiosk's root.
        given: The other community's trust list.
        wanted: Community codes to take keys of; empty takes the list's own community,
            for whom else that one trusts is not for us to believe.
        now: Wall time, aware.

    Raises:
        CommunityRefused: It names this community, or has no keys of those wanted.
        ListOlder: A newer list of the same root was taken before.
        ConfigError: Nothing could be written.
    """
    codes = set(wanted) or {home_of(given.trust)}
    keys = tuple(key for key in given.trust.keys if key.community in codes)
    if missing := codes - {key.community for key in keys}:
        said = ", ".join(sorted(missing))
        raise CommunityRefused(given.source, f"it has no keys of {said}")
    roots = tuple(_root(given, code) for code in sorted(codes))
    with locked(signer.keys):
        before = load_pass_trust(signer.keys)
        if home_of(before) in codes:
            raise CommunityRefused(
                given.source,
                f"it issues in the name of this community, {home_of(before)}; a newer "
                f"list of our own is imported as {TRUST_LIST}",
            )
        for known in before.roots:
            if known.community in codes and known.public == given.public:
                refuse_older(given.trust, known, given.source)
        after = replace(
            before,
            seq=before.seq + 1,
            issued=now,
            keys=(*(key for key in before.keys if key.community not in codes), *keys),
            roots=(*(r for r in before.roots if r.community not in codes), *roots),
        )
        signer.put_trust(after)
    return imported(before, after)


def imported(before: TrustList, after: TrustList) -> Imported:
    """What changed between two trust lists."""
    known = {key.public for key in before.keys}
    added = tuple(key for key in after.keys if key.public not in known)
    return Imported(trust=after, added=added)


def communities_of(trust: TrustList, root: TrustedRoot) -> tuple[str, ...]:
    """The communities for which a root signs lists."""
    return tuple(r.community for r in trust.roots if r.public == root.public)


def _root(given: Given, community: str) -> TrustedRoot:
    return TrustedRoot(
        community=community,
        public=given.public,
        seq=given.trust.seq,
        issued=given.trust.issued,
    )
