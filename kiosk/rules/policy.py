"""A policy 规则集: a versioned set of rules for one control level, as TOML text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from kiosk.core.errors import PolicyError
from kiosk.core.facts import Facts
from kiosk.core.verdict import Need
from kiosk.rules.expression import Condition, ExpressionError, compile_condition
from kiosk.rules.finding import Finding, applying, waiting
from kiosk.rules.text import Example, Header, PolicyText, RuleText
from kiosk.rules.toml import parse, place
from kiosk.rules.whole import Whole, Written, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, compiled.

    Attributes:
        text: As written.
        condition: When it applies.
        bare: What it says then of somebody whose form is not complete.
        registered: And of somebody whose form is.
    """

    text: RuleText
    condition: Condition
    bare: Finding = field(repr=False)
    registered: Finding = field(repr=False)

    def finding(self, said: bool | Need, *, registered: bool) -> Finding | None:  # noqa: FBT001 - the condition's answer
        """What follows from the condition's answer; None: nothing."""
        if said is True:
            return self.registered if registered else self.bare
        return waiting(self.text, said) if said else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy ready to be asked.

    Attributes:
        header: Name, level, version, start.
        parameters: Limits by name; units are in the names.
        sources: File by its short name in the rules' ``source``.
        rules: Included ones first, else in file order.
        examples: The policy's own table of expectations.
    """

    header: Header
    parameters: Mapping[str, Any] = field(repr=False)
    sources: Mapping[str, str] = field(repr=False)
    rules: tuple[Rule, ...] = field(repr=False)
    examples: tuple[tuple[Example, Facts], ...] = field(repr=False)

    @property
    def version(self) -> str:
        """Name and version as records carry it, e.g. ``routine/1``."""
        return f"{self.header.name}/{self.header.version}"


def parse_policy(text: str, origin: str) -> Policy:
    """Compile a policy; examples are parsed but not yet run.

    Args:
        text: TOML.
        origin: File name for error messages.

    Raises:
        PolicyError: Names the file, the line and what is wrong; nothing is kept.
    """
    written = parse(PolicyText, text, origin)
    together = whole(written, text, origin)
    examples = tuple(
        (example, _facts(example, place(text, origin, ("example", n))))
        for n, example in enumerate(written.example)
    )
    return Policy(
        header=written.policy,
        parameters=together.parameters,
        sources=together.sources,
        rules=tuple(_compile(rule, together) for rule in together.rules),
        examples=examples,
    )


def _compile(rule: Written, together: Whole) -> Rule:
    try:
        condition = compile_condition(
            rule.text.when, together.parameters, together.terms
        )
    except ExpressionError as error:
        raise PolicyError(f"{rule.place}: rule {rule.text.id!r}: {error}") from error
    return Rule(
        text=rule.text,
        condition=condition,
        bare=applying(rule.text, registered=False),
        registered=applying(rule.text, registered=True),
    )


def _facts(example: Example, place: str) -> Facts:
    try:
        return Facts.model_validate(example.facts)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise PolicyError(f"{place}: fact {name}: {first['msg']}") from None
