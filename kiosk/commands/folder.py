"""Options that several verbs share: where the keys are, where the root is."""

import argparse
from pathlib import Path
from typing import Final

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
