"""A decision of the journal, to be explained from its record alone."""

import json
from dataclasses import dataclass
from pathlib import Path

from kiosk.core.errors import ConfigError
from kiosk.core.facts import Facts
from kiosk.core.record import Entry, Kind
from kiosk.core.verdict import Verdict
from kiosk.rules.decision import decide
from kiosk.rules.policy import Policy
from kiosk.store.policies import compiled
from kiosk.store.policy_folder import PolicyFolder
from kiosk.store.policy_history import read_history
from kiosk.store.reading import JournalReader


class NotExplained(ConfigError):
    """The journal does not hold what an explanation needs."""

    slug = "not-explained"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedDecision:
    """What a passage's record says of its decision.

    Attributes:
        seq: Journal number.
        at: When, as the journal writes it.
        version: The policy that decided, e.g. ``routine/1``.
        verdict: What it said; None where the person left before it was final.
        reasons: Why.
        facts: What it was asked about.
        withheld: Facts that were left out of the record.
        store: The store folder.
    """

    seq: int
    at: str
    version: str
    verdict: Verdict | None
    reasons: tuple[str, ...]
    facts: Facts
    withheld: tuple[str, ...]
    store: Path

    @property
    def told(self) -> str:
        """The recorded decision in one line."""
        verdict = self.verdict or "left before a verdict"
        return " ".join([self.version, verdict, *self.reasons])

    def policy(self) -> Policy:
        """The policy that was in force then, as it was kept.

        Raises:
            NotExplained: The journal does not know it.
            PolicyError: It was not kept, or altered since.
        """
        row = read_history(self.store, before=self.seq).version(self.version)
        if row is None:
            raise NotExplained(
                f"the journal does not say which text {self.version} had at "
                f"#{self.seq}; name one with --policy"
            )
        kept = PolicyFolder(self.store).kept(row.stamp.digest, row.stamp.source)
        return compiled(kept).policy

    def comes_out(self, policy: Policy) -> bool:
        """Whether the policy says again what is recorded."""
        again = decide(self.facts, policy)
        same = self.verdict is None or again.verdict is self.verdict
        return same and set(again.reasons) == set(self.reasons)


def recorded_decision(store: Path, seq: int) -> RecordedDecision:
    """Read the decision of one passage.

    Raises:
        NotExplained: There is no such passage, or it holds no facts.
        StoreError: The journal cannot be read.
    """
    entry = JournalReader(store).entry(seq)
    if entry is None or entry.kind is not Kind.PASSAGE:
        raise NotExplained(f"#{seq} is no passage of this journal")
    try:
        return _read(entry, store)
    except (KeyError, TypeError, ValueError, RecursionError):
        raise NotExplained(
            f"#{seq} holds no decision that this version knows; it was recorded by "
            "another"
        ) from None


def _read(entry: Entry, store: Path) -> RecordedDecision:
    payload = json.loads(entry.payload)
    verdict = payload["verdict"]
    return RecordedDecision(
        seq=entry.seq,
        at=entry.at,
        version=str(payload["policy"]),
        verdict=None if verdict is None else Verdict(verdict),
        reasons=tuple(map(str, payload["reasons"])),
        facts=Facts.model_validate(payload["facts"]),
        withheld=tuple(map(str, payload.get("withheld", ()))),
        store=store,
    )
