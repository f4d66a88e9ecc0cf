"""``kiosk pass sheet``: the passes of a roll as something to print."""

import argparse
import os
from datetime import datetime
from pathlib import Path

from kiosk.commands import Verbs
from kiosk.commands.progress import shown
from kiosk.core.card import PassCard
from kiosk.core.errors import ConfigError
from kiosk.office.result import Result, read_result
from kiosk.office.sheet import (
    CLASS_NAMES,
    draw_symbol,
    lay_out_cards,
    lay_out_sheets,
)
from kiosk.office.table import TableUnreadable


class SheetUnwritable(ConfigError):
    """The sheet could not be saved."""

    slug = "sheet-unwritable"

    def __init__(self, exc: OSError) -> None:
        super().__init__(
            f"the sheet cannot be saved ({exc.strerror or type(exc).__name__}); "
            "choose another file"
        )


def add(actions: Verbs) -> None:
    """Register ``pass sheet``."""
    sheet = actions.add_parser(
        "sheet",
        help="draw a roll's passes to print: A4 sheets or single cards",
        description="Open the file in a browser and print it at 100 %.",
    )
    sheet.add_argument("result", type=Path, metavar="passes.csv")
    sheet.add_argument("--out", type=Path, required=True, metavar="FILE.html")
    sheet.add_argument(
        "--card", action="store_true", help="one card a page, 90 × 64 mm"
    )
    sheet.add_argument(
        "--title", default="", metavar="NAME", help="what the community is called"
    )
    sheet.set_defaults(run=_sheet)


def _sheet(args: argparse.Namespace) -> int:
    cards = [_card(args.result, result) for result in read_result(args.result)]
    if not cards:
        raise TableUnreadable(args.result, "has no passes")
    drawn = [draw_symbol(card) for card in shown(cards)]
    page = (lay_out_cards if args.card else lay_out_sheets)(drawn, args.title)
    write_sheet(args.out, page)
    print(f"{len(cards)} passes; {args.out}")
    return 0


def write_sheet(path: Path, page: str) -> None:
    """Write something to print for its owner alone: whoever has it has what it shows.

    Raises:
        SheetUnwritable: The system refused.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            os.fchmod(handle, 0o600)
            file.write(page)
    except OSError as exc:
        raise SheetUnwritable(exc) from exc


def _card(path: Path, result: Result) -> PassCard:
    try:
        card = PassCard(
            text=result.text,
            pass_id=result.pass_id,
            pass_class=result.pass_class,
            community=result.community,
            not_before=datetime.fromisoformat(result.not_before),
            expires=datetime.fromisoformat(result.expires),
            generation=int(result.generation),
            household=result.household,
            member=int(result.member),
            masked_name=result.name,
            plate=result.plate,
        )
    except ValueError:
        card = None
    if (
        card is None
        or card.expires.tzinfo is None
        or result.pass_class not in CLASS_NAMES
    ):
        # Its values are personal: only the row is told.
        problem = f"has a row that was changed ({result.row[:8]}); issue it again"
        raise TableUnreadable(path, problem)
    return card
