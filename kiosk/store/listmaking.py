"""Signing lists: what only the holder of the offline root can do."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from nacl.signing import SigningKey

from kiosk.codes.listing import SignedList
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
from kiosk.store.asked_key import Ask, nobody, open_key
from kiosk.store.keyfolder import locked, replace_file
from kiosk.store.keymaking import OFFLINE, TRUST_LIST
from kiosk.store.lists import (
    REVOCATIONS,
    load_pass_trust,
    load_revocations,
    load_root,
)
from kiosk.store.locked_key import ROOT

REVOCATIONS_DUE: Final = timedelta(days=31)
"""A revocation list older than this is shown as stale."""
TRUST_DUE: Final = timedelta(days=366)
"""The same of a trust list."""


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


class ClockBehind(ConfigError):
    """The clock is before the list that is to be followed."""

    slug = "clock-behind"

    def __init__(self, now: datetime, issued: datetime) -> None:
        super().__init__(
            f"the clock says {now:%Y-%m-%d %H:%M} UTC and the list in force was signed "
            f"at {issued:%Y-%m-%d %H:%M}; set the clock, or no kiosk will take the next"
        )


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
            ClockBehind: It is dated before the one in force.
            ConfigError: It could not be written; the old one is in force.
        """
        _refuse_backdating(trust.issued, load_pass_trust(self.keys))
        replace_file(self.keys / TRUST_LIST, sign_trust_list(trust, self.seed))

    def revoke(self, added: Iterable[Revocation], now: datetime) -> RevocationList:
        """Withdraw passes: the next revocation list is signed and in force.

        Raises:
            ClockBehind: It would be dated before the one in force.
            ConfigError: The list in force is damaged, or nothing could be written.
        """
        with locked(self.keys):
            return self._next_revocations(added, now)

    def renew(self, now: datetime) -> tuple[TrustList, RevocationList | None]:
        """Sign the lists anew as they are, so that they do not grow stale.

        Passes that ended meanwhile are dropped from the revocations. Where nothing was
        ever revoked there is no such list, and none is made.

        Raises:
            ConfigError: As ``put_trust`` and ``revoke``.
        """
        with locked(self.keys):
            before = load_pass_trust(self.keys)
            after = replace(
                before, seq=before.seq + 1, issued=now, next_update=now + TRUST_DUE
            )
            self.put_trust(after)
            if load_revocations(self.keys) is None:
                return after, None
            return after, self._next_revocations((), now)

    def _next_revocations(
        self, added: Iterable[Revocation], now: datetime
    ) -> RevocationList:
        before = load_revocations(self.keys)
        if before is not None:
            _refuse_backdating(now, before)
        after = next_list(before, added, now, REVOCATIONS_DUE)
        replace_file(self.keys / REVOCATIONS, sign_revocations(after, self.seed))
        return after


def _refuse_backdating(now: datetime, before: SignedList) -> None:
    if now < before.issued:
        raise ClockBehind(now, before.issued)


def open_signer(keys: Path, offline: Path | None = None, ask: Ask = nobody) -> Signer:
    """Take up the root key.

    Args:
        keys: The key folder.
        offline: Where the supervisor's folder is, else within the key folder.
        ask: Asks for the root key's passphrase, where it has one.

    Raises:
        RootAway: The root key is not there.
        PassphraseWrong: So it is.
        ConfigError: It is damaged, open to others or of another kiosk.
    """
    keyfile.check_folder(keys)
    path = (keys / OFFLINE if offline is None else offline) / "root.key"
    try:
        seed = open_key(path, ROOT, "", ask)
    except keyfile.KeyMissing:
        raise RootAway(path, keys) from None
    if bytes(SigningKey(seed).verify_key) != load_root(keys):
        raise keyfile.KeyDamaged(path, f"does not belong to {keys}/root.pub")
    return Signer(keys=keys, seed=seed)
