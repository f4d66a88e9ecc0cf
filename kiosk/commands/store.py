"""``kiosk store``: back the journal up, bring it back, rebuild what is made from it."""

import argparse
from pathlib import Path
from typing import Final

from kiosk.clock import SystemClock
from kiosk.commands import Verbs, store_holds, store_records
from kiosk.ports import Clock
from kiosk.store.backup import back_up, rebuild_projections, restore

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
    out.set_defaults(run=_backup)
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
    extract = store_records.add_extract(actions, clock)
    holds = store_holds.add_holds(actions, clock)
    for parser in (out, back, anew, extract, *holds):
        parser.add_argument("--store", type=Path, default=_STORE, metavar="DIR")


def _backup(args: argparse.Namespace) -> int:
    survey = back_up(args.store, args.file)
    print(f"{args.file}: {survey.count} rows, head {survey.end.short()}")
    return 0


def _restore(args: argparse.Namespace) -> int:
    survey = restore(args.file, args.store)
    print(f"restored {survey.count} rows, head {survey.end.short()}")
    return 0


def _rebuild(args: argparse.Namespace) -> int:
    print(f"rebuilt from {rebuild_projections(args.store)} rows")
    return 0
