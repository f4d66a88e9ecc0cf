"""Trust on disk: the key folder's list of passes, and trust files of others."""

from functools import partial
from pathlib import Path
from typing import Final

from kiosk.codes.trust import TrustList
from kiosk.codes.trust_file import TrustFile, TrustFileWrong, read_trust_file
from kiosk.codes.trust_list import read_trust_list
from kiosk.store import keyfile
from kiosk.store.keymaking import TRUST_LIST

_LARGEST: Final = 64 << 20  # bytes; the signers of all Europe take some 2 MB
_ADVICE: Final = "start the kiosk once, or name the key folder with --keys"


def load_trust_file(path: Path, keys: Path) -> TrustFile:
    """Read and check a trust file.

    Args:
        path: The file.
        keys: Key folder, whose root is believed where the file names none.

    Raises:
        ConfigError: The file or a part of it cannot be used; the message says which.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as exc:
        problem = f"cannot be read ({exc.strerror or type(exc).__name__})"
        raise TrustFileWrong(str(path), "file", problem) from exc
    if len(data) > _LARGEST:
        raise TrustFileWrong(str(path), "file", f"has more than {_LARGEST} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TrustFileWrong(str(path), "file", "is no UTF-8 text") from None
    return read_trust_file(text, partial(_root, keys), str(path))


def load_pass_trust(keys: Path) -> TrustList:
    """The key folder's own trust list; reads no secret key.

    Raises:
        ConfigError: It is missing, open to others, or not signed by ``root.pub``.
    """
    keyfile.check_folder(keys, _ADVICE)
    path = keys / TRUST_LIST
    return read_trust_list(keyfile.read_file(path, _ADVICE), _root(keys), str(path))


def _root(keys: Path) -> bytes:
    return keyfile.read_key(keys / "root.pub", "root-public", _ADVICE)
