"""``kiosk hub staff``: who may sign in at the hub's pages."""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from typing import Final

from kiosk.commands import Verbs
from kiosk.commands.hub_database import doer, needs_database, opened
from kiosk.core.errors import ConfigError

Ask = Callable[[str], str]
ROLES: Final = ("supervisor", "administrator")


def add(actions: Verbs, ask: Ask) -> None:
    """Register ``staff add``, ``role``, ``list`` and ``remove``.

    Args:
        actions: Of ``kiosk hub``.
        ask: Asks for a password without showing it.
    """
    staff = actions.add_parser("staff", help="who may sign in at the pages")
    doings = staff.add_subparsers(required=True, metavar="ACTION")
    new = doings.add_parser(
        "add", help="let somebody in, give another password, make an administrator"
    )
    new.add_argument(
        "--password-stdin", action="store_true", help="read it from standard input"
    )
    new.add_argument(
        "--administrator",
        action="store_true",
        help="who also lets in and shuts out, kiosks and people",
    )
    new.set_defaults(run=partial(_add_person, ask=ask))
    role = doings.add_parser("role", help="let somebody do more, or less")
    role.set_defaults(run=_change_role)
    remove = doings.add_parser("remove", help="let somebody in no more")
    remove.set_defaults(run=_remove_person)
    every = doings.add_parser("list", help="print who may sign in, and as what")
    every.set_defaults(run=_everybody)
    for parser in (new, role, remove):
        parser.add_argument("name", help="as screens show it, 1 to 20 characters")
    role.add_argument("role", choices=ROLES, help="what they may do from now on")
    for parser in (new, role, remove, every):
        needs_database(parser)


def _add_person(args: argparse.Namespace, ask: Ask) -> int:
    password = _password(args, ask)
    with opened(args) as node:
        from kiosk.hub.staff import HubStaff, Role  # noqa: PLC0415

        role = Role.ADMINISTRATOR if args.administrator else None
        number = HubStaff(node.database).add(args.name, password, doer(node), role)
        print(number, args.name)
    return 0


def _change_role(args: argparse.Namespace) -> int:
    with opened(args) as node:
        from kiosk.hub.staff import HubStaff, Role  # noqa: PLC0415

        staff = HubStaff(node.database)
        staff.change_role(args.name, Role(args.role), doer(node))
    return 0


def _remove_person(args: argparse.Namespace) -> int:
    with opened(args) as node:
        from kiosk.hub.staff import HubStaff  # noqa: PLC0415

        HubStaff(node.database).remove(args.name, doer(node))
    return 0


def _everybody(args: argparse.Namespace) -> int:
    with opened(args) as node:
        from kiosk.hub.staff import HubStaff  # noqa: PLC0415

        for person in HubStaff(node.database).everybody():
            if person.active:
                print(f"{person.name}\t{person.role}")
    return 0


def _password(args: argparse.Namespace, ask: Ask) -> str:
    if args.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    first = ask("password: ")
    if first != ask("once more: "):
        raise ConfigError("the two passwords differ; nothing was changed")
    return first
