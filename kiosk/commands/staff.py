"""``kiosk staff``: who may sign in at this kiosk, and as what."""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from getpass import getpass
from pathlib import Path
from typing import Final

from kiosk.commands import Verbs
from kiosk.commands.moment import Now, now
from kiosk.commands.pen import by
from kiosk.core.errors import ConfigError
from kiosk.core.staff import SCREEN, Role, person
from kiosk.store.pins import hash_pin, open_pepper
from kiosk.store.staff import Hand, StaffBook

_STORE: Final = Path("var")
_ELSEWHERE: Final = "lan"
_Ask = Callable[[str], str]
_Open = Callable[[argparse.Namespace], StaffBook]


def add(verbs: Verbs, ask: _Ask = getpass, now: Now = now) -> None:
    """Register ``staff add``, ``list``, ``pin``, ``badge``, ``remove`` and ``unlock``.

    Args:
        verbs: The command line.
        ask: Asks for a PIN without showing it.
        now: Wall time, aware. Whoever types the command vouches for it.
    """
    book = partial(_book, now=now)
    noun = verbs.add_parser("staff", help="who may sign in 人员")
    actions = noun.add_subparsers(required=True, metavar="ACTION")
    new = actions.add_parser("add", help="register somebody; asks for a six-digit PIN")
    new.add_argument("name", help="as screens show it, 1 to 20 characters")
    new.add_argument("--role", type=Role, choices=list(Role), default=Role.VOLUNTEER)
    new.set_defaults(run=partial(_add, book=book, ask=ask))
    everybody = actions.add_parser("list", help="print everybody's number and role")
    everybody.set_defaults(run=_list)
    pin = actions.add_parser("pin", help="give somebody another PIN")
    pin.set_defaults(run=partial(_pin, book=book, ask=ask))
    badge = actions.add_parser(
        "badge",
        help="make somebody's badge to print; the one before is void",
        description="Held before a lane it chooses their name at the sign-in page; "
        "the PIN still decides.",
    )
    badge.add_argument("--out", type=Path, required=True, metavar="FILE.html")
    badge.add_argument("--title", default="", metavar="NAME", help="of the community")
    badge.set_defaults(run=partial(_badge, book=book))
    remove = actions.add_parser("remove", help="let somebody sign in no more")
    remove.set_defaults(run=partial(_remove, book=book))
    unlock = actions.add_parser("unlock", help="end the pause after wrong PINs")
    unlock.set_defaults(run=partial(_unlock, book=book))
    for parser in (pin, badge, remove, unlock):
        parser.add_argument("number", help="staff number, as in the list")
    for parser in (new, pin):
        parser.add_argument(
            "--pin-stdin", action="store_true", help="read the PIN from standard input"
        )
    for parser in (new, everybody, pin, badge, remove, unlock):
        parser.add_argument("--store", type=Path, default=_STORE, metavar="DIR")


def _book(args: argparse.Namespace, now: Now) -> StaffBook:
    """The book; the service writes a row for whatever is changed in it."""
    return StaffBook(args.store, Hand(by=by(), at=now()))


def _add(args: argparse.Namespace, book: _Open, ask: _Ask) -> int:
    hashed = hash_pin(_asked_pin(args, ask), open_pepper(args.store / "keys"))
    staff = book(args).add(args.name, args.role, hashed)
    print(f"{staff.id}\t{staff.name}\t{staff.role}")
    return 0


def _list(args: argparse.Namespace) -> int:
    for staff in StaffBook(args.store).active():
        print(f"{staff.id}\t{staff.name}\t{staff.role}")
    return 0


def _pin(args: argparse.Namespace, book: _Open, ask: _Ask) -> int:
    hashed = hash_pin(_asked_pin(args, ask), open_pepper(args.store / "keys"))
    book(args).change_pin(args.number, hashed)
    return 0


def _badge(args: argparse.Namespace, book: _Open) -> int:
    from kiosk.commands.pass_sheet import write_sheet  # noqa: PLC0415
    from kiosk.office.badge import lay_out_badge  # noqa: PLC0415

    opened = book(args)
    text = opened.give_badge(args.number)
    staff = next(staff for staff in opened.active() if staff.id == args.number)
    write_sheet(args.out, lay_out_badge(staff, text, args.title))
    print(args.out)
    return 0


def _remove(args: argparse.Namespace, book: _Open) -> int:
    book(args).remove(args.number)
    return 0


def _unlock(args: argparse.Namespace, book: _Open) -> int:
    who = (person(args.number, device) for device in (SCREEN, _ELSEWHERE))
    book(args).unlock(args.number, *who, SCREEN)
    return 0


def _asked_pin(args: argparse.Namespace, ask: _Ask) -> str:
    if args.pin_stdin:
        return sys.stdin.readline().strip()
    first = ask("PIN (six digits): ")
    if first != ask("once more: "):
        raise ConfigError("the two PINs differ; nothing was changed")
    return first
