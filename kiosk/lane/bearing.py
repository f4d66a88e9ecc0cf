"""Whose pass a passage is about, and what that changes for the household."""

from dataclasses import dataclass, replace
from typing import Final

from kiosk.core.household import RETURNEE
from kiosk.core.record import Bearer, Draft
from kiosk.core.sections import Direction
from kiosk.core.verdict import Verdict
from kiosk.lane.passage import Passage

MOST_OUTDATED: Final = 5
"""How often a verdict is asked for again because the household moved meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossed:
    """Somebody who was let through a moment ago.

    Attributes:
        passage: The passage.
        seq: Its journal number.
        until: How long the volunteer may take it back, monotonic seconds.
    """

    passage: Passage
    seq: int
    until: float

    @property
    def id(self) -> str:
        """The passage's id."""
        return self.passage.id


def bearer_of(passage: Passage) -> Bearer | None:
    """Who holds the pass that was shown, or None without a good one."""
    claims = passage.reading.claims if passage.reading else None
    if claims is None:
        return None
    return Bearer(
        pass_id=claims.pass_id, household=claims.household, member=claims.member
    )


def borne(draft: Draft, passage: Passage) -> Draft:
    """The record with its bearer, where it changes what the records know of them.

    Who is let through has crossed; who comes back from outside voids the household's
    passes, whatever the verdict on the person is.
    """
    if draft.payload["outcome"] != "decided":
        return draft
    voids = passage.returnee and draft.payload["direction"] == Direction.IN
    allowed = draft.payload["verdict"] == Verdict.ALLOW
    if not voids and not allowed:
        return draft
    payload = {**draft.payload, "voids": RETURNEE} if voids else draft.payload
    relies_on = passage.relies_on if allowed else None
    bearer = bearer_of(passage)
    return replace(draft, payload=payload, bearer=bearer, relies_on=relies_on)
