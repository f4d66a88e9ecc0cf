"""Asking for a passphrase, hidden on a terminal or as lines of standard input."""

import argparse
import sys
from collections.abc import Callable
from getpass import getpass

from kiosk.core.errors import ConfigError

Ask = Callable[[str], str]
"""Asks for a passphrase without showing it."""


def add_stdin(parser: argparse.ArgumentParser) -> None:
    """The option that reads passphrases from standard input."""
    parser.add_argument(
        "--passphrase-stdin",
        action="store_true",
        help="read passphrases from standard input, one a line",
    )


def asked(args: argparse.Namespace, prompt: str, ask: Ask = getpass) -> str:
    """The passphrase of a key there is."""
    return _line() if args.passphrase_stdin else ask(f"{prompt}: ")


def asked_twice(args: argparse.Namespace, prompt: str, ask: Ask = getpass) -> str:
    """A new passphrase.

    Raises:
        ConfigError: The two differ.
    """
    first = asked(args, prompt, ask)
    if not args.passphrase_stdin and first != ask("once more: "):
        raise ConfigError("the two passphrases differ; nothing was changed")
    return first


def _line() -> str:
    return sys.stdin.readline().rstrip("\r\n")
