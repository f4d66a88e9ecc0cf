"""``kiosk staff``: who may sign in at this kiosk, and as what."""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from getpass import getpass
from pathlib import Path
from typing import Final

from kiosk.commands import Verbs
from kiosk.core.errors import ConfigError
from kiosk.core.staff import SCREEN, Role, person
from kiosk.store.pins import hash_pin, open_pepper
from kiosk.store.staff import StaffBook

_STORE: Final = Path("var")
_ELSEWHERE: Final = "lan"
_Ask = Callable[[str], str]


def add(verbs: Verbs, ask: _Ask = getpass) -> None:
    """Register ``staff add``, ``list``, ``pin``, ``remove`` and ``unlock``.

    Args:
        verbs: The command line.
        ask: Asks for a PIN without showing it.
    """
    noun = verbs.add_parser("staff", help="who may sign in 人员")
    actions = noun.add_subparsers(required=True, metavar="ACTION")
    new = actions.add_parser("add", help="register somebody; asks for a six-digit PIN")
    new.add_argument("name", help="as screens show it, 1 to 20 characters")
    new.add_argument("--role", type=Role, choices=list(Role), default=Role.VOLUNTEER)
    new.set_defaults(run=partial(_add, ask=ask))
    everybody = actions.add_parser("list", help="print everybody's number and role")
    everybody.set_defaults(run=_list)
    pin = actions.add_parser("pin", help="give somebody another PIN")
    pin.set_defaults(run=partial(_pin, ask=ask))
    remove = actions.add_parser("remove", help="let somebody sign in no more")
    remove.set_defaults(run=_remove)
    unlock = actions.add_parser("unlock", help="end the pause after wrong PINs")
    unlock.set_defaults(run=_unlock)
    for parser in (pin, remove, unlock):
        parser.add_argument("number", help="staff number, as in the list")
    for parser in (new, pin):
        parser.add_argument(
            "--pin-stdin", action="store_true", help="read the PIN from standard input"
        )
    for parser in (new, everybody, pin, remove, unlock):
        parser.add_argument("--store", type=Path, default=_STORE, metavar="DIR")


def _add(args: argparse.Namespace, ask: _Ask) -> int:
    hashed = hash_pin(_asked_pin(args, ask), open_pepper(args.store / "keys"))
    staff = StaffBook(args.store).add(args.name, args.role, hashed)
    print(f"{staff.id}\t{staff.name}\t{staff.role}")
    return 0


def _list(args: argparse.Namespace) -> int:
    for staff in StaffBook(args.store).active():
        print(f"{staff.id}\t{staff.name}\t{staff.role}")
    return 0


def _pin(args: argparse.Namespace, ask: _Ask) -> int:
    hashed = hash_pin(_asked_pin(args, ask), open_pepper(args.store / "keys"))
    StaffBook(args.store).change_pin(args.number, hashed)
    return 0


def _remove(args: argparse.Namespace) -> int:
    StaffBook(args.store).remove(args.number)
    return 0


def _unlock(args: argparse.Namespace) -> int:
    who = (person(args.number, device) for device in (SCREEN, _ELSEWHERE))
    StaffBook(args.store).forget_failures(*who, SCREEN)
    return 0


def _asked_pin(args: argparse.Namespace, ask: _Ask) -> str:
    if args.pin_stdin:
        return sys.stdin.readline().strip()
    first = ask("PIN (six digits): ")
    if first != ask("once more: "):
        raise ConfigError("the two PINs differ; nothing was changed")
    return first
