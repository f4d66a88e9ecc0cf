"""``kiosk pass issue``: one pass, or a whole roll of them."""

import argparse
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

from kiosk.codes.claims import CLASS_NUMBERS
from kiosk.commands import Verbs
from kiosk.commands.folder import add_keys
from kiosk.commands.pass_desk import PassDesk
from kiosk.commands.pass_roll import issue_roll
from kiosk.commands.picture import check_picture, draw
from kiosk.office.order import Counter, PassOrder, days

_OF_ONE: Final = ("household", "member", "days", "until", "plate", "name")
"""Options that say what a single pass shall be."""


def add(actions: Verbs, desk: PassDesk) -> None:
    """Register ``pass issue``."""
    issue = actions.add_parser(
        "issue",
        help="sign a pass and print its text, or a whole roll",
        description="One pass by --class and the rest, or many by --roll.",
    )
    what = issue.add_mutually_exclusive_group(required=True)
    what.add_argument("--class", dest="kind", choices=CLASS_NUMBERS)
    what.add_argument(
        "--roll",
        type=Path,
        metavar="FILE",
        help=".csv or .xlsx with the columns household 户号, member 成员, class 类别, "
        "days 天数 or until 截止日期, plate 车牌, name 姓名",
    )
    issue.add_argument(
        "--household", metavar="TEXT", help="the household's id, e.g. 3-2-501; hashed"
    )
    issue.add_argument("--member", type=int, metavar="N", help="0 to 15")
    end = issue.add_mutually_exclusive_group()
    end.add_argument("--days", type=int, metavar="N", help="valid for N × 24 hours")
    end.add_argument(
        "--until",
        type=date.fromisoformat,
        metavar="DATE",
        help="valid to the end of this day, YYYY-MM-DD",
    )
    issue.add_argument("--plate", metavar="P", help="number plate, for vehicles")
    issue.add_argument("--name", help="the holder; only the masked form is kept")
    issue.add_argument(
        "--out",
        type=Path,
        metavar="PATH",
        help="QR, .png or .svg; for a roll the folder of the results",
    )
    add_keys(issue)
    issue.set_defaults(run=partial(_issue, desk=desk, misused=issue.error))


def _issue(
    args: argparse.Namespace, desk: PassDesk, misused: Callable[[str], NoReturn]
) -> int:
    if args.roll is not None:
        if given := [name for name in _OF_ONE if getattr(args, name) is not None]:
            options = ", ".join(f"--{name}" for name in given)
            misused(
                f"{options} cannot go with --roll: each row of the roll says its own"
            )
        return issue_roll(args.roll, args.out, args.keys, desk)
    check_picture(args.out)
    counter = Counter(desk.open_keys(args.keys), desk.now, desk.random)
    issued = counter.issue(
        PassOrder(
            pass_class=args.kind,
            household=args.household,
            member=args.member or 0,
            life=None if args.days is None else days(args.days),
            until=args.until,
            plate=args.plate,
            name=args.name,
        )
    )
    if issued.masked_name is not None:
        desk.remember(args.keys.parent, [(issued.claims.pass_id, issued.masked_name)])
    if args.out is not None:
        draw(issued.text, args.out)
    print(issued.text)
    return 0
