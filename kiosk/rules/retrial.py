"""A recorded passage, asked again of another policy."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.core.facts import Facts
from kiosk.core.verdict import Need, Verdict
from kiosk.rules.decision import decide
from kiosk.rules.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How a passage would end differently.

    Attributes:
        before: The recorded verdict.
        after: The verdict now, or None where something more would be asked first.
        rule: Id of the rule that makes the difference, or an empty string.
        needs: What would be asked first.
    """

    before: Verdict
    after: Verdict | None
    rule: str
    needs: tuple[Need, ...] = ()


def retry(
    facts: Facts,
    policy: Policy,
    *,
    verdict: Verdict,
    rules: Sequence[str],
    was_open: bool = False,
) -> Turn | None:
    """Ask ``policy`` about the facts of a recorded passage.

    Args:
        facts: As recorded.
        policy: The other policy.
        verdict: The recorded verdict.
        rules: Ids of the rules that the record says applied, worst first.
        was_open: Whether needs were open then: somebody left when turned back.

    Returns:
        The difference, or None where the verdict stays.
    """
    now = decide(facts, policy)
    if now.verdict is verdict and (now.final or was_open):
        return None
    if not now.final:
        return Turn(before=verdict, after=None, rule="", needs=now.needs)
    worse = now.verdict.severity > verdict.severity
    here, there = (now.rules, rules) if worse else (rules, now.rules)
    rule = next((rule for rule in here if rule not in there), next(iter(here), ""))
    return Turn(before=verdict, after=now.verdict, rule=rule)
