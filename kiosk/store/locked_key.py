"""A secret key under a passphrase 口令: one line that opens with it alone.

``kiosk-locked <purpose> <passes> <KiB> <salt> <box> <checksum>``: Argon2id turns the
passphrase into the key of a libsodium secret box, which holds the purpose and the 32
secret bytes. The checksum tells a damaged file from a wrong passphrase.
"""

import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from kiosk.core.errors import ConfigError
from kiosk.store.keyfile import KEY_SIZE, read_file, write_new
from kiosk.store.keyfolder import locked, replace_file

SEALING: Final = "supervisor"
"""Purpose of the key that opens sealed personal records."""
ROOT: Final = "root"
"""Purpose of the key that signs the lists."""
AUTHORITY: Final = "authority"
"""Purpose of the key that signs certificates for phones."""
SHORTEST: Final = 12
"""Characters of a passphrase: what a stolen file is guarded by."""
LARGEST: Final = 1024
"""Characters of a locked key; a line is far shorter."""
_FORMAT: Final = "kiosk-locked"
_LONGEST: Final = 256
_PASSES: Final = range(1, 17)
_KIBIBYTES: Final = range(8, 256 * 1024 + 1)


class NotLocked(ConfigError):
    """What was given is no passphrase-protected key of this purpose."""

    slug = "key-not-locked"

    def __init__(self, problem: str) -> None:
        super().__init__(f"the key file {problem}")


class PassphraseWrong(ConfigError):
    """The passphrase does not open the key; nothing was changed."""

    slug = "passphrase-wrong"

    def __init__(self) -> None:
        super().__init__("the passphrase is wrong; nothing was changed")


class PassphraseUnfit(ConfigError):
    """A new passphrase is too short or too long."""

    slug = "passphrase-unfit"

    def __init__(self) -> None:
        super().__init__(
            f"a passphrase has {SHORTEST} to {_LONGEST} characters, for instance six "
            "words drawn by lot; nothing was changed"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one guess costs.

    Attributes:
        passes: Passes over the memory, 1 to 16.
        kibibytes: Memory, KiB, 8 to 262,144: a kiosk that opens a key needs it too.
    """

    passes: int = 3
    kibibytes: int = 64 * 1024

    def __post_init__(self) -> None:
        """Refuse what a planted key file could ask for to exhaust the machine."""
        if self.passes not in _PASSES or self.kibibytes not in _KIBIBYTES:
            raise ValueError("the cost is out of range")


USUAL: Final = Cost()
"""Half a second on a desk machine, two on a Raspberry Pi 4."""


def lock(
    secret: bytes,
    passphrase: str,
    *,
    purpose: str = SEALING,
    cost: Cost | None = None,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> str:
    """Put a key under a passphrase; one line, without its end.

    Args:
        secret: 32 bytes.
        passphrase: 12 to 256 characters.
        purpose: What the key is for; it opens as that alone.
        cost: Of a guess; None: ``USUAL``.
        random: Source of secret bytes.

    Raises:
        PassphraseUnfit: It is too short or too long.
    """
    if not SHORTEST <= len(passphrase) <= _LONGEST:
        raise PassphraseUnfit
    cost, salt = cost or USUAL, random(argon2id.SALTBYTES)
    body = purpose.encode() + secret
    box = SecretBox(_stretched(passphrase, salt, cost))
    sealed = bytes(box.encrypt(body, random(SecretBox.NONCE_SIZE)))
    words = (_FORMAT, purpose, cost.passes, cost.kibibytes, salt.hex(), sealed.hex())
    line = " ".join(str(word) for word in words)
    return f"{line} {_check(line)}"


def unlock(text: str, passphrase: str, purpose: str = SEALING) -> bytes:
    """Open a locked key; 32 bytes.

    Raises:
        NotLocked: It is another file, or damaged, or for another purpose.
        PassphraseWrong: So it is.
    """
    cost, salt, sealed = _parsed(text, purpose)
    try:
        body = SecretBox(_stretched(passphrase, salt, cost)).decrypt(sealed)
    except CryptoError:
        raise PassphraseWrong from None
    secret = body.removeprefix(purpose.encode())
    if len(secret) != KEY_SIZE or len(secret) == len(body):
        raise NotLocked("holds another key")
    return secret


def is_locked(text: str) -> bool:
    """Whether this looks like a locked key rather than a plain one."""
    return text.startswith(f"{_FORMAT} ")


def write_locked(path: Path, line: str) -> None:
    """Write a locked key to a new file, mode 0600.

    Raises:
        KeyUnreachable: The system refused.
        FileExistsError: There is a file; nothing was changed.
    """
    write_new(path, f"{line}\n".encode())


def replace_locked(path: Path, line: str) -> None:
    """Put a locked key in a file's place, in one step; errors as ``write_locked``."""
    with locked(path.absolute().parent):
        replace_file(path, f"{line}\n".encode())


def read_locked(path: Path) -> str:
    """Read a key file's text.

    Raises:
        ConfigError: It is missing, open to others, unreadable or no text.
    """
    content = read_file(path, "name the file that `kiosk keys init` made")
    return decoded(content)


def decoded(content: bytes) -> str:
    """The text of a key file's bytes.

    Raises:
        NotLocked: They are too many or no text.
    """
    if len(content) > LARGEST or not content.isascii():
        raise NotLocked("is no key file")
    return content.decode("ascii").strip()


def _parsed(text: str, wanted: str) -> tuple[Cost, bytes, bytes]:
    line, _, check = text.strip().rpartition(" ")
    if not is_locked(line):
        raise NotLocked(
            "is not protected by a passphrase; run `kiosk keys passphrase` on it first"
        )
    if check != _check(line):
        raise NotLocked("was altered or cut short; take another copy of it")
    try:
        _, purpose, passes, kibibytes, salt, sealed = line.split(" ")
        cost = Cost(passes=int(passes), kibibytes=int(kibibytes))
        parts = cost, bytes.fromhex(salt), bytes.fromhex(sealed)
    except ValueError:
        raise NotLocked("is of a form this version does not know") from None
    if purpose != wanted or len(parts[1]) != argon2id.SALTBYTES:
        raise NotLocked("holds another key")
    return parts


def _stretched(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    # The same words typed with another input method are the same passphrase.
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    return argon2id.kdf(
        SecretBox.KEY_SIZE,
        typed,
        salt,
        opslimit=cost.passes,
        memlimit=cost.kibibytes << 10,
    )


def _check(line: str) -> str:
    return blake2b(line.encode(), digest_size=4, person=b"kiosk-locked").hexdigest()
