"""What makes this kiosk known to its hub: its own key, the credential, the hub's key.

``kiosk.key`` and ``hub.json`` in the key folder, both for the owner alone; ``uses.key``
beside them, the same at every kiosk of a community, names households to one another.
"""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kiosk.codes.trust import PUBLIC_KEY_SIZE
from kiosk.store import keyfile
from kiosk.store.keyfolder import locked, replace_file

_KEY: Final = "kiosk.key"
_FILE: Final = "hub.json"
_PURPOSE: Final = "kiosk"
_USE_KEY: Final = "uses.key"
_USE: Final = "uses"
_ENROL: Final = "enrol this kiosk: kiosk upstream enrol CODE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """How this kiosk and its hub know each other.

    Attributes:
        kiosk: The id it was enrolled under.
        seed: 32-byte Ed25519 seed that signs what is sent.
        credential: Bearer credential.
        hub_public: 32-byte Ed25519 public key that signs the hub's answers.
    """

    kiosk: str
    seed: bytes = field(repr=False)
    credential: str = field(repr=False)
    hub_public: bytes


def kiosk_seed(
    keys: Path, random: Callable[[int], bytes] = secrets.token_bytes
) -> bytes:
    """This kiosk's own signing key, made on first use.

    Raises:
        ConfigError: It is damaged or open to others, or cannot be written.
    """
    with locked(keys):
        if not (keys / _KEY).exists():
            keyfile.write_key(keys / _KEY, _PURPOSE, random(keyfile.KEY_SIZE))
    return keyfile.read_key(keys / _KEY, _PURPOSE, _ENROL)


def write_enrolment(keys: Path, enrolment: Enrolment) -> None:
    """Keep an enrolment, in place of an earlier one.

    Raises:
        ConfigError: It cannot be written; the earlier one stays.
    """
    content = {
        "kiosk": enrolment.kiosk,
        "credential": enrolment.credential,
        "hub_key": b64encode(enrolment.hub_public).decode("ascii"),
    }
    with locked(keys):
        replace_file(keys / _FILE, json.dumps(content).encode())


def load_enrolment(keys: Path) -> Enrolment:
    """The enrolment of this kiosk.

    Raises:
        KeyMissing: It was never enrolled; says how to.
        ConfigError: A file is damaged or open to others.
    """
    path = keys / _FILE
    found = keyfile.read_file(path, _ENROL)
    try:
        content = json.loads(found)
        kiosk, credential = content["kiosk"], content["credential"]
        hub_public = b64decode(content["hub_key"], validate=True)
    except (ValueError, KeyError, TypeError):
        raise keyfile.KeyDamaged(path, "is no enrolment") from None
    texts = isinstance(kiosk, str) and isinstance(credential, str)
    if not texts or len(hub_public) != PUBLIC_KEY_SIZE:
        raise keyfile.KeyDamaged(path, "is no enrolment")
    return Enrolment(
        kiosk=kiosk,
        seed=keyfile.read_key(keys / _KEY, _PURPOSE, _ENROL),
        credential=credential,
        hub_public=hub_public,
    )


def make_use_key(
    keys: Path, random: Callable[[int], bytes] = secrets.token_bytes
) -> Path:
    """The key that the kiosks of a community share, made if there is none yet.

    Raises:
        ConfigError: It is damaged or open to others, or cannot be written.
    """
    with locked(keys):
        if not (keys / _USE_KEY).exists():
            keyfile.write_key(keys / _USE_KEY, _USE, random(keyfile.KEY_SIZE))
    load_use_key(keys)
    return keys / _USE_KEY


def load_use_key(keys: Path) -> bytes | None:
    """The key that the kiosks of a community share; None: this one shares nothing.

    Raises:
        ConfigError: It is damaged or open to others.
    """
    try:
        return keyfile.read_key(keys / _USE_KEY, _USE, "")
    except keyfile.KeyMissing:
        return None


def enrolment_mark(keys: Path) -> tuple[int, int] | None:
    """Differs whenever the enrolment was replaced; None while there is none."""
    try:
        status = (keys / _FILE).stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino
