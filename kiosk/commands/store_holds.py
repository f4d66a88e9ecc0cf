"""``kiosk store hold``: records that erasing skips until they are released 暂缓删除."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from kiosk.app.hold_desk import JournalHoldDesk
from kiosk.commands import Verbs
from kiosk.commands.moment import moment
from kiosk.commands.pen import by, writing
from kiosk.commands.store_records import add_why, row_range, why_of
from kiosk.core.keeping import Hold, Target
from kiosk.ports import Clock
from kiosk.store.holds import HoldBook
from kiosk.store.keyring import load_keyring

_PAGE: Final = "/holds"


def add_holds(actions: Verbs, clock: Clock) -> list[argparse.ArgumentParser]:
    """Register ``store hold``, ``release`` and ``holds``; returns their parsers."""
    put = actions.add_parser(
        "hold",
        help="keep records from being erased 暂缓删除",
        description="By one of four ways, as on the page "
        f"{_PAGE}. A person is looked up in what is recorded so far.",
    )
    way = put.add_mutually_exclusive_group(required=True)
    way.add_argument("--rows", type=row_range, metavar="FIRST-LAST")
    way.add_argument("--since", type=moment, metavar="TIME", help="Chinese time")
    way.add_argument("--like", type=int, metavar="ROW", help="whoever it is about")
    way.add_argument(
        "--person",
        choices=["-"],
        help="read ID number, telephone, pass or household id from standard input",
    )
    put.add_argument(
        "--until", type=moment, metavar="TIME", help="else whatever comes, too"
    )
    add_why(put)
    put.set_defaults(run=partial(_put, clock=clock))
    release = actions.add_parser("release", help="let a hold go")
    release.add_argument("hold", type=int, help="its number, as in the list")
    release.set_defaults(run=partial(_release, clock=clock))
    held = actions.add_parser("holds", help="list the holds in force")
    held.set_defaults(run=_list)
    return [put, release, held]


def _put(args: argparse.Namespace, clock: Clock) -> int:
    target = Target(
        rows=args.rows,
        since=args.since,
        until=args.until,
        like=args.like,
        person=sys.stdin.readline().strip() if args.person else "",
    )
    asyncio.run(_written(args, clock, target))
    return _list(args)


async def _written(args: argparse.Namespace, clock: Clock, target: Target) -> None:
    async with _desk(args, clock) as desk:
        await desk.put(target, why_of(args), by())


def _release(args: argparse.Namespace, clock: Clock) -> int:
    asyncio.run(_released(args, clock))
    return _list(args)


async def _released(args: argparse.Namespace, clock: Clock) -> None:
    async with _desk(args, clock) as desk:
        await desk.release(args.hold, by())


@asynccontextmanager
async def _desk(
    args: argparse.Namespace, clock: Clock
) -> AsyncIterator[JournalHoldDesk]:
    keys = load_keyring(args.store / "keys").seals
    async with writing(args.store, clock, _PAGE) as journal:
        yield JournalHoldDesk(args.store, clock=clock, journal=journal, keys=keys)


def _list(args: argparse.Namespace) -> int:
    for hold in HoldBook(args.store).in_force():
        print("\t".join((f"{hold.seq}", hold.at[:16], hold.why, hold.by, _rows(hold))))
    return 0


def _rows(hold: Hold) -> str:
    return " ".join(f"{first}-{last or ''}" for first, last in hold.ranges)
