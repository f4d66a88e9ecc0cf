"""``kiosk pass``: issue, print, revoke and verify passes 出入证."""

import argparse
import sys
from functools import partial

from kiosk.codes import kp1
from kiosk.commands import Verbs, pass_issue, pass_revoke, pass_sheet
from kiosk.commands.folder import add_keys
from kiosk.commands.moment import moment
from kiosk.commands.pass_desk import PassDesk, print_json
from kiosk.core.errors import CodeError


def add(verbs: Verbs, desk: PassDesk | None = None) -> None:
    """Register the actions of ``kiosk pass``."""
    desk = desk or PassDesk()
    noun = verbs.add_parser("pass", help="issue, print, revoke, verify passes 出入证")
    actions = noun.add_subparsers(required=True, metavar="ACTION")
    pass_issue.add(actions, desk)
    pass_sheet.add(actions)
    pass_revoke.add(actions, desk)
    _add_verify(actions, desk)


def _add_verify(actions: Verbs, desk: PassDesk) -> None:
    verify = actions.add_parser("verify", help="print what a pass says, as JSON")
    verify.add_argument("text", metavar="TEXT", help="KP1:…, or - for standard input")
    verify.add_argument(
        "--at", type=moment, metavar="ISO", help="judge at this time, not now"
    )
    add_keys(verify)
    verify.set_defaults(run=partial(_verify, desk=desk))


def _verify(args: argparse.Namespace, desk: PassDesk) -> int:
    text = sys.stdin.readline().rstrip("\n") if args.text == "-" else args.text
    keys = desk.open_keys(args.keys)
    at = args.at or desk.now()
    try:
        claims = kp1.verify(text, keys.trust, at, "trusted", keys.revoked)
    except CodeError as exc:
        print_json({"error": exc.slug, "message": str(exc)})
        return 1
    print_json(
        {
            "class": claims.pass_class,
            "community": claims.community,
            "pass_id": claims.pass_id,
            "household": claims.household,
            "member": claims.member,
            "not_before": claims.not_before.isoformat(),
            "expires": claims.expires.isoformat(),
            "plate": claims.plate,
            "zones": claims.zones,
            "generation": claims.generation,
        }
    )
    return 0
