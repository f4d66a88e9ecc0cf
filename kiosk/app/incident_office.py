"""The incident office: steps ticked and incidents closed, each a journal row."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from kiosk.app.refusing import refusing
from kiosk.core.errors import FormError, StoreError
from kiosk.core.incident import Incident, Result
from kiosk.core.record import Draft, Kind, Person
from kiosk.ports import Clock, Journal
from kiosk.store.incidents import IncidentReader

_SHOWN_CLOSED: Final = 20
_CLOSED_FOR: Final = timedelta(hours=24)


class JournalIncidentOffice:
    """Implements ``ports.IncidentOffice``.

    Args:
        store: The store folder, for what is open.
        clock: Wall time.
        journal: Gets an ``incident`` row for everything that is done.
    """

    def __init__(self, store: Path, *, clock: Clock, journal: Journal) -> None:
        self._reader, self._clock, self._journal = IncidentReader(store), clock, journal
        self._turn = asyncio.Lock()  # two screens close one incident: the first counts

    def open_count(self) -> int | None:
        """How many are open; see ``ports.IncidentOffice``."""
        try:
            return self._reader.open_count()
        except StoreError:
            return None

    def newest(self) -> list[Incident]:
        """The open ones and the last closed ones; see ``ports.IncidentOffice``."""
        since = self._clock.now() - _CLOSED_FOR
        closed = [
            incident
            for incident in self._reader.last(_SHOWN_CLOSED)
            if incident.closed_at is not None and incident.closed_at > since
        ]
        return [*self._reader.open_ones(), *closed]

    async def tick(self, passage: str, step: str, by: str) -> None:
        """Record a step; see ``ports.IncidentOffice``."""
        async with self._turn:
            incident = await self._open_one(passage)
            if step not in incident.card.steps:
                raise FormError("step", "missing", "a step of the disposal card")
            if step not in {tick.step for tick in incident.ticks}:
                await self._write(passage, {"event": "step", "step": step, "by": by})

    async def close(self, passage: str, result: str, by: str, note: str) -> None:
        """Close it; see ``ports.IncidentOffice``."""
        async with self._turn:
            incident = await self._open_one(passage)
            if result not in set(incident.card.results):
                raise FormError("result", "missing", "one of the card's results")
            payload = {"event": "closed", "result": str(Result(result)), "by": by}
            await self._write(passage, payload, note.strip())

    async def _open_one(self, passage: str) -> Incident:
        with refusing("incident"):
            incident = await asyncio.to_thread(self._reader.one, passage)
        if incident is None or incident.closed_at is not None:
            raise FormError("incident", "incident-over", "it is closed already")
        return incident

    async def _write(
        self, passage: str, payload: Mapping[str, Any], note: str = ""
    ) -> None:
        now: datetime = self._clock.now()
        person = Person(subject=passage, masked="", private={"note": note})
        draft = Draft(
            kind=Kind.INCIDENT,
            at=now,
            payload={"incident": passage, **payload, "clock": self._clock.state()},
            person=person if note else None,
        )
        with refusing("incident"):
            await self._journal.append(draft)
