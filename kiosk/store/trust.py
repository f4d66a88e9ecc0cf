"""Trust files on disk."""

from functools import partial
from pathlib import Path
from typing import Final

from kiosk.codes.trust_file import TrustFile, TrustFileWrong, read_trust_file
from kiosk.store.lists import load_root

_LARGEST: Final = 64 << 20  # bytes; the signers of all Europe take some 2 MB


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
    return read_trust_file(text, partial(load_root, keys), str(path))
