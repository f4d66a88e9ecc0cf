"""``kiosk policy activate``: change the rules in force, in two steps."""

import argparse
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from kiosk.app.policy_replay import Span, replay
from kiosk.app.policy_shelf import Shelf, shelf_of
from kiosk.app.policy_steps import Steps
from kiosk.app.policy_terms import Terms
from kiosk.commands import Verbs
from kiosk.commands.moment import Now, now
from kiosk.commands.policy_text import difference_lines, replay_lines, stamp_line
from kiosk.config.reading import load_settings
from kiosk.config.tables import Settings
from kiosk.core.errors import StoreError
from kiosk.core.sections import ControlLevel
from kiosk.rules.difference import differ
from kiosk.store.lists import load_root
from kiosk.store.policies import OpenPolicy
from kiosk.store.policy_errors import NothingStaged
from kiosk.store.policy_history import History, read_history
from kiosk.store.policy_pointer import Pointer

CONFIG: Final = Path("kiosk.toml")
_BY: Final = "console"
_REPLAYED: Final = timedelta(hours=24)


def add(nouns: Verbs, now: Now = now) -> None:
    """Register the verb.

    Args:
        nouns: The verbs of ``kiosk policy``.
        now: Wall time, aware. Whoever types the command vouches for it.
    """
    verb = nouns.add_parser(
        "activate",
        help="change the rules in force: stage, look, confirm",
        description="Without --confirm it only shows what would change. A running "
        "kiosk takes the confirmed policy over within two seconds.",
    )
    what = verb.add_mutually_exclusive_group()
    what.add_argument("policy", nargs="?", help="shipped name, .toml or .policy file")
    what.add_argument("--previous", action="store_true", help="the one before this")
    what.add_argument(
        "--confirm", metavar="DIGEST", help="what was shown; 8 digits are enough"
    )
    what.add_argument("--drop", action="store_true", help="forget what was staged")
    verb.add_argument(
        "--level",
        type=ControlLevel,
        choices=list(ControlLevel),
        help="refuse a policy of another control level",
    )
    verb.add_argument("--config", type=Path, default=CONFIG, help="settings file")
    verb.set_defaults(run=partial(run_activate, now=now))


def run_activate(args: argparse.Namespace, now: Now) -> int:
    """Take one step and say what it did."""
    desk = _desk(load_settings(args.config), args.level, now())
    if args.drop:
        desk.shelf.folder.drop()
        print("nothing is staged")
    elif args.confirm:
        asked = desk.steps.confirm(args.confirm, desk.terms)
        opened = desk.shelf.pointed(asked, desk.history)
        print(f"in force: {stamp_line(opened.stamp)}")
    elif args.previous:
        _show(desk, desk.steps.stage_previous())
    elif args.policy:
        _show(desk, desk.steps.stage(desk.shelf.open(args.policy), desk.terms))
    else:
        _show(desk, desk.shelf.folder.staged())
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What a step is taken with."""

    store: Path
    shelf: Shelf
    history: History
    current: OpenPolicy
    terms: Terms
    steps: Steps
    now: datetime


def _desk(settings: Settings, level: ControlLevel | None, now: datetime) -> _Desk:
    store = settings.store.directory
    shelf = shelf_of(store, partial(load_root, store / "keys"), settings.policy.name)
    try:
        history = read_history(store)
    except StoreError:  # before the first start there is none
        history = History()
    history = shelf.known(history)
    terms = Terms(signed=settings.policy.signed, now=now, level=level)
    current = shelf.first(history, terms).opened
    steps = Steps(shelf=shelf, history=history, current=current.stamp, by=_BY, now=now)
    return _Desk(
        store=store,
        shelf=shelf,
        history=history,
        current=current,
        terms=terms,
        steps=steps,
        now=now,
    )


def _show(desk: _Desk, staged: Pointer | None) -> None:
    """What would change, and how to go on."""
    print(f"in force: {stamp_line(desk.current.stamp)}")
    if staged is None:
        raise NothingStaged
    opened = desk.shelf.pointed(staged, desk.history)
    print(f"staged:   {stamp_line(opened.stamp)}")
    for line in difference_lines(differ(desk.current.policy, opened.policy)):
        print(line)
    span = Span(since=desk.now - _REPLAYED, until=desk.now)
    levels = {row.stamp.version: row.stamp.level for row in desk.history.rows}
    try:
        for line in replay_lines(replay(desk.store, opened.policy, span, levels)):
            print(line)
    except StoreError as error:
        print(f"no replay: {error}")
    print(f"confirm:  kiosk policy activate --confirm {opened.stamp.digest[:12]}")
