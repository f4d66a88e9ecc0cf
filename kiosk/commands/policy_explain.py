"""``kiosk policy diff`` and ``explain``: what changes, and why it was decided so."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from kiosk.app.policy_record import recorded_decision
from kiosk.commands import Verbs
from kiosk.commands.policy_files import (
    add_key_folder,
    add_policy,
    compiled_policy,
    read_facts,
)
from kiosk.commands.policy_text import difference_lines, stamp_line
from kiosk.core.facts import Facts
from kiosk.rules.difference import differ, said
from kiosk.rules.explanation import Spoken, explain
from kiosk.rules.policy import Policy

_STORE: Final = Path("var")
_VOICES: Final = {
    "applies": "applies",
    "asks": "asks again for",
    "waits": "waits for",
    "fails": "FAILS",
}


def add(nouns: Verbs) -> None:
    """Register the verbs."""
    diff = nouns.add_parser("diff", help="what changes from one policy to another")
    diff.add_argument("before", help="shipped name, .toml or .policy file")
    add_policy(diff, "after")
    diff.set_defaults(run=run_diff)
    why = nouns.add_parser(
        "explain",
        help="why a decision is as it is: rules, clauses, facts",
        description="Of facts in a JSON file, or of a passage in the journal, by the "
        "policy that was in force then.",
    )
    what = why.add_mutually_exclusive_group(required=True)
    what.add_argument("facts", nargs="?", type=Path, help="JSON file, - for stdin")
    what.add_argument("--seq", type=int, metavar="N", help="a passage of the journal")
    why.add_argument("--policy", help="another policy than routine or that of then")
    why.add_argument("--store", type=Path, default=_STORE, metavar="DIR")
    add_key_folder(why)
    why.set_defaults(run=run_explain)


def run_diff(args: argparse.Namespace) -> int:
    """Print what changes; exit code 0 whether anything does or not."""
    before = compiled_policy(args.before, args)
    after = compiled_policy(args.after, args)
    print(f"from {stamp_line(before.stamp)}")
    print(f"to   {stamp_line(after.stamp)}")
    for line in difference_lines(differ(before.policy, after.policy)):
        print(line)
    return 0


def run_explain(args: argparse.Namespace) -> int:
    """Print every rule that spoke; exit code 1 if a record does not come out again."""
    if args.seq is None:
        opened = compiled_policy(args.policy or "routine", args)
        for line in _why(read_facts(args.facts), opened.policy):
            print(line)
        return 0
    record = recorded_decision(args.store, args.seq)
    print(f"#{args.seq} {record.at}: {record.told}")
    if args.policy:
        policy = compiled_policy(args.policy, args).policy
    else:
        policy = record.policy()
    for name in record.withheld:
        print(f"withheld from the record: {name}")
    for line in _why(record.facts, policy):
        print(line)
    if args.policy or record.comes_out(policy):
        return 0
    print("The record says something else than these rules say of its facts.")
    return 1


def _why(facts: Facts, policy: Policy) -> Iterator[str]:
    found = explain(facts, policy)
    yield f"{policy.version} {policy.header.title}: {said(found.decision)}"
    for spoken in found.spoken:
        yield from _rule(spoken)
    yield f"{found.silent} rules had nothing to say"
    if policy.sources:
        yield "; ".join(f"{name} = {file}" for name, file in policy.sources.items())


def _rule(spoken: Spoken) -> Iterator[str]:
    needs = f" {', '.join(spoken.needs)}" if spoken.needs else ""
    voice = f"{spoken.rule} {_VOICES[spoken.voice]}{needs}"
    yield f"{voice}: {spoken.verdict} {spoken.reason}"
    yield f"    clause: {spoken.source}"
    yield f"    when:   {spoken.when}"
    for name, value in spoken.facts.items():
        yield f"    {name} = {_fact(value)}"


def _fact(value: Any) -> str:
    return "missing" if value is None else json.dumps(value, ensure_ascii=False)
