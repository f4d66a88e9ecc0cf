"""Ask every rule; the worst verdict wins and every reason is kept."""

from collections.abc import Iterable
from typing import Any, Final

from kiosk.core.errors import PolicyError
from kiosk.core.facts import Facts
from kiosk.core.verdict import Decision, Need, Verdict
from kiosk.rules import engine
from kiosk.rules.expression import ExpressionError
from kiosk.rules.finding import Finding, failing
from kiosk.rules.policy import Policy, Rule, parse_policy
from kiosk.rules.values import Known

_NEEDS: Final = tuple(Need)


def decide(facts: Facts, policy: Policy) -> Decision:
    """Ask every rule of ``policy`` about ``facts``; never raises.

    A rule that fails is a ``hold`` with reason ``rule-error``. While needs are open
    the verdict is provisional: the worst so far, and ``hold`` where that is ``allow``.
    Where a rule decides at once, the others count for nothing.
    """
    findings = _findings(facts, policy)
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
        needs=tuple(need for need in _NEEDS if need in needs),
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


def _findings(facts: Facts, policy: Policy) -> list[Finding]:
    """What every rule that has something to say says, in the policy's order."""
    known, registered = facts.context(), facts.registration.complete is True
    sifted = [
        (rule, said)
        for rule in policy.rules
        if (said := rule.condition.sifted(known)) is not False
    ]
    context: engine.Context | None = None
    findings = []
    for rule, said in sifted:
        if said is None:
            context = context or _context(sifted, known)
            finding = _asked(rule, context, known, registered=registered)
        else:
            finding = rule.finding(said, registered=registered)
        findings += [finding] if finding else []
    return findings


def _context(
    sifted: Iterable[tuple[Rule, bool | Need | None]], known: Known
) -> engine.Context:
    """What the rules that are left may read: all of it takes longer to hand over."""
    left = [rule for rule, said in sifted if said is None]
    read = {fact for rule in left for fact in rule.condition.reads}
    return engine.Context(variables=_only(read, known))


def _asked(
    rule: Rule, context: engine.Context, known: Known, *, registered: bool
) -> Finding | None:
    try:
        said = rule.condition.holds(context, known)
    except ExpressionError:
        return failing(rule.text)
    return rule.finding(said, registered=registered)


def _only(read: set[tuple[str, str]], known: Known) -> dict[str, Any]:
    """What of the facts is in ``read``; a section that is read is there, if empty."""
    only: dict[str, Any] = {}
    for section, name in read:
        wanted = only.setdefault(section, {}) if section else only
        given = known[section] if section else known
        if name in given:
            wanted[name] = given[name]
    return only


def _severity(verdict: Verdict) -> int:
    return verdict.severity


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _say(verdict: Verdict, reasons: set[str], needs: set[Need]) -> str:
    told = f"{verdict} {sorted(reasons)}"
    return f"{told} needing {sorted(needs)}" if needs else told
