"""Why a policy decides as it does: each rule that speaks, and what it looked at."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from kiosk.core.facts import Facts, fact_names
from kiosk.core.verdict import Decision, Need, Verdict
from kiosk.rules.decision import decide
from kiosk.rules.finding import RULE_ERROR
from kiosk.rules.limits import PARAMETERS
from kiosk.rules.policy import Policy, Rule

Voice = Literal["applies", "asks", "waits", "fails"]
"""applies: it gives its verdict; asks: it wants a piece of evidence again; waits: a
fact it needs is missing; fails: it could not be asked, which is a hold."""

_STRING = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
_NAME = re.compile(r"(?<![\w.])[a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One rule that had something to say.

    Attributes:
        rule: Its id.
        voice: What it did.
        verdict: The verdict it gives, or threatens.
        reason: Its reason slug.
        source: The clause it rests on.
        when: Its condition, CEL.
        facts: The facts and parameters the condition names and their values, as JSON
            has them; None where a fact is missing.
        needs: Evidence it waits for.
    """

    rule: str
    voice: Voice
    verdict: Verdict
    reason: str
    source: str
    when: str
    facts: Mapping[str, Any]
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A decision and the rules behind it.

    Attributes:
        decision: What the whole policy says.
        spoken: The rules that spoke, the worst verdict first.
        silent: How many rules had nothing to say.
    """

    decision: Decision
    spoken: tuple[Spoken, ...]
    silent: int


def explain(facts: Facts, policy: Policy) -> Explanation:
    """Ask every rule of ``policy`` by itself what it says of ``facts``."""
    limits = {
        f"{PARAMETERS}.{name}": limit for name, limit in policy.parameters.items()
    }
    values = dict(_dotted(facts)) | limits
    spoken = [
        said for rule in policy.rules if (said := _ask(rule, policy, facts, values))
    ]
    spoken.sort(key=lambda said: (said.voice == "waits", -said.verdict.severity))
    return Explanation(
        decision=decide(facts, policy),
        spoken=tuple(spoken),
        silent=len(policy.rules) - len(spoken),
    )


def _ask(
    rule: Rule, policy: Policy, facts: Facts, values: Mapping[str, Any]
) -> Spoken | None:
    alone = decide(facts, replace(policy, rules=(rule,), examples=()))
    if not (alone.reasons or alone.needs):
        return None
    text = rule.text
    failed = RULE_ERROR in alone.reasons
    return Spoken(
        rule=text.id,
        voice=_voice(alone, failed=failed),
        verdict=_verdict(alone, rule, failed=failed),
        reason=RULE_ERROR if failed else text.reason,
        source=text.source,
        when=" ".join(text.when.split()),
        facts={name: values.get(name) for name in _named(rule.condition.spelt)},
        needs=alone.needs,
    )


def _named(when: str) -> tuple[str, ...]:
    """Facts and parameters as written, those inside ``has(…)`` included."""
    known = fact_names()
    names = dict.fromkeys(_NAME.findall(_STRING.sub("''", when)))
    return tuple(n for n in names if n in known or n.startswith(f"{PARAMETERS}."))


def _voice(alone: Decision, *, failed: bool) -> Voice:
    if failed:
        return "fails"
    if not alone.needs:
        return "applies"
    return "asks" if alone.reasons else "waits"


def _verdict(alone: Decision, rule: Rule, *, failed: bool) -> Verdict:
    if failed:
        return Verdict.HOLD
    # While it waits the answer is provisional; the rule itself says what it threatens.
    return rule.text.verdict if alone.needs else alone.verdict


def _dotted(facts: Facts) -> Iterator[tuple[str, Any]]:
    known = facts.model_dump(mode="json", by_alias=True, exclude_none=True)
    for head, value in known.items():
        if isinstance(value, dict):
            yield from ((f"{head}.{name}", inner) for name, inner in value.items())
        else:
            yield head, value
