"""One key in one file: written once, checked when read, never overwritten.

A secret file holds one line, ``<purpose> <64 hex digits> <8 hex digits>``. The
purpose keeps a key from being used in another's place, the last group is a checksum,
so that a damaged key is told apart from a wrong one.
"""

import os
import stat
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Final

from kiosk.core.errors import ConfigError
from kiosk.store.files import sync_directory

KEY_SIZE: Final = 32
_CHECK_SIZE: Final = 4
LARGEST: Final = 4 << 20
"""Bytes of the largest file: a revocation list of 150,000 passes fits."""


class KeyMissing(ConfigError):
    """A key file that must be there is not."""

    slug = "key-missing"

    def __init__(self, path: Path, advice: str) -> None:
        super().__init__(f"{path} is missing; {advice}")
        self.path = path


class KeyDamaged(ConfigError):
    """A key file does not hold what its name says."""

    slug = "key-damaged"

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path} {problem}; restore it from a backup")
        self.path = path


class KeyTooOpen(ConfigError):
    """Others on this machine could read or change a key."""

    slug = "key-too-open"

    def __init__(self, path: Path, mode: int) -> None:
        wanted = "700" if path.is_dir() else "600"
        super().__init__(
            f"{path} has mode {mode:o} and others can get at it; "
            f"if nobody has, run: chmod {wanted} {path}"
        )
        self.path, self.mode = path, mode


class TooMuch(ConfigError):
    """A file of the key folder is larger than any this kiosk makes."""

    slug = "key-file-too-large"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} would have more than {LARGEST >> 20} MiB; "
            "rotate the key instead of revoking its passes one by one"
        )
        self.path = path


class KeyUnreachable(ConfigError):
    """The system does not let the kiosk read or write a key."""

    slug = "key-unreachable"

    def __init__(self, path: Path, exc: OSError) -> None:
        super().__init__(
            f"{path} cannot be used ({exc.strerror or type(exc).__name__}); "
            "check who owns it and whether the disk is full or write-protected"
        )
        self.path = path


def write_new(path: Path, content: bytes) -> None:
    """Write a file with mode 0600 that is complete and durable, or not there.

    Raises:
        KeyUnreachable: The system refused.
        FileExistsError: There is a file; nothing was changed.
    """
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.unlink(missing_ok=True)  # from a start that was cut short
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _rename_new(draft, path)
        sync_directory(path.parent)
    except FileExistsError:
        raise
    except OSError as exc:
        raise KeyUnreachable(path, exc) from exc


def _rename_new(draft: Path, path: Path) -> None:
    # The caller holds the folder's lock, so nobody creates the file in between.
    if os.path.lexists(path):
        draft.unlink()
        raise FileExistsError(path)
    draft.rename(path)


def write_key(path: Path, purpose: str, key: bytes) -> None:
    """Write a new secret key of 32 bytes; errors as ``write_new``."""
    line = f"{purpose} {key.hex()} {_check(purpose, key)}\n"
    write_new(path, line.encode())


def read_key(path: Path, purpose: str, advice: str) -> bytes:
    """Read a secret key of 32 bytes.

    Args:
        path: The file.
        purpose: The word it must begin with.
        advice: What to do when it is missing.

    Raises:
        KeyMissing: There is no such file.
        KeyDamaged: It is another key, or altered.
        KeyTooOpen: Others may read or write it.
        KeyUnreachable: The system refused.
    """
    words = read_file(path, advice).split()
    try:
        found, digits, check = (word.decode("ascii") for word in words)
        key = bytes.fromhex(digits)
    except ValueError:
        # "from None": the ValueError quotes the file.
        raise KeyDamaged(path, "is no key file") from None
    if found != purpose:
        raise KeyDamaged(path, f"is no {purpose} key")
    if len(key) != KEY_SIZE or check != _check(purpose, key):
        raise KeyDamaged(path, "was altered")
    return key


def read_file(path: Path, advice: str) -> bytes:
    """Read a file that nobody else may touch; errors as ``read_key``."""
    try:
        with open(path, "rb", opener=_open_itself) as file:
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode):
                raise KeyDamaged(path, "is no plain file")
            _refuse_others(path, mode)
            return _whole(path, file)
    except FileNotFoundError:
        raise KeyMissing(path, advice) from None
    except OSError as exc:
        raise KeyUnreachable(path, exc) from exc


def _whole(path: Path, file: BinaryIO) -> bytes:
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise TooMuch(path)
    return content


def _open_itself(path: str, flags: int) -> int:
    # A link could lead to a file somebody else controls, a pipe could block.
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def check_folder(folder: Path, advice: str = "make it with mode 700") -> None:
    """Refuse a key folder that is missing or open to others.

    Raises:
        ConfigError: As ``read_key``.
    """
    try:
        status = folder.stat()
    except FileNotFoundError:
        raise KeyMissing(folder, advice) from None
    except OSError as exc:
        raise KeyUnreachable(folder, exc) from exc
    if not stat.S_ISDIR(status.st_mode):
        raise KeyDamaged(folder, "is no folder")
    _refuse_others(folder, status.st_mode)


def _refuse_others(path: Path, mode: int) -> None:
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyTooOpen(path, stat.S_IMODE(mode))


def _check(purpose: str, key: bytes) -> str:
    content = purpose.encode() + key
    return blake2b(
        content, digest_size=_CHECK_SIZE, person=b"kiosk-key-file"
    ).hexdigest()
