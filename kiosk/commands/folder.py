"""Options that several verbs share: where the keys are, where the root is."""

import argparse
from functools import partial
from pathlib import Path
from typing import Final

from kiosk.commands.passphrase import add_stdin, asked
from kiosk.store.asked_key import Ask
from kiosk.store.listmaking import Signer, open_signer

KEYS: Final = Path("var/keys")


def add_keys(parser: argparse.ArgumentParser) -> None:
    """The key folder."""
    parser.add_argument(
        "--keys", type=Path, default=KEYS, metavar="DIR", help=f"default {KEYS}"
    )


def add_root(parser: argparse.ArgumentParser) -> None:
    """The key folder and the supervisor's, for what only the root may sign."""
    add_keys(parser)
    parser.add_argument(
        "--offline",
        type=Path,
        metavar="DIR",
        help="the supervisor's folder with root.key; default offline/ in the keys",
    )
    add_stdin(parser)


def root_passphrase(args: argparse.Namespace) -> Ask:
    """Asks for the passphrase of the supervisor's root key."""
    return partial(asked, args, "passphrase of root.key")


def signer_of(args: argparse.Namespace) -> Signer:
    """Take up the root key; a locked one asks for its passphrase.

    Raises:
        ConfigError: It is away, damaged or of another kiosk, or the passphrase is
            wrong.
    """
    return open_signer(args.keys, args.offline, root_passphrase(args))
