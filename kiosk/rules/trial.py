"""A policy tried on cases: facts, and what it must say of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from kiosk.core.facts import Facts
from kiosk.core.verdict import Need, Verdict
from kiosk.rules.decision import decide
from kiosk.rules.policy import Policy


class Case(BaseModel):
    """One row of a table of cases; what is left out is not compared."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(default="", max_length=200)
    facts: Facts
    verdict: Verdict
    reasons: tuple[str, ...] | None = None
    needs: tuple[Need, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of one case.

    Attributes:
        title: The case's.
        wanted: What the case expects, in one line.
        found: What the policy says, as far as it was compared.
        good: Whether they agree.
    """

    title: str
    wanted: str
    found: str
    good: bool


def own_cases(policy: Policy) -> Iterator[Case]:
    """The policy's own examples; of these everything is compared."""
    for example, facts in policy.examples:
        yield Case.model_construct(
            title=example.title,
            facts=facts,
            verdict=example.verdict,
            reasons=example.reasons,
            needs=example.needs,
        )


def try_cases(policy: Policy, cases: Iterable[Case]) -> Iterator[Trial]:
    """Ask the policy about every case."""
    for number, case in enumerate(cases, start=1):
        decision = decide(case.facts, policy)
        wanted = _said(case.verdict, case.reasons, case.needs)
        found = _said(
            decision.verdict,
            None if case.reasons is None else decision.reasons,
            None if case.needs is None else decision.needs,
        )
        yield Trial(
            title=case.title or f"case {number}",
            wanted=wanted,
            found=found,
            good=wanted == found,
        )


def _said(verdict: Verdict, reasons: Any, needs: Any) -> str:
    """One line; the order of reasons and needs counts for nothing."""
    words = [str(verdict), *sorted(set(map(str, reasons or ())))]
    if needs:
        words.append("needs " + ", ".join(sorted(set(map(str, needs)))))
    return " ".join(words)
