"""``kiosk decide`` and ``kiosk policy``: ask the rules, and change them."""

import argparse
import json
from pathlib import Path

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
from kiosk.rules.decision import decide


def add(verbs: Verbs) -> None:
    """Register the verbs."""
    ask = verbs.add_parser("decide", help="ask a policy about facts in a JSON file")
    ask.add_argument("facts", type=Path, help="JSON file, - for standard input")
    ask.add_argument(
        "--policy", default="routine", help="shipped name, .toml or .policy file"
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
    decision = decide(facts, compiled_policy(args.policy, args).policy)
    answer = {
        "verdict": decision.verdict,
        "reasons": decision.reasons,
        "needs": decision.needs,
        "actions": decision.actions,
    }
    print(json.dumps(answer, ensure_ascii=False))
    return 0
