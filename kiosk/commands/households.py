"""``kiosk household``: who is out, and a leader's word about one household."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from kiosk.app.household_office import GateHouseholdOffice
from kiosk.clock import SystemClock
from kiosk.commands import Verbs
from kiosk.commands.beside import journal_of, quota_in_force
from kiosk.commands.pass_desk import print_json
from kiosk.commands.pen import by, writing
from kiosk.core.china import CHINA
from kiosk.core.household import (
    REASONS,
    Exit,
    HouseholdCard,
    HouseholdEvent,
)
from kiosk.ports import Clock, HeadedJournal

_STORE: Final = Path("var")
_HELP: Final = {
    HouseholdEvent.RELIEF: "allow one more exit today",
    HouseholdEvent.VOID: "make its passes void",
    HouseholdEvent.RESTORE: "restore its passes",
    HouseholdEvent.RETURNED: "note that whoever is out came back another way",
}


def add(verbs: Verbs, clock: Clock | None = None) -> None:
    """Register the actions of ``kiosk household``.

    Args:
        verbs: The command line.
        clock: Wall time; whoever types a command vouches for the machine's.
    """
    clock = clock or SystemClock(trusted=True)
    noun = verbs.add_parser("household", help="who is out, relief, void 家庭出入")
    actions = noun.add_subparsers(required=True, metavar="ACTION")
    show = actions.add_parser("show", help="print what is known of a household")
    show.set_defaults(run=partial(_show, clock=clock))
    overdue = actions.add_parser("overdue", help="list who should be back")
    overdue.add_argument("--all", action="store_true", help="everybody who is out")
    overdue.set_defaults(run=partial(_overdue, clock=clock))
    for event, words in _HELP.items():
        action = actions.add_parser(str(event), help=words)
        _add_household(action)
        action.add_argument("--reason", choices=REASONS[event], required=True)
        action.add_argument("--note", default="", help="other needs one; is sealed")
        action.set_defaults(run=partial(_record, clock=clock, event=event))
        _add_common(action)
    _add_household(show)
    for parser in (show, overdue):
        _add_common(parser)


def _add_household(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "household",
        help="its number, its id of 12 hex digits, the text of one of its passes, "
        "or - for one of these on standard input",
    )


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", type=Path, default=_STORE, metavar="DIR")
    parser.add_argument("--json", action="store_true", help="for a program")


def _show(args: argparse.Namespace, clock: Clock) -> int:
    journal = journal_of(args.store, clock)  # not started: nothing is written
    office = _office(args.store, clock, journal)
    _print(args, asyncio.run(office.find(_typed(args.household))))
    return 0


def _overdue(args: argparse.Namespace, clock: Clock) -> int:
    office = _office(args.store, clock, journal_of(args.store, clock))
    now = clock.now()
    for one in asyncio.run(office.out()):
        if not args.all and one.overdue(now) <= timedelta():
            continue
        if args.json:
            print_json(_plain(asdict(one)))
        else:
            print("\t".join((one.household, *_cells(one, now))))
    return 0


def _record(args: argparse.Namespace, clock: Clock, event: HouseholdEvent) -> int:
    fields = {
        "household": _typed(args.household),
        "reason": args.reason,
        "note": args.note,
    }
    _print(args, asyncio.run(_written(args.store, clock, event, fields)))
    return 0


async def _written(
    store: Path, clock: Clock, event: HouseholdEvent, fields: dict[str, str]
) -> HouseholdCard:
    async with writing(store, clock, "/households") as journal:
        office = _office(store, clock, journal)
        return await office.record(str(event), fields, by())


def _typed(word: str) -> str:
    return sys.stdin.readline().strip() if word == "-" else word


def _office(store: Path, clock: Clock, journal: HeadedJournal) -> GateHouseholdOffice:
    quota = quota_in_force(store)
    return GateHouseholdOffice(
        store / "keys", store, clock=clock, journal=journal, quota=lambda: quota
    )


def _print(args: argparse.Namespace, card: HouseholdCard) -> None:
    if args.json:
        print_json(_plain(asdict(card)))
        return
    void = f"{card.voided} since {_local(card.voided_at)}" if card.voided_at else "no"
    print(f"household {card.household}")
    print(f"uses      {card.uses}")
    print(f"void      {void}")
    print(f"relief    {'one more exit today' if card.relief else 'no'}")
    for one in card.exits:
        back = f"back {_local(one.in_at)}" if one.in_at else "out"
        print("\t".join(("exit", *_cells(one, None), back)))


def _cells(one: Exit, now: datetime | None) -> Iterator[str]:
    yield "member " + ("-" if one.member is None else str(one.member))
    yield f"left {_local(one.out_at)}" + ("" if one.clock_sure else " (clock unsure)")
    yield f"due {_local(one.due_at)}"
    if now is not None:
        minutes = max(0, int(one.overdue(now).total_seconds()) // 60)
        yield f"overdue {minutes // 60} h {minutes % 60} min" if minutes else ""


def _local(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    """JSON values only; masked names stay on the screen."""
    plain: dict[str, Any] = {}
    for name, one in value.items():
        if name == "masked_name":
            continue
        if isinstance(one, datetime):
            plain[name] = one.isoformat()
        elif isinstance(one, tuple | list):
            plain[name] = [_plain(inner) for inner in one]
        else:
            plain[name] = one
    return plain
