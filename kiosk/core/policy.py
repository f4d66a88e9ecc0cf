"""Policies as people look at them: what is in force, what would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from kiosk.core.facts import Facts
from kiosk.core.sections import ControlLevel
from kiosk.core.verdict import Need, Verdict

PolicySource = Literal["shipped", "signed", "file"]
"""shipped: part of the programme; signed: by a supervisor's policy key; file: by
nobody, from this machine's disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyStamp:
    """Which policy: everything that tells one from another.

    Attributes:
        version: Name and version, e.g. ``closed/2``.
        title: As people call it, e.g. ``封闭管理``.
        level: The control level 管控等级 it is for.
        digest: SHA-256 of its whole text, 64 hex digits.
        source: Where it comes from.
        key: Serial number of the policy key that signed it, from 1, or None.
    """

    version: str
    title: str
    level: ControlLevel
    digest: str
    source: PolicySource
    key: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleChange:
    """An example of either policy on which the two do not agree.

    Attributes:
        title: The example's.
        before: What the one policy says, needs included.
        after: What the other one says.
    """

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changes from one policy to another.

    Attributes:
        added: Ids of rules that are new.
        removed: Ids of rules that are gone.
        changed: Id of each rule written differently, with the keys that differ.
        parameters: Name of each changed parameter, with its value before and after;
            None where there is none.
        examples: Where the policies' own examples are decided differently.
        examined: How many examples were asked of both.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: Mapping[str, tuple[str, ...]]
    parameters: Mapping[str, tuple[Any, Any]]
    examples: tuple[ExampleChange, ...] = ()
    examined: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayGroup:
    """Passages that another policy would decide differently in the same way.

    Attributes:
        before: The recorded verdict.
        after: The verdict now, or None where something more would be asked first.
        rule: Id of the rule that makes the difference, or an empty string.
        needs: What would be asked first.
        count: How many passages.
        seqs: Their journal numbers, the first few.
    """

    before: Verdict
    after: Verdict | None
    rule: str
    needs: tuple[Need, ...]
    count: int
    seqs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaySummary:
    """A policy asked about the passages of a time.

    Attributes:
        since: From when, aware.
        until: Up to when, aware.
        asked: Decided passages it was asked about.
        changed: Of these, how many would end differently.
        silent: Decided passages whose record holds no facts to ask about.
        complete: False when the replay was cut short.
        groups: The changes, most frequent first.
    """

    since: datetime
    until: datetime
    asked: int
    changed: int
    silent: int
    complete: bool
    groups: tuple[ReplayGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedPolicy:
    """A policy that waits for the second step.

    Attributes:
        stamp: Which.
        by: Who staged it, e.g. ``screen``.
        at: When, aware.
        difference: From the policy in force to it.
        replay: What it would have said lately, or None while that is being found out.
    """

    stamp: PolicyStamp
    by: str
    at: datetime
    difference: Difference
    replay: ReplaySummary | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyBoard:
    """What the leader's page of the rules shows.

    Attributes:
        current: The policy in force.
        since: From when, aware.
        now: Wall time, aware.
        previous: The one before it, or None.
        choices: What can be staged: name to ask for it by, and its stamp.
        staged: What waits for confirmation, or None.
        fault: Slug of what is wrong with the policy on disk, or None.
    """

    current: PolicyStamp
    since: datetime
    now: datetime
    previous: PolicyStamp | None
    choices: Mapping[str, PolicyStamp]
    staged: StagedPolicy | None
    fault: str | None = None


def at_level(facts: Facts, level: ControlLevel) -> Facts:
    """The same facts where ``level`` is in force."""
    lane = facts.lane.model_copy(update={"control_level": level})
    return facts.model_copy(update={"lane": lane})
