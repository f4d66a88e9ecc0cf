"""The kiosk's keys, loaded and checked whole.

```
root.pub  supervisor.pub  trust-list.cose   to read passes, to seal records
revocations.cose  revocations-….cose        passes withdrawn, by us and by others
resident.key  temporary.key  household.key  to issue passes
token.key                                   to tell whether somebody came today
offline/root.key  offline/supervisor.key    made here once, to be moved away
```
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nacl.signing import SigningKey

from kiosk.codes.claims import CLASS_NUMBERS
from kiosk.codes.revocation import RevocationList
from kiosk.codes.revoked import Revoked, revoked_by
from kiosk.codes.trust import TrustedKey, TrustList
from kiosk.core.errors import ConfigError
from kiosk.store import keyfile
from kiosk.store.keymaking import (
    RESIDENT_CLASSES,
    FirstStart,
    make_missing,
)
from kiosk.store.lists import (
    load_other_lists,
    load_pass_trust,
    load_revocations,
)
from kiosk.store.sealing import SealKeys

_RESTORE: Final = "restore it from a backup"


class IssuerUnknown(ConfigError):
    """The trust list does not let a key of this machine issue a class."""

    slug = "issuer-unknown"

    def __init__(self, path: Path, pass_class: str) -> None:
        super().__init__(
            f"{path} may not issue {pass_class} passes by the trust list beside it; "
            "restore both from the same backup"
        )
        self.path = path


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """A key of this machine that may issue passes of a class.

    Attributes:
        seed: 32-byte Ed25519 seed.
        trusted: Its entry in the trust list: kid, community, longest life.
    """

    seed: bytes = field(repr=False)
    trusted: TrustedKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    """Every key the kiosk works with; those of ``offline/`` are not read.

    Attributes:
        directory: Where they lie.
        trust: The verified trust list.
        revocations: The verified revocation list, or None while there is none.
        others: The imported revocation lists of other communities, by their codes.
        supervisor_public: X25519 public key that personal records are sealed to.
        token_master: 32 secret bytes from which day keys come.
        household_key: 32 secret bytes that key the household hash.
        resident_seed: Ed25519 seed for resident, vehicle and commuter passes.
        temporary_seed: Ed25519 seed for temporary and delivery passes.
    """

    directory: Path
    trust: TrustList = field(repr=False)
    revocations: RevocationList | None = field(default=None, repr=False)
    others: Mapping[str, RevocationList] = field(default_factory=dict, repr=False)
    supervisor_public: bytes = field(repr=False)
    token_master: bytes = field(repr=False)
    household_key: bytes = field(repr=False)
    resident_seed: bytes = field(repr=False)
    temporary_seed: bytes = field(repr=False)

    @property
    def revoked(self) -> Revoked:
        """Every withdrawn pass."""
        return revoked_by(self.revocations, self.others)

    @property
    def seals(self) -> SealKeys:
        """The keys of the personal side of records."""
        return SealKeys(master=self.token_master, supervisor=self.supervisor_public)

    def issuer(self, pass_class: str) -> Issuer:
        """The key that issues ``pass_class`` here.

        Raises:
            IssuerUnknown: The trust list does not allow it.
        """
        resident = pass_class in RESIDENT_CLASSES
        seed = self.resident_seed if resident else self.temporary_seed
        public, number = bytes(SigningKey(seed).verify_key), CLASS_NUMBERS[pass_class]
        for trusted in self.trust.keys:
            if trusted.public == public and number in trusted.classes:
                return Issuer(seed=seed, trusted=trusted)
        name = "resident.key" if resident else "temporary.key"
        raise IssuerUnknown(self.directory / name, pass_class)


def open_keyring(directory: Path, first: FirstStart) -> Keyring:
    """Load the keys, after making what is missing if this is the first start.

    Raises:
        ConfigError: As ``make_missing`` and ``load_keyring``.
    """
    make_missing(directory, first)
    return load_keyring(directory)


def load_keyring(directory: Path) -> Keyring:
    """Load the keys and make nothing.

    Raises:
        ConfigError: A file is missing, damaged or open to others, or the trust list
            is not signed by ``root.pub``; the message names the file and says what
            to do.
    """
    trust = load_pass_trust(directory)
    return Keyring(
        directory=directory,
        trust=trust,
        revocations=load_revocations(directory),
        others=load_other_lists(directory, trust),
        supervisor_public=_read(directory, "supervisor.pub", "supervisor-public"),
        token_master=_read(directory, "token.key", "token"),
        household_key=_read(directory, "household.key", "household"),
        resident_seed=_read(directory, "resident.key", "resident"),
        temporary_seed=_read(directory, "temporary.key", "temporary"),
    )


def _read(directory: Path, name: str, purpose: str) -> bytes:
    return keyfile.read_key(directory / name, purpose, _RESTORE)
