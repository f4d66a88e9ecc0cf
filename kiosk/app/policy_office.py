"""The rules' office: implements ``ports.PolicyOffice`` for the leader's page."""

import asyncio
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

from kiosk.app.policies import Policies
from kiosk.app.policy_replay import Span, replay
from kiosk.app.policy_steps import Steps
from kiosk.core.errors import ConfigError, FormError, StoreError
from kiosk.core.policy import PolicyBoard, ReplaySummary, StagedPolicy
from kiosk.ports import Clock
from kiosk.rules.difference import differ
from kiosk.store.policies import OpenPolicy
from kiosk.store.policy_pointer import Pointer

REPLAYED: Final = timedelta(hours=24)
MOST_REPLAYED: Final = 2000
"""Passages the page looks back at; the command looks at all."""
_REST_S: Final = 0.002  # between two passages: the lanes go first


class GatePolicyOffice:
    """Stages and confirms policies, and shows what would change.

    Args:
        policies: The policy in force.
        store: The store folder, for the replay.
        clock: Wall time.
    """

    def __init__(self, policies: Policies, store: Path, clock: Clock) -> None:
        self._policies, self._store, self._clock = policies, store, clock
        self._replays: dict[str, asyncio.Task[ReplaySummary]] = {}

    async def board(self) -> PolicyBoard:
        """See ``ports.PolicyOffice``."""
        choices = await asyncio.to_thread(self._policies.shelf.choices)
        fault = self._policies.fault
        try:
            staged = await self._staged()
        except ConfigError as error:
            staged, fault = None, error.slug
        ruling = self._policies.ruling
        return PolicyBoard(
            current=ruling.stamp,
            since=ruling.since,
            now=self._clock.now(),
            previous=self._policies.history.previous(),
            choices={name: opened.stamp for name, opened in choices.items()},
            staged=staged,
            fault=fault,
        )

    async def stage(self, choice: str, by: str) -> None:
        """See ``ports.PolicyOffice``."""
        shelf, terms = self._policies.shelf, self._policies.terms()
        await self._do(lambda: self._steps(by).stage(shelf.find(choice), terms))

    async def stage_previous(self, by: str) -> None:
        """See ``ports.PolicyOffice``."""
        await self._do(self._steps(by).stage_previous)

    async def confirm(self, digest: str, by: str) -> None:
        """See ``ports.PolicyOffice``."""
        terms = self._policies.terms()
        asked = await self._do(lambda: self._steps(by).confirm(digest, terms))
        await self._policies.look()
        if asked.digest != self._policies.ruling.stamp.digest:
            raise FormError("policy", self._policies.fault or "refused", "")

    async def drop(self) -> None:
        """See ``ports.PolicyOffice``."""
        try:
            await asyncio.to_thread(self._policies.shelf.folder.drop)
        except ConfigError as error:
            raise FormError("policy", error.slug, str(error)) from error

    def _steps(self, by: str) -> Steps:
        return Steps(
            shelf=self._policies.shelf,
            history=self._policies.history,
            current=self._policies.ruling.stamp,
            by=by,
            now=self._clock.now(),
        )

    async def _staged(self) -> StagedPolicy | None:
        shelf, history = self._policies.shelf, self._policies.history
        pointer = await asyncio.to_thread(shelf.folder.staged)
        if pointer is None:
            self._replays.clear()
            return None
        opened = await asyncio.to_thread(shelf.pointed, pointer, history)
        current = self._policies.policy
        difference = await asyncio.to_thread(differ, current, opened.policy)
        return StagedPolicy(
            stamp=opened.stamp,
            by=pointer.by,
            at=pointer.at,
            difference=difference,
            replay=self._replayed(opened),
        )

    def _replayed(self, opened: OpenPolicy) -> ReplaySummary | None:
        """The replay's outcome; begun if it was not, None while it runs."""
        digest = opened.stamp.digest
        if digest not in self._replays:
            self._replays = {digest: asyncio.create_task(self._replay(opened))}
        task = self._replays[digest]
        return task.result() if task.done() and not task.cancelled() else None

    async def _replay(self, opened: OpenPolicy) -> ReplaySummary:
        now = self._clock.now()
        span = Span(since=now - REPLAYED, until=now, most=MOST_REPLAYED)
        rows = self._policies.history.rows
        levels = {row.stamp.version: row.stamp.level for row in rows}
        pause = threading.Event()
        try:
            return await asyncio.to_thread(
                replay,
                self._store,
                opened.policy,
                span,
                levels,
                lambda: pause.wait(_REST_S),
            )
        except StoreError:  # the journal has a light of its own
            return ReplaySummary(
                since=span.since,
                until=span.until,
                asked=0,
                changed=0,
                silent=0,
                complete=False,
                groups=(),
            )

    async def _do(self, step: Callable[[], Pointer]) -> Pointer:
        try:
            return await asyncio.to_thread(step)
        except ConfigError as error:
            raise FormError("policy", error.slug, str(error)) from error
