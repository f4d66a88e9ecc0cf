"""``kiosk policy replay``: a policy asked about yesterday's journal."""

import argparse
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from kiosk.app.policy_replay import Span, replay
from kiosk.commands import Verbs
from kiosk.commands.moment import Now, moment, now
from kiosk.commands.policy_files import add_policy, compiled_policy
from kiosk.commands.policy_text import replay_lines, stamp_line
from kiosk.core.china import CHINA, china_day
from kiosk.store.policy_history import read_history

_STORE: Final = Path("var")


def add(nouns: Verbs, now: Now = now) -> None:
    """Register the verb.

    Args:
        nouns: The verbs of ``kiosk policy``.
        now: Wall time, aware; only says which day yesterday was.
    """
    verb = nouns.add_parser(
        "replay",
        help="ask a policy about the journal: which verdicts would change",
        description="Yesterday's passages, or those of another time.",
    )
    add_policy(verb)
    verb.add_argument("--from", dest="since", type=moment, metavar="ISO")
    verb.add_argument("--to", dest="until", type=moment, metavar="ISO")
    verb.add_argument("--store", type=Path, default=_STORE, metavar="DIR")
    verb.set_defaults(run=partial(run_replay, now=now))


def run_replay(args: argparse.Namespace, now: Now) -> int:
    """Print the changes by group; exit code 0 whether any does or not."""
    opened = compiled_policy(args.policy, args)
    midnight = datetime.combine(china_day(now()), time(), CHINA)
    since = args.since or midnight - timedelta(days=1)
    until = args.until or (now() if args.since else midnight)
    rows = read_history(args.store).rows
    levels = {row.stamp.version: row.stamp.level for row in rows}
    print(stamp_line(opened.stamp))
    summary = replay(args.store, opened.policy, Span(since=since, until=until), levels)
    for line in replay_lines(summary):
        print(line)
    return 0
