"""What the verbs of ``kiosk policy`` read: policies, facts, tables of cases."""

import argparse
import json
import sys
import tomllib
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kiosk.commands.folder import KEYS
from kiosk.commands.wrong_facts import wrong_facts
from kiosk.core.errors import ConfigError
from kiosk.core.facts import Facts
from kiosk.rules.trial import Case
from kiosk.store.lists import load_root
from kiosk.store.policies import OpenPolicy, PolicyFile, compiled, read_policy_file


def add_policy(parser: argparse.ArgumentParser, name: str = "policy") -> None:
    """A policy, and the key folder that signed ones are checked by."""
    add_key_folder(parser)
    parser.add_argument(name, help="shipped name, .toml file or signed .policy file")


def add_key_folder(parser: argparse.ArgumentParser) -> None:
    """The key folder that signed policies are checked by."""
    parser.add_argument(
        "--keys",
        type=Path,
        default=KEYS,
        metavar="DIR",
        help=f"whose root.pub signed policies are checked by, default {KEYS}",
    )


def read_policy(name: str, args: argparse.Namespace) -> PolicyFile:
    """A policy as it lies there.

    Raises:
        ConfigError: It is not there, or not signed as it must be.
    """
    return read_policy_file(name, partial(load_root, args.keys))


def compiled_policy(name: str, args: argparse.Namespace) -> OpenPolicy:
    """A policy ready to be asked; errors as ``read_policy`` and those of its text."""
    return compiled(read_policy(name, args))


def read_facts(path: Path) -> Facts:
    """Read facts from JSON.

    Raises:
        ConfigError: The file is missing, not JSON, or names an unknown fact.
    """
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text("utf-8")
        return Facts.model_validate(json.loads(text))
    except ValidationError as error:
        raise _not(path, "facts", error) from None
    except (
        OSError,
        ValueError,
        RecursionError,
    ) as error:  # also figures of 4301 digits
        raise ConfigError(f"{path}: cannot be read as JSON: {error}") from error


def read_table(path: Path) -> list[Case]:
    """Read a table of cases: ``[[case]]`` in TOML, or a list in JSON.

    Raises:
        ConfigError: It is missing, of another format, or a case is wrong.
    """
    try:
        text = path.read_text("utf-8")
        told: Any = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
        rows = told.get("case") if isinstance(told, dict) else told
        if not isinstance(rows, list) or not rows:
            raise ConfigError(f"{path}: has no cases; see docs/policies.md")
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    return [_case(path, number, row) for number, row in enumerate(rows, start=1)]


def _case(path: Path, number: int, row: object) -> Case:
    try:
        return Case.model_validate(row)
    except ValidationError as error:
        raise _not(path, f"case {number}", error, under="facts") from None


def _not(path: Path, what: str, error: ValidationError, under: str = "") -> ConfigError:
    wrong = [f"  {line}" for line in wrong_facts(error, what, under)]
    return ConfigError("\n".join([f"{path}: not {what}:", *wrong]))
