"""The policy in force: switched while the kiosk runs, in one step, for all lanes.

A decision is made by one policy from beginning to end. A passage under way is asked
under the new policy with its next piece of evidence: what an order says from noon on,
it says of whoever passes after noon.
"""

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from kiosk.app.policy_shelf import First, Shelf
from kiosk.app.policy_terms import Terms
from kiosk.core.errors import ConfigError, StoreError
from kiosk.core.facts import Facts
from kiosk.core.household import Quota, quota_of
from kiosk.core.policy import PolicyStamp, at_level
from kiosk.core.record import Draft, Kind
from kiosk.core.sections import ControlLevel
from kiosk.core.verdict import Decision
from kiosk.core.view import Condition, DeviceStatus
from kiosk.ports import Clock, Journal, Judge
from kiosk.rules.decision import decide
from kiosk.rules.policy import Policy
from kiosk.store.policies import OpenPolicy
from kiosk.store.policy_errors import PolicyKeyWithdrawn
from kiosk.store.policy_history import (
    Enacted,
    History,
    in_force_draft,
    key_in_force_draft,
)

_LOG = logging.getLogger(__name__)
POLL_S: Final = 1.0
_ADVICE: Final = "the last good rules stay in force; activate a policy again"
_NOT_RECORDED: Final = "policy-not-recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A policy in force since a moment; replaced whole."""

    policy: Policy
    stamp: PolicyStamp
    since: datetime


