"""``kiosk keys init``: the supervisor's sealing key, made where it is to stay.

Only the public half goes to the kiosk, which can then seal and never open.
"""

import argparse
from functools import partial
from getpass import getpass
from pathlib import Path
from typing import Final

from nacl.public import PrivateKey

from kiosk.commands import Verbs
from kiosk.commands.passphrase import Ask, add_stdin, asked, asked_twice
from kiosk.core.errors import ConfigError
from kiosk.store.communities import fingerprint
from kiosk.store.keyfile import read_key, write_key
from kiosk.store.keymaking import make_folder
from kiosk.store.locked_key import (
    AUTHORITY,
    ROOT,
    SEALING,
    NotLocked,
    is_locked,
    lock,
    read_locked,
    replace_locked,
    unlock,
    write_locked,
)

_LOCKABLE: Final = frozenset({SEALING, ROOT, AUTHORITY})


class AlreadyThere(ConfigError):
    """A key would be written over."""

    slug = "key-there"

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already; nothing was changed")


def add_to(actions: Verbs, ask: Ask = getpass) -> None:
    """Register ``keys init``, ``keys export-public`` and ``keys passphrase``.

    Args:
        actions: The sub-parsers of ``keys``.
        ask: Asks for a passphrase without showing it.
    """
    init = actions.add_parser(
        "init",
        help="make the supervisor's sealing key, on the supervisor's machine 封存密钥",
        description="Writes supervisor.key, which never leaves this machine, and "
        "supervisor.pub, which goes into var/keys of every kiosk.",
    )
    init.add_argument("folder", type=Path, help="where to write the two")
    init.set_defaults(run=partial(_init, ask=ask))
    public = actions.add_parser(
        "export-public", help="write the public half of a sealing key"
    )
    public.add_argument("key", type=Path, help="supervisor.key")
    public.add_argument("file", type=Path, help="new file; nothing is overwritten")
    public.set_defaults(run=partial(_export, ask=ask))
    change = actions.add_parser(
        "passphrase",
        help="give a key another passphrase, or its first 口令",
        description="For what the supervisor keeps: supervisor.key, root.key of the "
        "lists, and root.key of `kiosk ca`. Whatever needs the key asks for it then.",
    )
    change.add_argument("key", type=Path, help="supervisor.key or root.key")
    change.set_defaults(run=partial(_change, ask=ask))
    for parser in (init, public, change):
        add_stdin(parser)


def _init(args: argparse.Namespace, ask: Ask) -> int:
    path = args.folder / "supervisor.key"
    make_folder(args.folder)
    for name in ("supervisor.key", "supervisor.pub"):
        if (args.folder / name).exists():
            raise AlreadyThere(args.folder / name)
    pair = PrivateKey.generate()
    _write_new(path, lock(bytes(pair), asked_twice(args, "new passphrase", ask)))
    return _write_public(args.folder / "supervisor.pub", bytes(pair))


def _export(args: argparse.Namespace, ask: Ask) -> int:
    text = read_locked(args.key)
    return _write_public(args.file, unlock(text, asked(args, "passphrase", ask)))


def _change(args: argparse.Namespace, ask: Ask) -> int:
    text = read_locked(args.key)
    purpose = _purpose(text)
    if is_locked(text):
        secret = unlock(text, asked(args, "passphrase so far", ask), purpose)
    elif purpose == AUTHORITY:  # as `kiosk ca init` made it
        secret = _authority_secret(args.key)
    else:  # as a kiosk's first start made it
        secret = read_key(args.key, purpose, "")
    new = asked_twice(args, "new passphrase", ask)
    replace_locked(args.key, lock(secret, new, purpose=purpose))
    print(f"{args.key}: other copies of it still open with the passphrase they had")
    return 0


def _purpose(text: str) -> str:
    """What a key is for, by its own word; one this version does not know is refused.

    Raises:
        NotLocked: It is no key that takes a passphrase.
    """
    if text.startswith("-----BEGIN"):
        return AUTHORITY
    words = text.split()
    purpose = words[1:2] if is_locked(text) else words[:1]
    if not purpose or purpose[0] not in _LOCKABLE:
        raise NotLocked("is none of those that take a passphrase")
    return purpose[0]


def _authority_secret(path: Path) -> bytes:
    # Here, so that other keys load no library of certificates.
    from kiosk.store.authority import signing_secret  # noqa: PLC0415

    return signing_secret(path)


def _write_new(path: Path, line: str) -> None:
    try:
        write_locked(path, line)
    except FileExistsError:
        raise AlreadyThere(path) from None


def _write_public(path: Path, secret: bytes) -> int:
    public = bytes(PrivateKey(secret).public_key)
    try:
        write_key(path, f"{SEALING}-public", public)
    except FileExistsError:
        raise AlreadyThere(path) from None
    print(f"{path}: {fingerprint(public)}")
    return 0
