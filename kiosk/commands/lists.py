"""``kiosk lists``: lists that come from above 风险区、管控对象、值班电话、排班表."""

import argparse
from datetime import timedelta
from functools import partial
from pathlib import Path

from kiosk.app.lists_seen import lists_seen
from kiosk.codes.listing import SignedList
from kiosk.commands import Verbs, list_make
from kiosk.commands.folder import add_keys
from kiosk.commands.list_make import told
from kiosk.commands.moment import Now, now
from kiosk.commands.trust import read_given
from kiosk.core.errors import ConfigError
from kiosk.store.arrivals import put_in_force, recognise_list
from kiosk.store.district import FORMATS, load_district_list, take_district_list
from kiosk.store.policy_keys import take_policy_key


def add(verbs: Verbs, now: Now = now) -> None:
    """Register ``lists import``, ``lists show`` and ``lists make``.

    Args:
        verbs: The command line.
        now: Wall time, aware. Whoever types the command vouches for it.
    """
    noun = verbs.add_parser(
        "lists", help="lists from above 风险区、管控对象、值班电话、排班表"
    )
    actions = noun.add_subparsers(required=True, metavar="ACTION")
    take = actions.add_parser(
        "import",
        help="take over a newer signed list",
        description="Checks the signature before anything is replaced; an older list "
        "is refused. A running kiosk takes the new one over at once.",
    )
    take.add_argument("file", type=Path, metavar="FILE")
    add_keys(take)
    take.set_defaults(run=_import)
    show = actions.add_parser("show", help="number, size and age of each list")
    add_keys(show)
    show.set_defaults(run=partial(_show, now=now))
    list_make.add(actions, now)


def _import(args: argparse.Namespace) -> int:
    signed = read_given(args.file)
    floor = lists_seen(args.keys.parent)
    taken = take_district_list(args.keys, signed, str(args.file), floor)
    if taken is not None:
        print(f"{taken.name} {told(taken.listed)}")
        return 0
    key = take_policy_key(args.keys, signed, str(args.file))
    if key is not None:
        print(f"policy key {key.serial}: those before it sign nothing any more")
        return 0
    arrival = recognise_list(args.keys, signed, str(args.file))
    put_in_force(args.keys, arrival)
    print(f"taken over #{arrival.listed.seq}")
    return 0


def _show(args: argparse.Namespace, now: Now) -> int:
    faulty = 0
    for name in FORMATS:
        try:
            listed = load_district_list(args.keys, name)
        except ConfigError as fault:
            faulty, said = 1, str(fault)
        else:
            said = "none" if listed is None else f"{told(listed)}, {_age(listed, now)}"
        print(f"{name} {said}")
    return faulty


def _age(listed: SignedList, now: Now) -> str:
    hours = max(now() - listed.issued, timedelta()) // timedelta(hours=1)
    return f"{hours} h old" + (", STALE 过期" if listed.next_update < now() else "")
