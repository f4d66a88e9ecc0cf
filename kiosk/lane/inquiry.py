"""Asks the health-code service beside the lane, which goes on taking evidence."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from kiosk.core.evidence import CodeKind
from kiosk.core.verdict import Need
from kiosk.lane.parts import Reply
from kiosk.lane.passage import Passage
from kiosk.ports import Clock, HealthCodeService

_ANSWERED: Final = {Need.HEALTH, Need.TRAVEL, Need.NAT, Need.VACCINATION}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One code to ask about, for one passage."""

    passage: str
    kind: CodeKind
    text: str = field(repr=False)
    at: datetime


class Inquiry:
    """A lane's questions to the health-code service.

    Args:
        service: Whom to ask.
        clock: For the wall time of a question.
    """

    def __init__(self, service: HealthCodeService, clock: Clock) -> None:
        self._service, self._clock = service, clock
        self._questions: asyncio.Queue[Question] = asyncio.Queue()

    def consider(self, passage: Passage) -> None:
        """Ask about ``passage`` if there is something new to ask; returns at once.

        A health code is asked about as soon as it is shown, a pass only where the
        service answers for passes and the rules still lack what it would say. Nothing
        is asked about somebody who is held or turned back already.
        """
        if passage.stopped:
            return
        kind, shown = CodeKind.HEALTH, passage.codes.get(CodeKind.HEALTH)
        if shown is None and passage.lacks(_ANSWERED):
            kind, shown = CodeKind.PASS, passage.codes.get(CodeKind.PASS)
        if shown is None or kind in passage.asked or kind not in self._service.kinds:
            return
        passage.asked[kind] = shown.scan.text
        self._questions.put_nowait(
            Question(
                passage=passage.id,
                kind=kind,
                text=shown.scan.text,
                at=self._clock.now(),
            )
        )

    async def run(self, offer: Callable[[Reply], None]) -> None:
        """Ask until cancelled; every answer goes to ``offer``."""
        async with asyncio.TaskGroup() as group:
            while True:
                question = await self._questions.get()
                group.create_task(self._ask(question, offer))

    async def _ask(self, question: Question, offer: Callable[[Reply], None]) -> None:
        answer = await self._service.ask(question.text, question.at)
        offer(
            Reply(
                passage=question.passage,
                kind=question.kind,
                text=question.text,
                answer=answer,
            )
        )
