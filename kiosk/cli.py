"""The ``kiosk`` command."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Final

from kiosk import __version__
from kiosk.core.errors import KioskError

VERBS: Final[Mapping[str, str]] = {
    "run": "service",
    "check": "service",
    "pass": "passes",
    "ca": "ca",
    "keys": "keys",
    "token": "token",
    "trust": "trust",
    "lists": "lists",
    "staff": "staff",
    "store": "store",
    "unseal": "unseal",
    "verify": "verify",
    "read": "read",
    "decide": "rules",
    "policy": "rules",
    "journal": "journal",
    "household": "households",
    "handover": "handover",
    "hub": "hub",
    "report": "report",
    "upstream": "upstream",
    "simulate": "simulate",
}
"""The module of ``kiosk.commands`` behind each verb."""


def build_parser(verb: str | None = None) -> argparse.ArgumentParser:
    """The command line.

    Only the module behind ``verb`` is imported: starting the service does not wait
    for the simulators. Without a known verb all are, for ``--help`` names them.

    Raises:
        ImportError: A library of the system is missing.
    """
    parser = argparse.ArgumentParser(
        prog="kiosk", description="Checkpoint kiosk 卡口: reads, decides, records."
    )
    parser.add_argument("--version", action="version", version=f"kiosk {__version__}")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    wanted = VERBS.get(verb or "")
    for name in [wanted] if wanted else dict.fromkeys(VERBS.values()):
        import_module(f"kiosk.commands.{name}").add(verbs)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; exit code 0 done, 1 it did not work, 2 wrongly called."""
    try:
        words = sys.argv[1:] if argv is None else list(argv)
        args = build_parser(words[0] if words else None).parse_args(words)
        code: int = args.run(args)
        sys.stdout.flush()  # here, where a reader that went away is no traceback
    except KioskError as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return 1
    except ImportError as error:
        print(f"kiosk: {error}; run `make setup` to install it", file=sys.stderr)
        return 1
    except BrokenPipeError:  # `kiosk journal show | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    return code
