"""``kiosk lists make``: tables into signed lists, on the supervisor's machine."""

import argparse
import secrets
from collections.abc import Callable, Mapping
from datetime import time, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from kiosk.codes.district import LONGEST_TEXT
from kiosk.codes.duty_list import DutyList
from kiosk.codes.listing import SignedList
from kiosk.codes.risk_list import LONGEST_WINDOW, RiskList
from kiosk.codes.rota_list import HOURS, MOST_PEOPLE, RotaList
from kiosk.codes.watch_list import WatchList, key_id_of
from kiosk.commands import Verbs
from kiosk.commands.folder import add_root, signer_of
from kiosk.commands.moment import Now
from kiosk.core.errors import FormError
from kiosk.core.shift import Rota
from kiosk.office.district_table import duty_numbers, risk_areas
from kiosk.office.rota_table import assignments
from kiosk.office.table import read_table
from kiosk.office.watch_table import watch_entries
from kiosk.store.district import (
    DUTY,
    FORMATS,
    RISK,
    ROTA,
    WATCH,
    list_path,
    load_district_list,
    make_watch_key,
    put_district_list,
)
from kiosk.store.keyfile import KEY_SIZE

Head = Mapping[str, Any]
_WINDOW_DAYS: Final = 14  # 「14天」 of every plan
_DUE_HOURS: Final = {RISK: 48, WATCH: 24, DUTY: 31 * 24, ROTA: 31 * 24}
_USUAL: Final = Rota()
_LONGEST_DUE: Final = 366 * 24  # hours


def add(actions: Verbs, now: Now) -> None:
    """Register ``lists make``."""
    make = actions.add_parser(
        "make",
        help="turn a table into the next signed list; needs the supervisor's root key",
        description="For the supervisor's machine. A watch-list's table holds names "
        "and numbers: it stays there, only keyed hashes go to the kiosks.",
    )
    make.add_argument("name", choices=tuple(FORMATS), metavar="|".join(FORMATS))
    make.add_argument("table", type=Path, metavar="TABLE", help=".csv or .xlsx")
    make.add_argument(
        "--due",
        type=int,
        metavar="HOURS",
        help="from then on the list is stale; default "
        + ", ".join(f"{name} {hours}" for name, hours in _DUE_HOURS.items()),
    )
    make.add_argument("--notice", default="", help="risk areas: whose notice it is")
    make.add_argument(
        "--window",
        type=int,
        default=_WINDOW_DAYS,
        metavar="DAYS",
        help=f"risk areas: how long a stay counts, default {_WINDOW_DAYS}",
    )
    _add_rota(make)
    add_root(make)
    make.set_defaults(run=partial(_make, now=now))


def _add_rota(make: argparse.ArgumentParser) -> None:
    make.add_argument(
        "--hours",
        type=int,
        choices=HOURS,
        default=_USUAL.hours,
        help=f"rota: length of a shift, default {_USUAL.hours}",
    )
    make.add_argument(
        "--first",
        default=f"{_USUAL.first:%H:%M}",
        metavar="HH:MM",
        help=f"rota: when the first shift begins, default {_USUAL.first:%H:%M}",
    )
    make.add_argument(
        "--people",
        type=int,
        default=_USUAL.people,
        metavar="N",
        help=f"rota: on duty where nobody is named, default {_USUAL.people}",
    )


def _make(args: argparse.Namespace, now: Now) -> int:
    due = _DUE_HOURS[args.name] if args.due is None else args.due
    if not 1 <= due <= _LONGEST_DUE:
        raise FormError("due", "out-of-range", f"1 to {_LONGEST_DUE} hours")
    signer, moment = signer_of(args), now().replace(microsecond=0)
    before = load_district_list(args.keys, args.name)
    head = {
        "seq": 1 + (0 if before is None else before.seq),
        "issued": moment,
        "next_update": moment + timedelta(hours=due),
    }
    listed = _MAKERS[args.name](args, head)
    put_district_list(signer, args.name, listed)
    print(f"{args.name} {told(listed)}; {list_path(args.keys, args.name)}")
    return 0


def told(listed: SignedList) -> str:
    """Number and size of a list."""
    match listed:
        case RiskList() | WatchList() | DutyList() | RotaList():
            return f"#{listed.seq}: {len(listed.entries)} entries"
        case _:
            return f"#{listed.seq}"


def _risk(args: argparse.Namespace, head: Head) -> RiskList:
    if not 1 <= args.window <= LONGEST_WINDOW:
        raise FormError("window", "out-of-range", f"1 to {LONGEST_WINDOW} days")
    if len(args.notice) > LONGEST_TEXT or not args.notice.isprintable():
        raise FormError("notice", "unfit", f"at most {LONGEST_TEXT} characters")
    return RiskList(
        **head,
        notice=args.notice,
        window_days=args.window,
        entries=risk_areas(read_table(args.table), args.table),
    )


def _watch(args: argparse.Namespace, head: Head) -> WatchList:
    key = make_watch_key(args.keys, secrets.token_bytes(KEY_SIZE))
    rows = read_table(args.table)
    entries = watch_entries(rows, args.table, key, head["issued"])
    return WatchList(**head, key_id=key_id_of(key), entries=entries)


def _duty(args: argparse.Namespace, head: Head) -> DutyList:
    return DutyList(**head, entries=duty_numbers(read_table(args.table), args.table))


def _rota(args: argparse.Namespace, head: Head) -> RotaList:
    if not 1 <= args.people <= MOST_PEOPLE:
        raise FormError("people", "out-of-range", f"1 to {MOST_PEOPLE}")
    try:
        first = time.fromisoformat(args.first)
    except ValueError:
        raise FormError("first", "unfit", "a time such as 08:00") from None
    rota = Rota(
        hours=args.hours,
        first=time(first.hour, first.minute),
        people=args.people,
    )
    rows = read_table(args.table)
    return RotaList(
        **head, rota=rota, entries=assignments(rows, args.table, rota.hours)
    )


_MAKERS: Final[Mapping[str, Callable[[argparse.Namespace, Head], SignedList]]] = {
    RISK: _risk,
    WATCH: _watch,
    DUTY: _duty,
    ROTA: _rota,
}
