"""Writes passages into the journal and remembers what it still owes it."""

import logging
from collections import deque
from collections.abc import Mapping
from dataclasses import replace

from kiosk.core.errors import StoreError
from kiosk.core.incident import Result
from kiosk.core.override import Override
from kiosk.core.record import Draft, Entry, Kind, Person
from kiosk.core.verdict import Verdict
from kiosk.lane.bearing import Crossed, bearer_of, borne
from kiosk.lane.parts import Parts
from kiosk.lane.passage import Passage
from kiosk.lane.record import Moment, Outcome, Place, passage_draft

_LOG = logging.getLogger(__name__)
_OWED_LIMIT = 10_000


class Recorder:
    """The lane's pen.

    A verdict is written by ``write``, which fails loudly: the gate hangs on it. What
    opens no gate (abandoned, given up) is ``note``d: kept and written with the next
    success, with its original time, when it cannot be written now.
    """

    def __init__(self, parts: Parts, place: Place) -> None:
        self._journal, self._clock = parts.journal, parts.clock
        self._parts, self._place = parts, place
        self._owed: deque[Draft] = deque(maxlen=_OWED_LIMIT)

    def draft(
        self,
        passage: Passage,
        outcome: Outcome,
        previous: Mapping[str, str | float] | None = None,
    ) -> Draft:
        """The record of ``passage`` as of now, with the last one's late stages."""
        moment = Moment(
            now=self._clock.now(),
            clock=self._clock.state(),
            monotonic=self._clock.monotonic(),
            boot=self._parts.boot_id,
            on_duty=self._parts.on_duty(),
        )
        draft = borne(passage_draft(passage, outcome, self._place, moment), passage)
        if not previous:
            return draft
        return replace(draft, payload={**draft.payload, "previous": dict(previous)})

    def not_passed(self, crossed: Crossed) -> Draft:
        """The record of somebody who was let through and did not go."""
        draft = self.draft(crossed.passage, "not-passed")
        payload = {**draft.payload, "verdict": None, "undoes": crossed.seq}
        bearer = bearer_of(crossed.passage)
        return replace(draft, payload=payload, person=None, bearer=bearer)

    def overridden(self, passage: Passage, override: Override, seq: int) -> Draft:
        """The record of a leader who lets pass whom row ``seq`` stopped."""
        draft = self.draft(passage, "overridden")
        payload = {
            **draft.payload,
            "overrides": seq,
            "override": override.reason,
            "by": override.by,
        }
        known = draft.person or Person(subject=passage.id, masked="", private={})
        note = replace(known, private={"note": override.note})
        return replace(
            draft,
            payload=payload,
            person=note if override.note else None,
            bearer=bearer_of(passage),
        )

    def turned_away(self, passage: Passage) -> Draft:
        """The end of the incident of somebody who was turned back and went."""
        payload = {
            "incident": passage.id,
            "event": "closed",
            "result": str(Result.TURNED_AWAY),
            "by": "",
            "clock": self._clock.state(),
        }
        return Draft(kind=Kind.INCIDENT, at=self._clock.now(), payload=payload)

    def left(self, passage: Passage) -> Draft:
        """The record of a passage left behind: a refusal stands, the rest is open."""
        decision = passage.decision
        refused = decision is not None and decision.verdict is Verdict.REFUSE
        return self.draft(passage, "decided" if refused else "abandoned")

    async def write(self, draft: Draft) -> Entry:
        """Append and sync ``draft``, then what is owed.

        Raises:
            StoreError: It is not in the journal.
        """
        entry = await self._journal.append(draft)
        await self._settle()
        return entry

    async def note(self, draft: Draft) -> None:
        """Append ``draft``, or keep it until the journal recovers."""
        self._owed.append(draft)
        await self._settle()

    async def _settle(self) -> None:
        while self._owed:
            try:
                await self._journal.append(self._owed[0])
            except StoreError as error:
                _LOG.warning("record-owed slug=%s owed=%d", error.slug, len(self._owed))
                if not error.lasting:
                    return
            self._owed.popleft()
