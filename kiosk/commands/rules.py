"""``kiosk decide`` and ``kiosk policy``: ask the rules from the command line."""

import argparse
import json
import sys
from pathlib import Path

from pydantic import ValidationError

from kiosk.commands import Verbs
from kiosk.core.errors import ConfigError
from kiosk.core.facts import Facts
from kiosk.rules.decision import decide
from kiosk.store.policies import open_policy, shipped_policies


def add(verbs: Verbs) -> None:
    """Register the verbs."""
    ask = verbs.add_parser("decide", help="ask a policy about facts in a JSON file")
    ask.add_argument("facts", type=Path, help="JSON file, - for standard input")
    ask.add_argument("--policy", default="routine", help="shipped name or .toml file")
    ask.set_defaults(run=run_decide)
    policy = verbs.add_parser("policy", help="look at policies")
    nouns = policy.add_subparsers(required=True, metavar="VERB")
    schema = nouns.add_parser("schema", help="print the facts' JSON schema")
    schema.set_defaults(run=run_schema)
    check = nouns.add_parser("check", help="compile policies and run their examples")
    check.add_argument("policies", nargs="*", help="shipped names or .toml files")
    check.set_defaults(run=run_check)


def run_decide(args: argparse.Namespace) -> int:
    """Print verdict, reasons, needs and actions as one JSON object."""
    facts = read_facts(args.facts)
    decision = decide(facts, open_policy(args.policy))
    answer = {
        "verdict": decision.verdict,
        "reasons": decision.reasons,
        "needs": decision.needs,
        "actions": decision.actions,
    }
    print(json.dumps(answer, ensure_ascii=False))
    return 0


def run_schema(_args: argparse.Namespace) -> int:
    """Print the JSON schema of facts."""
    schema = Facts.model_json_schema()
    print(json.dumps(schema, ensure_ascii=False, indent=2))
    return 0


def run_check(args: argparse.Namespace) -> int:
    """Load each policy; the first wrong one ends with its line and reason."""
    for name in args.policies or shipped_policies():
        policy = open_policy(name)
        counts = f"{len(policy.rules)} rules, {len(policy.examples)} examples"
        print(f"{policy.version} {policy.header.title}: {counts}")
    return 0


def read_facts(path: Path) -> Facts:
    """Read facts from JSON.

    Raises:
        ConfigError: The file is missing, not JSON, or names an unknown fact.
    """
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text("utf-8")
        return Facts.model_validate(json.loads(text))
    except ValidationError as error:
        wrong = [
            f"  {'.'.join(str(p) for p in e['loc']) or 'facts'}: {e['msg']}"
            for e in error.errors()
        ]
        raise ConfigError("\n".join([f"{path}: not facts:", *wrong])) from None
    except (
        OSError,
        ValueError,
        RecursionError,
    ) as error:  # also figures of 4301 digits
        raise ConfigError(f"{path}: cannot be read as JSON: {error}") from error
