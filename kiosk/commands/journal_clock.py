"""``kiosk journal clock``: what time it really was when a wrong clock wrote 校时."""

import argparse
import json
from datetime import datetime, timedelta
from typing import Any

from kiosk.commands import Verbs
from kiosk.core.china import CHINA
from kiosk.store.clock_report import Boot, Run, read_report


def add_to(actions: Verbs) -> argparse.ArgumentParser:
    """Register ``journal clock``; returns its parser."""
    clock = actions.add_parser(
        "clock", help="the times that a wrong clock wrote, corrected 校时"
    )
    clock.add_argument("--json", action="store_true", help="every boot and run")
    clock.set_defaults(run=_clock)
    return clock


def _clock(args: argparse.Namespace) -> int:
    boots = read_report(args.store)
    if args.json:
        told = [_plain(boot) for boot in boots]
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    told_boots = [boot for boot in boots if boot.jumps or _doubtful(boot)]
    for boot in told_boots:
        _print(boot)
    if not told_boots:
        print("every row was written by a clock that was sure of its time")
    return 0


def _doubtful(boot: Boot) -> list[Run]:
    return [run for run in boot.runs if run.doubtful]


def _print(boot: Boot) -> None:
    print(f"boot {boot.boot}")
    for jump in boot.jumps:
        print(f"  row {jump.seq}: the clock was set by {jump.seconds:+.3f} s")
    for run in _doubtful(boot):
        rows = f"row {run.first}" if run.count == 1 else f"rows {run.first}-{run.last}"
        print(f"  {rows} ({run.count}), clock {run.clock}: {_verdict(run)}")


def _verdict(run: Run) -> str:
    written = _span(run.first_at, run.last_at)
    if run.offset_s is None:
        return f"{written} as written, never confirmed"
    if run.offset_s == 0:
        return f"{written} was right, by row {run.by}"
    offset = timedelta(seconds=run.offset_s)
    true = _span(run.first_at + offset, run.last_at + offset)
    return f"{written} was {true}: {run.offset_s:+.3f} s, by row {run.by}"


def _span(first: datetime, last: datetime) -> str:
    begin, end = (f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" for at in (first, last))
    return begin if begin == end else f"{begin} to {end}"


def _plain(boot: Boot) -> dict[str, Any]:
    return {
        "boot": boot.boot,
        "untimed": boot.untimed,
        "jumps": [{"seq": jump.seq, "seconds": jump.seconds} for jump in boot.jumps],
        "runs": [_run(run) for run in boot.runs],
    }


def _run(run: Run) -> dict[str, Any]:
    offset = None if run.offset_s is None else timedelta(seconds=run.offset_s)
    written = {"first_at": run.first_at, "last_at": run.last_at}
    return {
        "first": run.first,
        "last": run.last,
        "count": run.count,
        "clock": run.clock,
        **{name: at.isoformat() for name, at in written.items()},
        "offset_s": run.offset_s,
        "by": run.by,
        **{
            f"true_{name}": None if offset is None else (at + offset).isoformat()
            for name, at in written.items()
        },
    }
