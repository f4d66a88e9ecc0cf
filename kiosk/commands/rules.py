"""``kiosk decide`` and ``kiosk policy``: ask the rules, and change them."""

import argparse
import json
from pathlib import Path
from typing import Final

from kiosk.commands import (
    Verbs,
    policy_activate,
    policy_check,
    policy_explain,
    policy_replay,
    policy_revoke,
    policy_sign,
)
from kiosk.commands.policy_files import add_key_folder, compiled_policy, read_facts
from kiosk.core.sections import ControlLevel
from kiosk.rules.decision import decide

_POLICY: Final = ControlLevel.ROUTINE
_EXAMPLE: Final = """example:
  $ echo '{"now": "2022-04-01T20:00:00+08:00",
           "lane": {"direction": "out", "control_level": "closed"},
           "pass": {"validity": "valid", "class": "resident", "home": true},
           "temperature": {"kind": "surface", "celsius": 36.5,
                           "quality": "good", "attempts": 1},
           "mask": {"worn": true},
           "health": {"answer": "answered", "colour": "green"},
           "household": {"uses": 0, "member_out": false}}' | kiosk decide -
  {"verdict": "refuse", "reasons": ["exit-hours"], "needs": [], "actions": []}

A fact that is left out is not known: if it matters, its section is among the needs, and
the verdict is not final. All facts, their words and units: kiosk policy schema. Which
rules spoke: kiosk policy explain. Many cases at once: kiosk policy test POLICY --table.
Every rule with its clause: docs/rules.md."""


def add(verbs: Verbs) -> None:
    """Register the verbs."""
    ask = verbs.add_parser(
        "decide",
        help="ask a policy about facts in a JSON file",
        description="What the rules say of one person at the gate.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    ask.add_argument("facts", type=Path, help="JSON file, - for standard input")
    ask.add_argument(
        "--policy",
        help="shipped name (routine, low-risk, closed, sealed), .toml or .policy file; "
        "default: that of lane.control_level, else routine",
    )
    add_key_folder(ask)
    ask.set_defaults(run=run_decide)
    policy = verbs.add_parser("policy", help="check, explain and change the rules 规则")
    nouns = policy.add_subparsers(required=True, metavar="VERB")
    for verb in (
        policy_check,
        policy_explain,
        policy_replay,
        policy_sign,
        policy_revoke,
        policy_activate,
    ):
        verb.add(nouns)


def run_decide(args: argparse.Namespace) -> int:
    """Print verdict, reasons, needs and actions as one JSON object."""
    facts = read_facts(args.facts)
    name = args.policy or facts.lane.control_level or _POLICY
    decision = decide(facts, compiled_policy(name, args).policy)
    answer = {
        "verdict": decision.verdict,
        "reasons": decision.reasons,
        "needs": decision.needs,
        "actions": decision.actions,
    }
    print(json.dumps(answer, ensure_ascii=False))
    return 0
