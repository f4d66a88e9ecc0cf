"""The signed lists in force: taken over while the kiosk runs, never put back.

A list of a lower number than one that was ever in force here is not believed while
the kiosk runs, and is a warning light when it lies there at start: somebody put back
what was withdrawn.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from kiosk.codes.kp1 import ClockState
from kiosk.codes.recognise import Known, recognise
from kiosk.codes.revocation import RevocationList
from kiosk.codes.trust import TrustList
from kiosk.core.errors import ConfigError, StoreError
from kiosk.core.evidence import CodeReading
from kiosk.core.record import Draft, Kind
from kiosk.core.view import Condition, DeviceStatus
from kiosk.ports import Clock, Journal
from kiosk.store.communities import ListOlder
from kiosk.store.keymaking import TRUST_LIST
from kiosk.store.keyring import Keyring
from kiosk.store.lists import REVOCATIONS, load_pass_trust, load_revocations

_LOG = logging.getLogger(__name__)
POLL_S: Final = 2.0
TRUST: Final = "trust"
REVOKED: Final = "revocations"
LISTS: Final = {TRUST: TRUST_LIST, REVOKED: REVOCATIONS}
"""The lists' names in the journal, and their files."""
_ADVICE: Final = {
    "list-older": "an older list was put back; copy the newest one here",
    "list-unusable": "copy the list from the supervisor's machine again",
    "list-stale": "fetch the newest list from the supervisor",
}

SignedList = TrustList | RevocationList
_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Found:
    """What a look at one file gave: a list, or what is wrong with it."""

    content: SignedList | None = None
    fault: ConfigError | None = None


class Lists:
    """The trust list and the revocations that passes are judged by.

    Args:
        keys: The keys as loaded at start.
        clock: For the ages.
        journal: Gets a ``policy`` row for each list taken over or refused.
        base: What else codes are told apart by.
    """

    def __init__(
        self, keys: Keyring, clock: Clock, journal: Journal, base: Known | None = None
    ) -> None:
        self._folder = keys.directory
        self._clock, self._journal = clock, journal
        self._base = base or Known()
        self._lists: dict[str, SignedList] = {TRUST: keys.trust}
        if keys.revocations is not None:
            self._lists[REVOKED] = keys.revocations
        self._faults: dict[str, str] = {}
        # No file's: one that changed while the keys were loaded is looked at again.
        self._stamps: dict[str, _Stamp | None] = dict.fromkeys(LISTS, (0, 0, 0))
        self._known = self._joined()
        self._floor = {name: self._seq(name) for name in LISTS}

    def recognise(
        self, text: str, now: datetime, clock_state: ClockState
    ) -> CodeReading:
        """A ``kiosk.ports.Recognise`` by the lists in force now."""
        return recognise(text, now, clock_state, known=self._known)

    async def watch(self, seen: Mapping[str, int], poll_s: float = POLL_S) -> None:
        """Journal what is in force, then take over every newer list until cancelled.

        Args:
            seen: The highest number of each list that the journal knows.
            poll_s: Seconds between two looks at the files.
        """
        for name in LISTS:
            self._floor[name] = max(self._seq(name), seen.get(name, 0))
            await self._compare(name, seen.get(name, 0))
        while True:
            await asyncio.sleep(poll_s)
            for name in LISTS:
                await self._look(name)

    async def _compare(self, name: str, seen: int) -> None:
        """Tell at start what happened to a list while nobody looked."""
        here = self._seq(name)
        if here > seen:
            await self._note(name, event="list-in-force")
        elif here < seen:
            self._faults[name] = "list-older"
            await self._note(name, event="list-refused", slug="list-older")

    async def _look(self, name: str) -> None:
        stamp = await asyncio.to_thread(self._stamp, name)
        if stamp == self._stamps[name]:
            return
        self._stamps[name] = stamp
        found = await asyncio.to_thread(self._load, name)
        fault = found.fault or self._put_back(name, found.content)
        if fault is not None:
            await self._refuse(name, fault)
            return
        self._faults.pop(name, None)
        if found.content is not None and found.content.seq > self._seq(name):
            self._lists[name] = found.content
            self._floor[name] = found.content.seq
            self._known = self._joined()
            await self._note(name, event="list-in-force")

    async def _refuse(self, name: str, fault: ConfigError) -> None:
        slug = "list-older" if isinstance(fault, ListOlder) else "list-unusable"
        if self._faults.get(name) == slug:
            return  # said already
        self._faults[name] = slug
        _LOG.warning("list-refused list=%s slug=%s", name, fault.slug)
        await self._note(name, event="list-refused", slug=fault.slug)

    def _put_back(self, name: str, content: SignedList | None) -> ConfigError | None:
        seq, in_force = content.seq if content else 0, self._floor[name]
        if seq >= in_force:
            return None
        return ListOlder(LISTS[name], seq=seq, in_force=in_force)

    def _load(self, name: str) -> _Found:
        load: Callable[[Path], SignedList | None]
        load = load_pass_trust if name == TRUST else load_revocations
        try:
            return _Found(content=load(self._folder))
        except ConfigError as fault:
            return _Found(fault=fault)

    def _stamp(self, name: str) -> _Stamp | None:
        try:
            status = (self._folder / LISTS[name]).stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino

    def _seq(self, name: str) -> int:
        content = self._lists.get(name)
        return 0 if content is None else content.seq

    def _joined(self) -> Known:
        known = self._base
        for content in self._lists.values():
            if isinstance(content, TrustList):
                known = replace(known, passes=content)
            else:
                known = replace(known, revoked=content.by_kid)
        return known

    async def _note(self, name: str, **said: str) -> None:
        payload: dict[str, Any] = {"list": name, "seq": self._seq(name), **said}
        draft = Draft(kind=Kind.POLICY, at=self._clock.now(), payload=payload)
        try:
            await self._journal.append(draft)
        except StoreError as error:  # the journal has a light of its own
            _LOG.warning("policy-row-lost slug=%s", error.slug)

    def light(self) -> DeviceStatus:
        """The lists as a light: amber when one was refused or is stale."""
        slug = next(iter(self._faults.values()), None)
        if slug is None and self._clock.state() != "unsure":
            now = self._clock.now()
            stale = any(content.next_update < now for content in self._lists.values())
            slug = "list-stale" if stale else None
        if slug is None:
            return DeviceStatus(name="lists", condition=Condition.OK)
        return DeviceStatus(
            name="lists",
            condition=Condition.WARNING,
            slug=slug,
            advice=_ADVICE[slug],
        )

    def facts(self) -> dict[str, str]:
        """Number, size and age of each list, for the status page."""
        return {f"{name}_list": self._fact(name) for name in LISTS}

    def _fact(self, name: str) -> str:
        content = self._lists.get(name)
        if content is None:
            return "–"
        many = content.keys if isinstance(content, TrustList) else content.entries
        age = _age(self._clock.now() - content.issued)
        return f"#{content.seq} · {len(many)} · {age}"


def _age(age: timedelta) -> str:
    hours = max(age, timedelta()) // timedelta(hours=1)
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"  # noqa: PLR2004 - two days
