"""The signed lists in force: taken over while the kiosk runs, never put back.

A list of a lower number than one that was ever in force here is not believed while
the kiosk runs, and is a warning light when it lies there at start: somebody put back
what was withdrawn.
"""

import asyncio
import logging
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from kiosk.app.list_files import REVOKED, TRUST, ListFile, list_files, told
from kiosk.app.list_lights import age_hours, list_light
from kiosk.codes.kp1 import ClockState
from kiosk.codes.listing import SignedList
from kiosk.codes.recognise import Known, recognise
from kiosk.codes.revocation import RevocationList
from kiosk.codes.revoked import revoked_by
from kiosk.codes.trust import TrustList
from kiosk.core.errors import ConfigError, StoreError
from kiosk.core.evidence import CodeReading
from kiosk.core.record import Draft, Kind
from kiosk.core.view import DeviceStatus
from kiosk.ports import Clock, Journal
from kiosk.store.arrivals import ListOlder
from kiosk.store.district import FORMATS
from kiosk.store.keyring import Keyring
from kiosk.store.stamp import Stamp

_LOG = logging.getLogger(__name__)
POLL_S: Final = 2.0


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
        self._trust = keys.trust
        self._lists: dict[str, SignedList] = {TRUST: keys.trust}
        if keys.revocations is not None:
            self._lists[REVOKED] = keys.revocations
        for name, file in self._files().items():
            for community in file.communities:
                if community in keys.others:
                    self._lists[name] = keys.others[community]
        for name in FORMATS:  # without any of them the kiosk serves all the same
            content = _load(self._files()[name]).content
            if content is not None:
                self._lists[name] = content
        self._faults: dict[str, str] = {}
        # No file's: one that changed while the keys were loaded is looked at again.
        self._stamps: dict[str, Stamp | None] = {}
        self._known = self._joined()
        self._floor: dict[str, int] = {}

    def recognise(
        self, text: str, now: datetime, clock_state: ClockState
    ) -> CodeReading:
        """A ``kiosk.ports.Recognise`` by the lists in force now."""
        return recognise(text, now, clock_state, known=self._known)

    def listed(self, name: str) -> SignedList | None:
        """The list ``name`` in force, or None while none ever came."""
        return self._lists.get(name)

    async def watch(self, seen: Mapping[str, int], poll_s: float = POLL_S) -> None:
        """Journal what is in force, then take over every newer list until cancelled.

        Args:
            seen: The highest number of each list that the journal knows.
            poll_s: Seconds between two looks at the files.
        """
        self._floor.update(seen)
        for name in self._files():
            await self._compare(name, seen.get(name, 0))
        while True:
            await asyncio.sleep(poll_s)
            for name, file in self._files().items():
                await self._look(name, file)

    def _files(self) -> Mapping[str, ListFile]:
        return list_files(self._folder, self._trust)

    async def _compare(self, name: str, seen: int) -> None:
        """Tell at start what happened to a list while nobody looked."""
        here = self._seq(name)
        if here > seen:
            await self._note(name, event="list-in-force")
        elif here < seen:
            self._faults[name] = "list-older"
            await self._note(name, event="list-refused", slug="list-older")

    async def _look(self, name: str, file: ListFile) -> None:
        stamp = await asyncio.to_thread(file.stamp)
        if name in self._stamps and stamp == self._stamps[name]:
            return
        self._stamps[name] = stamp
        found = await asyncio.to_thread(_load, file)
        fault = found.fault or self._put_back(name, file, found.content)
        if fault is not None:
            await self._refuse(name, fault)
            return
        self._faults.pop(name, None)
        if found.content is not None and found.content.seq > self._seq(name):
            self._take(name, found.content)
            await self._note(name, event="list-in-force")

    def _take(self, name: str, content: SignedList) -> None:
        self._lists[name] = content
        if isinstance(content, TrustList):
            self._trust = content
        self._known = self._joined()

    async def _refuse(self, name: str, fault: ConfigError) -> None:
        slug = "list-older" if isinstance(fault, ListOlder) else "list-unusable"
        if self._faults.get(name) == slug:
            return  # said already
        self._faults[name] = slug
        _LOG.warning("list-refused list=%s slug=%s", name, fault.slug)
        await self._note(name, event="list-refused", slug=fault.slug)

    def _put_back(
        self, name: str, file: ListFile, content: SignedList | None
    ) -> ConfigError | None:
        seq = content.seq if content else 0
        in_force = max(self._seq(name), self._floor.get(name, 0))
        if seq >= in_force:
            return None
        return ListOlder(file.path.name, seq=seq, in_force=in_force)

    def _seq(self, name: str) -> int:
        content = self._lists.get(name)
        return 0 if content is None else content.seq

    def _joined(self) -> Known:
        own: RevocationList | None = None
        others: dict[str, RevocationList] = {}
        for name, file in self._files().items():
            match self._lists.get(name):
                case RevocationList() as found if name == REVOKED:
                    own = found
                case RevocationList() as found:
                    others |= dict.fromkeys(file.communities, found)
                case _:
                    pass
        return replace(self._base, passes=self._trust, revoked=revoked_by(own, others))

    async def _note(self, name: str, **said: str) -> None:
        payload: dict[str, Any] = {"list": name, "seq": self._seq(name), **said}
        content = self._lists.get(name)
        if isinstance(content, TrustList):  # after a rotation there are others
            payload["keys"] = [key.kid.hex() for key in content.keys]
        draft = Draft(kind=Kind.POLICY, at=self._clock.now(), payload=payload)
        try:
            await self._journal.append(draft)
        except StoreError as error:  # the journal has a light of its own
            _LOG.warning("policy-row-lost slug=%s", error.slug)

    def light(self) -> DeviceStatus:
        """The lists passes are judged by: amber when one was refused or is stale."""
        names = [name for name in self._files() if name not in FORMATS]
        found = (slug for name in names if (slug := self._ails(name)))
        return list_light("lists", next(found, None))

    def district_light(
        self, name: str, expected: Callable[[], Container[str]] = tuple
    ) -> DeviceStatus | None:
        """A list from above likewise, with its age.

        Args:
            name: Which.
            expected: Gives the lists that ought to be here now. One that never came is
                amber when it is among them, else None.
        """
        content, slug = self._lists.get(name), self._ails(name)
        if content is None and slug is None:
            return list_light(name, "list-missing") if name in expected() else None
        age = None if content is None else age_hours(content, self._clock.now())
        return replace(list_light(name, slug), age_hours=age)

    def _ails(self, name: str) -> str | None:
        """What is wrong with a list, or None; an unsure clock calls none stale."""
        content = self._lists.get(name)
        if name in self._faults or content is None or self._clock.state() == "unsure":
            return self._faults.get(name)
        return "list-stale" if content.next_update < self._clock.now() else None

    def facts(self) -> dict[str, str]:
        """Number, size and age of each list, for the status page."""
        now = self._clock.now()
        return {
            file.label: told(self._lists.get(name), now)
            for name, file in self._files().items()
        }


def _load(file: ListFile) -> _Found:
    try:
        return _Found(content=file.load())
    except ConfigError as fault:
        return _Found(fault=fault)
