"""``kiosk policy check``, ``test`` and ``schema``: for whoever writes policies."""

import argparse
import json
import sys
from pathlib import Path

from kiosk.commands import Verbs
from kiosk.commands.policy_files import (
    add_key_folder,
    add_policy,
    compiled_policy,
    read_policy,
    read_table,
)
from kiosk.core.facts import Facts
from kiosk.rules.problems import problems
from kiosk.rules.trial import own_cases, try_cases
from kiosk.store.policies import compiled, shipped_policies


def add(nouns: Verbs) -> None:
    """Register the verbs."""
    schema = nouns.add_parser("schema", help="print the facts' JSON schema")
    schema.set_defaults(run=run_schema)
    check = nouns.add_parser(
        "check", help="compile policies, check every name, run their examples"
    )
    check.add_argument("policies", nargs="*", help="shipped names, .toml, .policy")
    add_key_folder(check)
    check.set_defaults(run=run_check)
    test = nouns.add_parser(
        "test", help="try a policy on its examples and on tables of cases"
    )
    add_policy(test)
    test.add_argument(
        "--table",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="more cases, TOML or JSON; may be given again",
    )
    test.set_defaults(run=run_test)


def run_schema(_args: argparse.Namespace) -> int:
    """Print the JSON schema of facts."""
    schema = Facts.model_json_schema()
    print(json.dumps(schema, ensure_ascii=False, indent=2))
    return 0


def run_check(args: argparse.Namespace) -> int:
    """A line a good policy; every problem of the others, exit code 1."""
    faults = 0
    for name in args.policies or shipped_policies():
        file = read_policy(name, args)
        found = problems(file.text, file.origin)
        faults += len(found)
        for problem in found:
            print(f"kiosk: {problem}", file=sys.stderr)
        if not found:
            opened = compiled(file)
            rules, examples = opened.policy.rules, opened.policy.examples
            print(
                f"{opened.stamp.version} {opened.stamp.title}: {len(rules)} rules, "
                f"{len(examples)} examples, {opened.stamp.digest[:12]}"
            )
    return 1 if faults else 0


def run_test(args: argparse.Namespace) -> int:
    """A line a case; exit code 1 when one fails."""
    opened = compiled_policy(args.policy, args)
    cases = [*own_cases(opened.policy)]
    cases += [case for path in args.table for case in read_table(path)]
    failed = 0
    for trial in try_cases(opened.policy, cases):
        failed += not trial.good
        print(f"{'ok  ' if trial.good else 'FAIL'}  {trial.title}: {trial.wanted}")
        if not trial.good:
            print(f"      the rules say {trial.found}")
    print(f"{opened.stamp.version}: {len(cases)} cases, {failed} failed")
    return 1 if failed else 0
