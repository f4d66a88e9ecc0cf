"""Differences and replays in words, for the terminal."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from kiosk.core.china import CHINA
from kiosk.core.policy import Difference, PolicyStamp, ReplaySummary


def stamp_line(stamp: PolicyStamp) -> str:
    """Which policy, in one line."""
    source = f"key {stamp.key}" if stamp.key else stamp.source
    return (
        f"{stamp.version} {stamp.title} ({stamp.level}, {source}, {stamp.digest[:12]})"
    )


def difference_lines(difference: Difference) -> Iterator[str]:
    """Rules, parameters and answers that change, a line each."""
    for rule in difference.added:
        yield f"+ rule {rule}"
    for rule in difference.removed:
        yield f"- rule {rule}"
    for rule, keys in difference.changed.items():
        yield f"~ rule {rule}: {', '.join(keys)}"
    for name, (before, after) in difference.parameters.items():
        yield f"~ parameter {name}: {_value(before)} -> {_value(after)}"
    for change in difference.examples:
        yield f"! {change.title}: {change.before} -> {change.after}"
    yield (
        f"{len(difference.added)} rules added, {len(difference.removed)} removed, "
        f"{len(difference.changed)} changed, {len(difference.parameters)} parameters, "
        f"{len(difference.examples)} of {difference.examined} examples end differently"
    )


def replay_lines(summary: ReplaySummary) -> Iterator[str]:
    """Which verdicts would change, a line a group."""
    cut = "" if summary.complete else ", cut short"
    yield (
        f"{_clock(summary.since)} to {_clock(summary.until)}: "
        f"{summary.asked} passages, {summary.changed} would end differently{cut}"
    )
    if summary.silent:
        yield f"{summary.silent} more hold no facts to ask about"
    for group in summary.groups:
        after = group.after or f"asked first for {', '.join(group.needs)}"
        rule = f" by {group.rule}" if group.rule else ""
        seqs = " ".join(f"#{seq}" for seq in group.seqs)
        more = " …" if group.count > len(group.seqs) else ""
        yield f"{group.count:6d}  {group.before} -> {after}{rule}: {seqs}{more}"


def _value(value: Any) -> str:
    return "none" if value is None else str(value)


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"