class Policies:
    """Keeps the policy in force and takes over what the policy folder asks for.

    Args:
        shelf: Where policies are found.
        history: What the journal knows of the policies in force.
        clock: Wall time.
        journal: Gets a ``policy`` row for each change, before it counts.
        signed: Whether policies from outside the programme must be signed.

    Raises:
        ConfigError: Not even the policy of the settings can be used.
    """

    def __init__(
        self,
        shelf: Shelf,
        history: History,
        *,
        clock: Clock,
        journal: Journal,
        signed: bool,
    ) -> None:
        self.shelf, self.history = shelf, shelf.known(history)
        self._key = history.key  # what the journal knows
        self._clock, self._journal, self._signed = clock, journal, signed
        self._turn = asyncio.Lock()
        self._mark = shelf.folder.mark()
        self._first: First | None = shelf.first(self.history, self.terms())
        self._fault = self._first.fault
        self._ruling = self._resumed(self._first.opened)

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self._ruling.policy

    def quota(self) -> Quota:
        """How the policy in force counts the exits of households."""
        return quota_of(self.policy.parameters)

    @property
    def ruling(self) -> Ruling:
        """The policy in force, and since when."""
        return self._ruling

    @property
    def fault(self) -> str | None:
        """Slug of why what is asked for is not in force, or None."""
        return self._fault

    def judge(self, pinned: ControlLevel | None) -> Judge:
        """A ``ports.Judge`` by the policy in force at each decision.

        Args:
            pinned: The control level a lane's settings insist on, or None where the
                lane follows the policy.
        """

        def judged(facts: Facts) -> Decision:
            policy = (
                self._ruling.policy
            )  # once: the level and the rules belong together
            if pinned is None:
                facts = at_level(facts, policy.header.control_level)
            return replace(decide(facts, policy), asked=facts)

        return judged

    def terms(self, level: ControlLevel | None = None) -> Terms:
        """On what terms a policy may come into force now."""
        sure = self._clock.state() != "unsure"
        now = self._clock.now() if sure else None
        return Terms(signed=self._signed, now=now, level=level)

    async def begin(self) -> None:
        """Journal the policy the kiosk started with, if it is news to the journal."""
        first, newest = self._first, self.history.newest
        if first is None:
            return
        known = newest is not None and newest.stamp.digest == first.opened.stamp.digest
        if known or await self._enact(first.opened, how=first.how, by=first.by):
            self._first = None

    async def watch(self, poll_s: float = POLL_S) -> None:
        """Take over whatever is asked for, until cancelled.

        Args:
            poll_s: Seconds between two looks at the folder.
        """
        while True:
            await self.look()
            await asyncio.sleep(poll_s)

    async def look(self) -> None:
        """Take over what is asked for now, if it is another policy and a good one."""
        async with self._turn:
            await self.begin()
            await self._look_at_key()
            mark = await asyncio.to_thread(self.shelf.folder.mark)
            if mark == self._mark and self._fault != _NOT_RECORDED:
                return
            try:
                found = await asyncio.to_thread(
                    self.shelf.asked, self.history, self.terms()
                )
            except ConfigError as fault:
                self._mark = mark
                await self._refuse(fault)
                return
            if found is None or found[0].stamp.digest == self._ruling.stamp.digest:
                self._mark, self._fault = mark, None
                return
            opened, pointer = found
            how = "back" if pointer.back else "activated"
            if await self._enact(opened, how=how, by=pointer.by):
                self._mark, self._fault = mark, None

    async def _look_at_key(self) -> None:
        """Withdraw older policy keys, and journal that they are."""
        self.history = await asyncio.to_thread(self.shelf.known, self.history)
        if self.history.key <= self._key:
            return
        draft = key_in_force_draft(self.history.key, self._clock.now())
        try:
            await self._journal.append(draft)
        except StoreError as error:  # it counts already; the row is tried again
            _LOG.warning("policy-row-lost slug=%s", error.slug)
            return
        self._key = self.history.key

    async def _enact(self, opened: OpenPolicy, *, how: str, by: str) -> bool:
        """Keep, journal, switch; in this order. False when it could not be written."""
        now, stamp = self._clock.now(), opened.stamp
        newest = self.history.newest
        before = newest.stamp if newest else None
        draft = in_force_draft(stamp, now, how=how, by=by, before=before)
        try:
            await asyncio.to_thread(self.shelf.folder.keep, opened.file)
            entry = await self._journal.append(draft)
        except (StoreError, ConfigError) as error:
            _LOG.warning("policy-not-recorded slug=%s", error.slug)
            self._fault = _NOT_RECORDED
            return False
        row = Enacted(seq=entry.seq, at=now, stamp=stamp, how=how, by=by)
        self.history = self.history.after(row)
        self._ruling = Ruling(policy=opened.policy, stamp=stamp, since=now)
        return True

    async def _refuse(self, fault: ConfigError) -> None:
        self._fault = fault.slug
        _LOG.warning("policy-refused slug=%s", fault.slug)
        payload = {"event": "policy-refused", "slug": fault.slug}
        draft = Draft(kind=Kind.POLICY, at=self._clock.now(), payload=payload)
        try:
            await self._journal.append(draft)
        except StoreError as error:  # the journal has a light of its own
            _LOG.warning("policy-row-lost slug=%s", error.slug)

    def _resumed(self, opened: OpenPolicy) -> Ruling:
        """In force since the journal says so, else from now on."""
        newest, since = self.history.newest, self._clock.now()
        if newest is not None and newest.stamp.digest == opened.stamp.digest:
            since = newest.at
        return Ruling(policy=opened.policy, stamp=opened.stamp, since=since)

    def light(self) -> DeviceStatus:
        """The policy as a light: amber while what is asked for is not in force.

        Rules of a key that is withdrawn stay in force, for there must be some; whoever
        took the key may have written them.
        """
        slug = self._fault
        if slug is None and self.history.withdrawn:
            slug = PolicyKeyWithdrawn.slug
        if slug is None:
            return DeviceStatus(name="policy", condition=Condition.OK)
        return DeviceStatus(
            name="policy",
            condition=Condition.WARNING,
            slug=slug,
            advice=_ADVICE,
        )

    def fact(self) -> str:
        """The policy in force and its age, for the status page."""
        ruling = self._ruling
        stamp, age = ruling.stamp, self._clock.now() - ruling.since
        source = f"key {stamp.key}" if stamp.key else stamp.source
        return f"{stamp.version} {stamp.title} · {_age(age)} · {source}"


def _age(age: timedelta) -> str:
    minutes = max(age, timedelta()) // timedelta(minutes=1)
    if minutes < 120:  # noqa: PLR2004 - two hours
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"  # noqa: PLR2004 - two days
