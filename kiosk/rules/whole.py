"""A policy with the parts it includes: whose rule, term or limit counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.core.errors import PolicyError
from kiosk.core.facts import fact_names
from kiosk.rules.parts import shipped_part, shipped_parts
from kiosk.rules.text import PartText, PolicyText, RuleText
from kiosk.rules.toml import place


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A rule and where it stands, for error messages."""

    text: RuleText
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Everything a policy consists of.

    Attributes:
        rules: Included ones first; an overriding rule takes the place of the other.
        parameters: Limits by name.
        terms: CEL by name.
        sources: File by its short name.
    """

    rules: tuple[Written, ...]
    parameters: Mapping[str, Any]
    terms: Mapping[str, str]
    sources: Mapping[str, str]


def whole(written: PolicyText, text: str, origin: str) -> Whole:
    """Put a policy and its parts together.

    Args:
        written: The policy.
        text: Its TOML, for the lines in error messages.
        origin: Its file name, likewise.

    Raises:
        PolicyError: A part is not there, a rule id is used twice or left out in vain,
            a term has the name of a fact, or no rule is left.
    """
    parts = [_part(reference, origin) for reference in written.include]
    rules: dict[str, Written] = {}
    for part in parts:
        origin_of_part = f"{part.part.name}/{part.part.version}"
        rules |= {
            rule.id: Written(text=rule, place=origin_of_part) for rule in part.rule
        }
    _leave_out(rules, written, origin)
    rules |= _own(written.rule, text, origin)
    if not rules:
        raise PolicyError(f"{origin}: has no rule; write one or include a part")
    terms = _merged([p.terms for p in parts], written.terms)
    _not_facts(terms, origin)
    return Whole(
        rules=tuple(rules.values()),
        parameters=_merged([p.parameters for p in parts], written.parameters),
        terms=terms,
        sources=_merged([p.sources for p in parts], written.sources),
    )


def _part(reference: str, origin: str) -> PartText:
    part = shipped_part(reference)
    if part is None:
        known = ", ".join(shipped_parts())
        raise PolicyError(
            f"{origin}: include: no part {reference!r} here; there are: {known}"
        )
    return part


def _leave_out(rules: dict[str, Written], written: PolicyText, origin: str) -> None:
    for unwanted in written.without:
        if rules.pop(unwanted, None) is None:
            raise PolicyError(
                f"{origin}: without: no included rule {unwanted!r}; remove the word"
            )


def _own(rules: tuple[RuleText, ...], text: str, origin: str) -> dict[str, Written]:
    own: dict[str, Written] = {}
    for number, rule in enumerate(rules):
        here = place(text, origin, ("rule", number))
        if rule.id in own:
            raise PolicyError(f"{here}: rule id {rule.id!r} is used twice; rename one")
        own[rule.id] = Written(text=rule, place=here)
    return own


def _not_facts(terms: Mapping[str, Any], origin: str) -> None:
    taken = {name.partition(".")[0] for name in fact_names()} | {"parameters"}
    if wrong := sorted(taken & set(terms)):
        raise PolicyError(f"{origin}: term {wrong[0]!r} is a fact's name; rename it")


def _merged(included: list[dict[str, Any]], own: dict[str, Any]) -> Mapping[str, Any]:
    merged: dict[str, Any] = {}
    for table in (*included, own):
        merged |= table
    return merged
