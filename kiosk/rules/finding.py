"""What one rule says of the facts."""

from dataclasses import dataclass

from kiosk.core.verdict import Need, Verdict
from kiosk.rules.text import RuleText

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


def applying(text: RuleText, *, registered: bool) -> Finding:
    """It applies, to somebody whose form is complete or not."""
    after = text.once_registered if registered else None
    return Finding(
        rule=text.id,
        verdict=after or text.verdict,
        reason=(text.reason_registered if registered else None) or text.reason,
        actions=text.actions,
        needs=frozenset({text.asks} if text.asks else ()),
        at_once=text.at_once,
        gives_way=text.gives_way,
    )


def waiting(text: RuleText, need: Need) -> Finding:
    """A fact that it hangs on is missing."""
    needs = frozenset({need})
    return Finding(rule=text.id, verdict=text.verdict, reason=None, needs=needs)


def failing(text: RuleText) -> Finding:
    """It could not be asked."""
    return Finding(
        rule=text.id,
        verdict=Verdict.HOLD,
        reason=RULE_ERROR,
        actions=("call-installer",),
    )
