"""``kiosk hub code``: codes that let kiosks, and hubs below this one, in once."""

import argparse

from kiosk.commands import Verbs
from kiosk.commands.hub_database import doer, needs_database, opened


def add(actions: Verbs) -> None:
    """Register ``code``.

    Args:
        actions: Of ``kiosk hub``.
    """
    code = actions.add_parser("code", help="print a code that enrols a kiosk once")
    code.add_argument("--kiosk", required=True, help="its id, e.g. gate-1")
    whose = code.add_mutually_exclusive_group(required=True)
    whose.add_argument(
        "--community", metavar="CODE", help="where it is, 12 digits; no other gets in"
    )
    whose.add_argument(
        "--any-community", action="store_true", help="wherever it says it is"
    )
    whose.add_argument(
        "--relay", action="store_true", help="for a hub that sends its kiosks on to us"
    )
    code.set_defaults(run=_code)
    needs_database(code)


def _code(args: argparse.Namespace) -> int:
    with opened(args) as node:
        print(
            node.codes.issue(
                args.kiosk, doer(node), relay=args.relay, community=args.community
            )
        )
    return 0
