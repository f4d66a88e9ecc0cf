"""A policy asked about the passages of the journal: which verdicts would change."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kiosk.core.facts import Facts
from kiosk.core.policy import ReplayGroup, ReplaySummary, at_level
from kiosk.core.sections import ControlLevel
from kiosk.core.verdict import Verdict
from kiosk.rules.policy import Policy
from kiosk.rules.retrial import Turn, retry
from kiosk.store.walking import Walked, decided_passages

MOST_SEQS: Final = 20
"""Journal numbers told of a group; the rest is only counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What of the journal is replayed.

    Attributes:
        since: From when, aware.
        until: Up to when, aware; not included.
        most: How many passages at most, or None for all.
    """

    since: datetime
    until: datetime
    most: int | None = None


@dataclass(slots=True)
class Replay:
    """Counts as it goes; its size does not grow with the number of passages.

    Attributes:
        policy: The policy that is asked.
        levels: The control level of each policy version in the journal: a passage
            that followed its policy's level then follows this policy's now.
    """

    policy: Policy
    levels: Mapping[str, ControlLevel]
    _asked: int = 0
    _silent: int = 0
    _counts: Counter[Turn] = field(default_factory=Counter)
    _seqs: dict[Turn, list[int]] = field(default_factory=dict)

    def take(self, walked: Walked) -> None:
        """Ask the policy about one recorded passage."""
        try:
            facts, verdict, rules = _decided(walked.payload)
        except (KeyError, TypeError, ValueError):
            self._silent += 1
            return
        self._asked += 1
        turn = retry(
            self._levelled(facts, walked.payload),
            self.policy,
            verdict=verdict,
            rules=rules,
            was_open=bool(walked.payload.get("needs")),
        )
        if turn is None:
            return
        self._counts[turn] += 1
        seqs = self._seqs.setdefault(turn, [])
        if len(seqs) < MOST_SEQS:
            seqs.append(walked.seq)

    def summary(self, span: Span, *, complete: bool) -> ReplaySummary:
        """What was found so far."""
        return ReplaySummary(
            since=span.since,
            until=span.until,
            asked=self._asked,
            changed=self._counts.total(),
            silent=self._silent,
            complete=complete,
            groups=tuple(
                ReplayGroup(
                    before=turn.before,
                    after=turn.after,
                    rule=turn.rule,
                    needs=turn.needs,
                    count=count,
                    seqs=tuple(self._seqs[turn]),
                )
                for turn, count in self._counts.most_common()
            ),
        )

    def _levelled(self, facts: Facts, payload: Mapping[str, Any]) -> Facts:
        then = self.levels.get(str(payload.get("policy")))
        if then is None or facts.lane.control_level is not then:
            return facts  # its lane insists on a level
        return at_level(facts, self.policy.header.control_level)


def replay(
    store: Path,
    policy: Policy,
    span: Span,
    levels: Mapping[str, ControlLevel],
    rest: Callable[[], object] = lambda: None,
) -> ReplaySummary:
    """Ask ``policy`` about every decided passage of a time.

    Args:
        store: The store folder.
        policy: The policy.
        span: Which passages.
        levels: Control levels by policy version.
        rest: Called between passages: a running kiosk lets its lanes go first.

    Raises:
        StoreError: The journal cannot be read.
    """
    run = Replay(policy, levels)
    complete = True
    for number, walked in enumerate(decided_passages(store, span.since, span.until)):
        if span.most is not None and number >= span.most:
            complete = False
            break
        run.take(walked)
        rest()
    return run.summary(span, complete=complete)


def _decided(payload: Mapping[str, Any]) -> tuple[Facts, Verdict, tuple[str, ...]]:
    """Facts, verdict and rules of a record.

    Records made before facts were kept, or with facts that this version does not know
    any more, raise.
    """
    facts = Facts.model_validate(payload["facts"])
    return facts, Verdict(payload["verdict"]), tuple(map(str, payload["rules"]))
