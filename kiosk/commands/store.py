"""``kiosk store``: back the journal up, bring it back, rebuild what is made from it."""

import argparse
import asyncio
import hashlib
import sys
from functools import partial
from pathlib import Path
from typing import Final

from kiosk.clock import SystemClock
from kiosk.commands import Verbs, store_holds, store_records
from kiosk.commands.pen import by, writing
from kiosk.core.errors import KioskError
from kiosk.core.record import Draft, Kind
from kiosk.ports import Clock
from kiosk.store.backup import back_up, rebuild_projections, restore
from kiosk.store.checking import Survey

_STORE: Final = Path("var")


def add(verbs: Verbs, clock: Clock | None = None) -> None:
    """Register the actions of ``kiosk store``.

    Args:
        verbs: The command line.
        clock: Wall time; whoever types a command vouches for the machine's.
    """
    noun = verbs.add_parser("store", help="back up and restore the journal 备份")
    actions = noun.add_subparsers(required=True, metavar="ACTION")
    out = actions.add_parser(
        "backup", help="write a proved copy; the service may be running"
    )
    out.add_argument("file", type=Path, help="new file; nothing is overwritten")
    back = actions.add_parser(
        "restore",
        help="put a backup in the journal's place; stop the service first",
        description="The present journal is kept beside it as kiosk.db.damaged-N.",
    )
    back.add_argument("file", type=Path, help="what `kiosk store backup` wrote")
    back.set_defaults(run=_restore)
    anew = actions.add_parser(
        "rebuild", help="make searches and counts anew; stop the service first"
    )
    anew.set_defaults(run=_rebuild)
    clock = clock or SystemClock(trusted=True)
    out.set_defaults(run=partial(_backup, clock=clock))
    extract = store_records.add_extract(actions, clock)
    holds = store_holds.add_holds(actions, clock)
    for parser in (out, back, anew, extract, *holds):
        parser.add_argument("--store", type=Path, default=_STORE, metavar="DIR")


def _backup(args: argparse.Namespace, clock: Clock) -> int:
    survey = back_up(args.store, args.file)
    print(f"{args.file}: {survey.count} rows, head {survey.end.short()}")
    try:
        asyncio.run(_recorded(args, clock, survey))
    except KioskError as error:  # a backup is worth more than its row
        problem = f"the backup is whole, but not on record: {error}"
        print(f"kiosk: {problem}", file=sys.stderr)
    return 0


async def _recorded(args: argparse.Namespace, clock: Clock, survey: Survey) -> None:
    """Write down that somebody has a copy of everything, and of which rows."""
    with args.file.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    payload = {
        "event": "backed-up",
        "count": survey.count,
        "journal_head": survey.end.short(),
        "sha256": digest,
        "by": by(),
    }
    async with writing(args.store, clock) as journal:
        draft = Draft(kind=Kind.AUDIT, at=clock.now(), payload=payload)
        await journal.append(draft)


def _restore(args: argparse.Namespace) -> int:
    survey = restore(args.file, args.store)
    print(f"restored {survey.count} rows, head {survey.end.short()}")
    return 0


def _rebuild(args: argparse.Namespace) -> int:
    print(f"rebuilt from {rebuild_projections(args.store)} rows")
    return 0
