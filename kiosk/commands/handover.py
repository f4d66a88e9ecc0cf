"""``kiosk handover``: what one shift handed over to the next, and its sheet."""

import argparse
import sys
from pathlib import Path
from typing import Final

from kiosk.commands import Verbs
from kiosk.commands.pass_desk import print_json
from kiosk.core.china import CHINA
from kiosk.core.errors import ConfigError
from kiosk.core.handover import Handover
from kiosk.store.shift_book import ShiftBook
from kiosk.web.handover_sheet import STYLES, sheet_file
from kiosk.web.options import LANGUAGES, WebOptions
from kiosk.web.pages import Pages
from kiosk.web.texts import Texts

_STORE: Final = Path("var")
_MOST: Final = 1000


def add(verbs: Verbs) -> None:
    """Register ``handover list``, ``show`` and ``print``."""
    noun = verbs.add_parser("handover", help="list and print handovers 交接班")
    actions = noun.add_subparsers(required=True, metavar="ACTION")
    every = actions.add_parser("list", help="list the last handovers, newest first")
    every.add_argument("--last", type=int, default=20, metavar="N", help="how many")
    every.set_defaults(run=_list)
    show = actions.add_parser("show", help="print one as JSON")
    show.set_defaults(run=_show)
    sheet = actions.add_parser("print", help="write its sheet as HTML, to be printed")
    sheet.add_argument("--paper", choices=list(STYLES), default="a4")
    sheet.add_argument("--language", choices=list(LANGUAGES), default="zh-CN")
    sheet.add_argument("--output", type=Path, metavar="FILE", help="else standard out")
    sheet.set_defaults(run=_print)
    for parser in (show, sheet):
        parser.add_argument("number", type=int, help="its number, as on the sheet")
    for parser in (every, show, sheet):
        parser.add_argument("--store", type=Path, default=_STORE, metavar="DIR")


def _list(args: argparse.Namespace) -> int:
    for one in ShiftBook(args.store).last(min(max(args.last, 1), _MOST)):
        at = one.accepted_at.astimezone(CHINA) if one.accepted_at else one.at
        cells = (f"{one.number}", f"{at:%Y-%m-%d %H:%M}", one.turn, one.outgoing)
        print("\t".join((*cells, one.incoming or "", one.sealed_by or "")))
    return 0


def _show(args: argparse.Namespace) -> int:
    one = _found(args)
    print_json(
        {
            "number": one.number,
            "kiosk": one.kiosk,
            "checkpoint": one.checkpoint,
            "turn": one.turn,
            "outgoing": one.outgoing,
            "offered_at": one.at.isoformat(),
            "incoming": one.incoming,
            "accepted_at": one.accepted_at.isoformat() if one.accepted_at else None,
            "signed": one.signed,
            "countersigned": one.countersigned,
            "remarked": one.remarked,
            "stock": dict(one.stock),
            "summary": one.summary.written(),
            "row": one.sealed_by,
        }
    )
    return 0


def _print(args: argparse.Namespace) -> int:
    one, texts = _found(args), Texts(args.language)
    html = sheet_file(Pages(WebOptions()), texts, one, args.paper)
    if args.output is None:
        sys.stdout.write(html)
        return 0
    try:
        with args.output.open("x", encoding="utf-8") as file:
            file.write(html)
    except OSError as error:
        why = error.strerror or "it cannot be written"
        raise ConfigError(f"{args.output}: {why}; choose another name") from error
    return 0


def _found(args: argparse.Namespace) -> Handover:
    number = args.number if 0 < args.number < 1 << 63 else 0
    found = ShiftBook(args.store).accepted(number)
    if found is None:
        raise ConfigError(
            f"there is no handover {args.number}; see `kiosk handover list`"
        )
    return found
