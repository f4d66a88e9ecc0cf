"""``kiosk store extract``: sealed records taken to the machine that has their key."""

import argparse
import asyncio
import re
import shutil
from functools import partial
from pathlib import Path
from typing import Final

from kiosk.app.unseal_desk import JournalUnsealDesk
from kiosk.commands import Verbs
from kiosk.commands.pen import by, writing
from kiosk.core.errors import ConfigError
from kiosk.core.why import PERSONAL_REASONS, Why, checked_why
from kiosk.ports import Clock

_ROWS: Final = re.compile(r"(\d{1,15})-(\d{1,15})", re.ASCII)


def add_extract(actions: Verbs, clock: Clock) -> argparse.ArgumentParser:
    """Register ``store extract``; returns its parser."""
    out = actions.add_parser(
        "extract",
        help="write sealed records to a file for kiosk unseal 密封提取",
        description="The running kiosk records it; so does its page /unseal.",
    )
    out.add_argument("file", type=Path, help="new file; nothing is overwritten")
    out.add_argument("--rows", type=row_range, required=True, metavar="FIRST-LAST")
    add_why(out)
    out.set_defaults(run=partial(_extract, clock=clock))
    return out


def row_range(text: str) -> tuple[int, int]:
    """Read ``FIRST-LAST``, numbers of the journal.

    Raises:
        ValueError: It is none.
    """
    found = _ROWS.fullmatch(text)
    if found is None:
        raise ValueError("no range of rows")
    return int(found[1]), int(found[2])


def add_why(parser: argparse.ArgumentParser) -> None:
    """The options that say why."""
    parser.add_argument("--reason", choices=PERSONAL_REASONS, required=True)
    parser.add_argument("--note", default="", help="other needs one; is sealed")


def why_of(args: argparse.Namespace) -> Why:
    """What was given as the reason.

    Raises:
        FormError: The note is missing or too long.
    """
    return checked_why(args.reason, args.note, PERSONAL_REASONS)


def _extract(args: argparse.Namespace, clock: Clock) -> int:
    if args.file.exists():
        raise ConfigError(f"{args.file} is there already; nothing was changed")
    made = asyncio.run(_made(args, clock))
    try:
        shutil.move(made, args.file)
    except OSError as error:
        args.file.unlink(missing_ok=True)  # half of it
        why = error.strerror or "it cannot be written"
        raise ConfigError(f"{args.file}: {why}; choose another place") from error
    finally:
        shutil.rmtree(made.parent)
    print(args.file)
    return 0


async def _made(args: argparse.Namespace, clock: Clock) -> Path:
    first, last = args.rows
    async with writing(args.store, clock, "/unseal") as journal:
        desk = JournalUnsealDesk(args.store, clock=clock, journal=journal)
        return Path(await desk.extract(first, last, why_of(args), by()))
