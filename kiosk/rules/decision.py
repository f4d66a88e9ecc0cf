"""Ask every rule; the worst verdict wins and every reason is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kiosk.core.errors import PolicyError
from kiosk.core.facts import Facts
from kiosk.core.verdict import Decision, Need, Verdict
from kiosk.rules import engine
from kiosk.rules.expression import ExpressionError, Undecided
from kiosk.rules.policy import Policy, Rule, parse_policy
from kiosk.rules.sieve import Known

RULE_ERROR = "rule-error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule says of the facts.

    Attributes:
        rule: Its id.
        verdict: The verdict it gives, or threatens while ``needs`` is not empty.
        reason: Reason to show, or None while the rule only lacks facts.
        actions: What staff must do.
        needs: Evidence it waits for; empty once it is settled.
        at_once: It is settled and no other rule counts.
        gives_way: It is left unsaid where the decision is worse.
    """

    rule: str
    verdict: Verdict
    reason: str | None
    actions: tuple[str, ...] = ()
    needs: frozenset[Need] = frozenset()
    at_once: bool = False
    gives_way: bool = False


def decide(facts: Facts, policy: Policy) -> Decision:
    """Ask every rule of ``policy`` about ``facts``; never raises.

    A rule that fails is a ``hold`` with reason ``rule-error``. While needs are open
    the verdict is provisional: the worst so far, and ``hold`` where that is ``allow``.
    Where a rule decides at once, the others count for nothing.
    """
    asked = _asked(facts, policy)
    findings = [
        f
        for rule, sifted in asked.sifted
        if sifted is not False and (f := _ask(rule, asked, sifted))
    ]
    findings = [f for f in findings if f.at_once] or findings
    settled = [f for f in findings if not f.needs]
    worst = max((f.verdict for f in settled), key=_severity, default=Verdict.ALLOW)
    threats = [
        f for f in findings if f.needs and _severity(f.verdict) > _severity(worst)
    ]
    needs = frozenset[Need]().union(*(f.needs for f in threats))
    if needs and worst is Verdict.ALLOW:
        worst = Verdict.HOLD
    told = sorted(settled, key=lambda f: -_severity(f.verdict))
    told = [f for f in told if f.verdict is worst or not f.gives_way]
    told += [f for f in threats if f.reason]
    return Decision(
        verdict=worst,
        reasons=_once(f.reason for f in told if f.reason),
        needs=tuple(need for need in Need if need in needs),
        actions=_once(action for f in told for action in f.actions),
        rules=_once(f.rule for f in told),
        policy=policy.version,
    )


def load_policy(text: str, origin: str) -> Policy:
    """Compile a policy and prove it on its own examples.

    Args:
        text: TOML.
        origin: File name for error messages.

    Raises:
        PolicyError: The file is wrong, an example fails, or it would let pass a
            person of whom nothing is known.
    """
    policy = parse_policy(text, origin)
    for example, facts in policy.examples:
        decision = decide(facts, policy)
        wanted = (example.verdict, set(example.reasons), set(example.needs))
        found = (decision.verdict, set(decision.reasons), set(decision.needs))
        if wanted != found:
            raise PolicyError(
                f"{origin}: example {example.title!r} expects {_say(*wanted)} but the "
                f"rules say {_say(*found)}; correct one of them"
            )
    if decide(Facts(), policy).final:
        raise PolicyError(
            f"{origin}: decides without any evidence; add rules that need some"
        )
    return policy


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The facts as the conditions see them.

    Attributes:
        sifted: Every rule with what its sieve says.
        context: What those that their sieves leave open may read: to hand the engine
            more takes longer than most answers.
        known: All facts by CEL name.
        registered: Whether the form is complete.
    """

    sifted: list[tuple[Rule, bool | None]]
    context: engine.Context
    known: Known
    registered: bool


def _asked(facts: Facts, policy: Policy) -> _Asked:
    known = facts.context()
    sifted = [(rule, rule.condition.sieve(known)) for rule in policy.rules]
    read: set[tuple[str, str]] = set()
    for rule, said in sifted:
        if said is None:
            read |= rule.condition.reads
    return _Asked(
        sifted=sifted,
        context=engine.Context(variables=_only(read, known)),
        known=known,
        registered=facts.registration.complete is True,
    )


def _only(read: set[tuple[str, str]], known: Known) -> dict[str, Any]:
    """What of the facts is in ``read``; a section that is read is there, if empty."""
    only: dict[str, Any] = {}
    for section, name in read:
        wanted = only.setdefault(section, {}) if section else only
        given = known[section] if section else known
        if name in given:
            wanted[name] = given[name]
    return only


def _ask(rule: Rule, asked: _Asked, sifted: bool | None) -> Finding | None:  # noqa: FBT001 - what the sieve said
    text = rule.text
    try:
        applies = sifted or rule.condition.holds(asked.context, asked.known)
    except Undecided as undecided:
        return Finding(
            rule=text.id,
            verdict=text.verdict,
            reason=None,
            needs=frozenset({undecided.need}),
        )
    except ExpressionError:
        return Finding(
            rule=text.id,
            verdict=Verdict.HOLD,
            reason=RULE_ERROR,
            actions=("call-installer",),
        )
    if not applies:
        return None
    after = text.once_registered if asked.registered else None
    return Finding(
        rule=text.id,
        verdict=after or text.verdict,
        reason=(text.reason_registered if asked.registered else None) or text.reason,
        actions=text.actions,
        needs=frozenset({text.asks} if text.asks else ()),
        at_once=text.at_once,
        gives_way=text.gives_way,
    )


def _severity(verdict: Verdict) -> int:
    return verdict.severity


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _say(verdict: Verdict, reasons: set[str], needs: set[Need]) -> str:
    told = f"{verdict} {sorted(reasons)}"
    return f"{told} needing {sorted(needs)}" if needs else told
