"""Policies of a kiosk on disk, with a journal in memory and a clock turned by hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Self

from kiosk.app.policies import Policies
from kiosk.app.policy_shelf import Shelf, shelf_of
from kiosk.app.policy_steps import Steps
from kiosk.app.policy_terms import Terms
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import open_keyring
from kiosk.store.lists import load_root
from kiosk.store.policy_history import History
from kiosk.store.policy_keys import make_policy_key
from tests.app.rig import until
from tests.fakes import HOME, NOON, FakeClock, FakeJournal
from tests.policy_scene import text, written


@dataclass
class PolicyRig:
    """A store folder whose settings name ``base/1``; restarted by ``anew``."""

    store: Path
    base: str
    clock: FakeClock = field(default_factory=FakeClock)
    journal: FakeJournal = field(default_factory=FakeJournal)
    history: History = field(default_factory=History)
    signed: bool = False

    @classmethod
    def at(cls, folder: Path, *, signed: bool = False) -> Self:
        open_keyring(folder / "keys", FirstStart(community=HOME, now=NOON))
        return cls(store=folder, base=written(folder, "base"), signed=signed)

    @property
    def shelf(self) -> Shelf:
        return shelf_of(self.store, partial(load_root, self.store / "keys"), self.base)

    @property
    def terms(self) -> Terms:
        return Terms(signed=self.signed, now=self.clock.now())

    def policies(self) -> Policies:
        return Policies(
            self.shelf,
            self.history,
            clock=self.clock,
            journal=self.journal,
            signed=self.signed,
        )

    async def started(self) -> Policies:
        """A kiosk that started and journalled its policy."""
        policies = self.policies()
        await policies.begin()
        self.history = policies.history
        return policies

    def steps(self, policies: Policies) -> Steps:
        return Steps(
            shelf=self.shelf,
            history=policies.history,
            current=policies.ruling.stamp,
            by="console",
            now=self.clock.now(),
        )

    def stage(self, policies: Policies, place: str) -> str:
        """First step; returns the digest to confirm."""
        opened = self.shelf.open(place)
        return self.steps(policies).stage(opened, self.terms).digest

    def confirm(self, policies: Policies, digest: str) -> None:
        """Second step."""
        self.steps(policies).confirm(digest, self.terms)

    def ask(self, policies: Policies, place: str) -> None:
        """Both steps; the running kiosk has not looked yet."""
        self.confirm(policies, self.stage(policies, place))

    async def activate(self, policies: Policies, place: str) -> None:
        """Both steps, taken over."""
        self.ask(policies, place)
        await policies.look()
        self.history = policies.history

    def toml(self, name: str = "small", version: int = 1, **more: str) -> str:
        return written(self.store, name, version, **more)

    def sealed(self, name: str, version: int = 1, **more: str) -> str:
        """A signed policy on disk, by the newest policy key."""
        keys = self.store / "keys"
        signer = make_policy_key(keys, None, NOON)
        path = self.store / f"{name}-{version}.policy"
        path.write_bytes(signer.sign(text(name, version, **more), NOON))
        return str(path)

    def rows(self) -> list[dict[str, Any]]:
        return [dict(draft.payload) for draft in self.journal.drafts]

    def said(self) -> list[tuple[str, str, str | None]]:
        """Policy, how and from what, of every row that put one in force."""
        return [
            (row["policy"], row["how"], row["from"])
            for row in self.rows()
            if row["event"] == "policy-in-force"
        ]


@asynccontextmanager
async def watching(policies: Policies) -> AsyncIterator[None]:
    """The service's watch, fast."""
    task = asyncio.create_task(policies.watch(poll_s=0.002))
    try:
        yield
    finally:
        task.cancel()


async def until_in_force(policies: Policies, version: str) -> None:
    async def now() -> str:
        return policies.policy.version

    await until(now, lambda found: found == version)
