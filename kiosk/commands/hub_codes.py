"""``kiosk hub code|codes``: what lets kiosks, and hubs below this one, in once."""

import argparse
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.commands import Verbs
from kiosk.commands.hub_database import doer, needs_database, opened
from kiosk.core.china import CHINA

if TYPE_CHECKING:
    from kiosk.hub.enrolment_codes import OpenCode


def add(actions: Verbs) -> None:
    """Register ``code``, ``codes list`` and ``codes withdraw``.

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
    codes = actions.add_parser("codes", help="those that nobody has used")
    doings = codes.add_subparsers(required=True, metavar="ACTION")
    every = doings.add_parser(
        "list", help="print for whom, until when, since when and by whom; never a code"
    )
    every.set_defaults(run=_list)
    withdraw = doings.add_parser("withdraw", help="let a code count no more")
    withdraw.add_argument("--kiosk", required=True, help="whose, e.g. gate-1")
    withdraw.set_defaults(run=_withdraw)
    for parser in (code, every, withdraw):
        needs_database(parser)


def _code(args: argparse.Namespace) -> int:
    with opened(args) as node:
        print(
            node.codes.issue(
                args.kiosk, doer(node), relay=args.relay, community=args.community
            )
        )
    return 0


def _list(args: argparse.Namespace) -> int:
    with opened(args) as node:
        now = node.clock.now()
        for one in node.codes.unused():
            state = "open" if one.expires_at > now else "over"
            times = _minute(one.expires_at), _minute(one.issued_at)
            print("\t".join((one.kiosk, _whose(one), *times, one.issued_by, state)))
    return 0


def _whose(code: "OpenCode") -> str:
    if code.relay:
        return "relay"
    return code.community or "any community"


def _minute(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def _withdraw(args: argparse.Namespace) -> int:
    with opened(args) as node:
        node.codes.withdraw(args.kiosk, doer(node))
    return 0
