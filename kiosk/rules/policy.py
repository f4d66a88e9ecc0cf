"""A policy 规则集: a versioned set of rules for one control level, as TOML text."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from kiosk.core.errors import PolicyError
from kiosk.core.facts import Facts
from kiosk.core.sections import ControlLevel
from kiosk.core.verdict import Need, Verdict
from kiosk.rules.expression import Condition, ExpressionError, compile_condition

Action = Literal[
    "retest",
    "contact-thermometer",
    "isolate-on-spot",
    "report-community",
    "show-pass",
    "help-apply",
    "check-by-eye",
    "reopen-health-code",
    "put-on-mask",
    "call-installer",
]
Slug = Field(pattern=r"^[a-z][a-z0-9-]{1,48}$")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Header(_Table):
    """What the policy is and from when it counts."""

    name: str = Slug
    title: str = Field(min_length=1, max_length=40)
    control_level: ControlLevel
    version: int = Field(ge=1)
    valid_from: AwareDatetime


class RuleText(_Table):
    """One rule as written."""

    id: str = Slug
    when: str = Field(min_length=1, max_length=2000, description="CEL, true = applies")
    verdict: Verdict
    reason: str = Slug
    actions: tuple[Action, ...] = ()
    asks: Need | None = Field(
        default=None,
        description="while the rule applies, ask for this evidence again "
        "instead of giving the verdict",
    )
    source: str = Field(min_length=3, description="file and clause the rule rests on")


class Example(_Table):
    """Facts and what the policy must say of them; run at every load."""

    title: str = Field(min_length=1)
    facts: dict[str, Any]
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()


class PolicyText(_Table):
    """The whole file."""

    policy: Header
    parameters: dict[str, bool | int | float | str | dict[str, float]] = {}
    rule: tuple[RuleText, ...] = Field(min_length=1)
    example: tuple[Example, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, compiled."""

    text: RuleText
    condition: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy ready to be asked.

    Attributes:
        header: Name, level, version, start.
        parameters: Limits by name; units are in the names.
        rules: In file order.
        examples: The policy's own table of expectations.
    """

    header: Header
    parameters: Mapping[str, Any]
    rules: tuple[Rule, ...]
    examples: tuple[tuple[Example, Facts], ...]

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
    try:
        written = PolicyText.model_validate(tomllib.loads(text))
    except ValidationError as error:
        first = error.errors()[0]
        raise PolicyError(
            f"{_place(text, origin, first['loc'])}: {first['msg']}"
        ) from None
    except (ValueError, RecursionError) as error:  # also figures of 4301 digits
        raise PolicyError(f"{origin}: not TOML: {error}; correct the file") from error
    _unique(written.rule, text, origin)
    names = frozenset(written.parameters)
    rules = tuple(
        Rule(
            text=rule,
            condition=_compile(rule, names, _place(text, origin, ("rule", n))),
        )
        for n, rule in enumerate(written.rule)
    )
    examples = tuple(
        (example, _facts(example, _place(text, origin, ("example", n))))
        for n, example in enumerate(written.example)
    )
    return Policy(
        header=written.policy,
        parameters=written.parameters,
        rules=rules,
        examples=examples,
    )


def _unique(rules: tuple[RuleText, ...], text: str, origin: str) -> None:
    seen: set[str] = set()
    for number, rule in enumerate(rules):
        if rule.id in seen:
            place = _place(text, origin, ("rule", number))
            raise PolicyError(f"{place}: rule id {rule.id!r} is used twice; rename one")
        seen.add(rule.id)


def _compile(rule: RuleText, parameters: frozenset[str], place: str) -> Condition:
    try:
        return compile_condition(rule.when, parameters)
    except ExpressionError as error:
        raise PolicyError(f"{place}: rule {rule.id!r}: {error}") from error


def _facts(example: Example, place: str) -> Facts:
    try:
        return Facts.model_validate(example.facts)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise PolicyError(f"{place}: fact {name}: {first['msg']}") from None


def _place(text: str, origin: str, loc: tuple[int | str, ...]) -> str:
    """File and key of a location, and the line of its ``[[table]]`` if it is in one."""
    table, *rest = loc
    if not rest or not isinstance(rest[0], int):
        return f"{origin}: {'.'.join(str(part) for part in loc)}"
    header = f"[[{table}]]"
    lines = [n for n, row in enumerate(text.splitlines(), 1) if row.strip() == header]
    line = f":{lines[rest[0]]}" if rest[0] < len(lines) else ""  # written inline
    key = f": {'.'.join(str(part) for part in loc)}" if rest[1:] else ""
    return f"{origin}{line}{key}"
