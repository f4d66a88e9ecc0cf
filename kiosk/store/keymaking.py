"""First start: make the keys that are missing, each in one durable step.

A start that is cut short is simply gone on with: what was made is kept. The trust
list is written last; once it is there nothing is ever made again, because a key made
anew would silently void what the old one did.
"""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from nacl.public import PrivateKey
from nacl.signing import SigningKey

from kiosk.codes.claims import CLASS_NUMBERS
from kiosk.codes.trust import TrustedKey, TrustList, is_community_code
from kiosk.codes.trust_list import sign_trust_list
from kiosk.core.errors import ConfigError
from kiosk.store import keyfile
from kiosk.store.files import sync_directory
from kiosk.store.keyfolder import locked

TRUST_LIST: Final = "trust-list.cose"
OFFLINE: Final = "offline"
RESIDENT_CLASSES: Final = ("resident", "vehicle", "commuter")
TEMPORARY_CLASSES: Final = ("temporary", "delivery")

_README: Final = """\
Move these files to the supervisor and delete them here.
root.key signs the trust list; supervisor.key opens sealed personal records.
请将本目录中的文件交上级保管，并从本机删除。
root.key 用于签发信任名单；supervisor.key 用于解封个人信息。
"""
_BRING_BACK: Final = "bring it back from the supervisor for this start"
# A clock before this was never set; keys dated by it would be void once it is.
_EARLIEST: Final = datetime(2020, 1, 1, tzinfo=UTC)
# A clock that was a little fast on first start must not void the first passes.
HEAD_START: Final = timedelta(days=1)


class ClockUnset(ConfigError):
    """Keys cannot be dated because the clock was never set."""

    slug = "clock-unset"

    def __init__(self, now: datetime) -> None:
        super().__init__(
            f"the clock says {now.year}, keys made today would be void tomorrow; "
            "set the clock and start again"
        )


class CommunityUnfit(ConfigError):
    """The community code is not twelve digits."""

    slug = "community-unfit"

    def __init__(self) -> None:
        super().__init__("the community code must have 12 digits; correct the settings")


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstStart:
    """What keys made on a first start shall be allowed to do.

    Attributes:
        community: 12-digit code of the community.
        now: Wall time, aware.
        resident_ttl: Longest life of resident, vehicle and commuter passes.
        temporary_ttl: Longest life of temporary and delivery passes; short, because
            a printed code can be photographed.
        signing: How long the keys may issue; passes they issued outlive this.
        random: Source of secret bytes.
    """

    community: str
    now: datetime
    resident_ttl: timedelta = timedelta(days=366)
    temporary_ttl: timedelta = timedelta(hours=24)
    signing: timedelta = timedelta(days=366)
    random: Callable[[int], bytes] = field(default=secrets.token_bytes, repr=False)


def make_missing(directory: Path, first: FirstStart) -> None:
    """Make what a first start needs and does not find; nothing if it is over.

    Args:
        directory: The key folder, made with mode 0700 if it is missing.
        first: What the keys shall be allowed to do.

    Raises:
        ConfigError: A key that is there is damaged or too open, the community code
            or the clock is unfit, or the folder cannot be written. What was made
            before stays.
    """
    if os.path.lexists(directory / TRUST_LIST):
        return
    if not is_community_code(first.community):
        raise CommunityUnfit
    if first.now < _EARLIEST:
        raise ClockUnset(first.now)
    make_folder(directory)
    with locked(directory):
        if not os.path.lexists(directory / TRUST_LIST):
            _make_keys(directory, first)


def _make_keys(directory: Path, first: FirstStart) -> None:
    offline = directory / OFFLINE
    make_folder(offline)
    if not (offline / "README.txt").exists():
        keyfile.write_new(offline / "README.txt", _README.encode())
    _make_public(directory, "supervisor", _box_public, first)
    root_public = _make_public(directory, "root", _sign_public, first)
    root = keyfile.read_key(offline / "root.key", "root", _BRING_BACK)
    if _sign_public(root) != root_public:
        raise keyfile.KeyDamaged(
            directory / "root.pub", f"does not belong to {OFFLINE}/root.key"
        )
    for purpose in ("household", "token"):
        _make(directory / f"{purpose}.key", purpose, first)
    resident = _make(directory / "resident.key", "resident", first)
    temporary = _make(directory / "temporary.key", "temporary", first)
    trust = _first_trust(_sign_public(resident), _sign_public(temporary), first)
    keyfile.write_new(directory / TRUST_LIST, sign_trust_list(trust, root))


def _make(path: Path, purpose: str, first: FirstStart) -> bytes:
    if not os.path.lexists(path):
        keyfile.write_key(path, purpose, first.random(keyfile.KEY_SIZE))
    return keyfile.read_key(path, purpose, _BRING_BACK)


def _make_public(
    directory: Path, name: str, derive: Callable[[bytes], bytes], first: FirstStart
) -> bytes:
    """Make a pair whose secret half goes offline; a public half stays as it is."""
    path, purpose = directory / f"{name}.pub", f"{name}-public"
    if not os.path.lexists(path):
        secret = _make(directory / OFFLINE / f"{name}.key", name, first)
        keyfile.write_key(path, purpose, derive(secret))
    return keyfile.read_key(path, purpose, _BRING_BACK)


def _first_trust(resident: bytes, temporary: bytes, first: FirstStart) -> TrustList:
    def key(
        serial: int, public: bytes, classes: tuple[str, ...], ttl: timedelta
    ) -> TrustedKey:
        return TrustedKey(
            kid=serial.to_bytes(2, "big"),
            public=public,
            community=first.community,
            classes=frozenset(CLASS_NUMBERS[name] for name in classes),
            not_before=first.now - HEAD_START,
            expires=first.now + first.signing + ttl,
            max_ttl=ttl,
        )

    # Two keys, so that a lost printer key does not void every resident's pass.
    return TrustList(
        seq=1,
        issued=first.now,
        next_update=first.now + first.signing,
        keys=(
            key(1, resident, RESIDENT_CLASSES, first.resident_ttl),
            key(2, temporary, TEMPORARY_CLASSES, first.temporary_ttl),
        ),
    )


def _sign_public(seed: bytes) -> bytes:
    return bytes(SigningKey(seed).verify_key)


def _box_public(secret: bytes) -> bytes:
    return bytes(PrivateKey(secret).public_key)


def make_folder(folder: Path) -> None:
    """Make a key folder with mode 0700 if it is missing.

    Raises:
        ConfigError: It is open to others, or the system refused.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_directory(folder.parent)
    except OSError as exc:
        raise keyfile.KeyUnreachable(folder, exc) from exc
    keyfile.check_folder(folder)
