"""Everything that is wrong with a policy, each with its line, for whoever writes it.

``load_policy`` refuses at the first fault; an author wants to hear of all of them.
"""

import tomllib
from collections.abc import Iterator

from pydantic import ValidationError

from kiosk.core.errors import PolicyError
from kiosk.core.facts import Facts
from kiosk.rules.decision import load_policy
from kiosk.rules.expression import ExpressionError, compile_condition
from kiosk.rules.policy import Policy, parse_policy
from kiosk.rules.text import PolicyText
from kiosk.rules.toml import parse, place
from kiosk.rules.trial import own_cases, try_cases
from kiosk.rules.whole import whole


def problems(text: str, origin: str) -> list[str]:
    """Check a policy whole.

    Args:
        text: TOML.
        origin: File name for the lines.

    Returns:
        A line a problem, with file, line and reason; empty for a good policy.
    """
    shape = list(_shape(text, origin))
    if shape:
        return shape
    try:
        written = parse(PolicyText, text, origin)
        found = [*_conditions(written, text, origin), *_facts(written, text, origin)]
        return found or list(_answers(parse_policy(text, origin), text, origin))
    except PolicyError as error:
        return [str(error)]


def _shape(text: str, origin: str) -> Iterator[str]:
    """Keys that are missing, unknown or of the wrong kind."""
    try:
        PolicyText.model_validate(tomllib.loads(text))
    except ValidationError as error:
        for one in error.errors():
            yield f"{place(text, origin, one['loc'])}: {one['msg']}"
    except (ValueError, RecursionError) as error:  # also figures of 4301 digits
        yield f"{origin}: not TOML: {error}; correct the file"


def _conditions(written: PolicyText, text: str, origin: str) -> Iterator[str]:
    together = whole(written, text, origin)
    for rule in together.rules:
        try:
            compile_condition(rule.text.when, together.parameters, together.terms)
        except ExpressionError as error:
            yield f"{rule.place}: rule {rule.text.id!r}: {error}"


def _facts(written: PolicyText, text: str, origin: str) -> Iterator[str]:
    for number, example in enumerate(written.example):
        try:
            Facts.model_validate(example.facts)
        except ValidationError as error:
            here = place(text, origin, ("example", number))
            for one in error.errors():
                name = ".".join(str(part) for part in one["loc"])
                yield f"{here}: fact {name}: {one['msg']}"


def _answers(policy: Policy, text: str, origin: str) -> Iterator[str]:
    wrong = False
    for number, trial in enumerate(try_cases(policy, own_cases(policy))):
        if not trial.good:
            wrong = True
            here = place(text, origin, ("example", number))
            yield (
                f"{here}: example {trial.title!r} expects {trial.wanted} but the rules "
                f"say {trial.found}; correct one of them"
            )
    if not wrong:
        try:
            load_policy(text, origin)
        except PolicyError as error:  # what only the whole policy shows
            yield str(error)
