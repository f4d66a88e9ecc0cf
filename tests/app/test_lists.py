"""The lists in force, with real files changed under a watch."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.app.lists import Lists
from kiosk.app.lists_seen import lists_seen
from kiosk.codes.revocation import Revocation
from kiosk.core.record import Kind
from kiosk.core.view import Condition
from kiosk.store.keyfolder import replace_file
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import load_keyring, open_keyring
from kiosk.store.listmaking import open_signer
from kiosk.store.rotation import Rotation, rotate
from tests.app.rig import Site, serving, until
from tests.fakes import HOME, NOON, FakeClock, FakeJournal

DAY = timedelta(days=1)
LOST = Revocation(kid=b"\0\1", pass_id=bytes(5) + b"\1", until=NOON + 9 * DAY)


@dataclass
class Watch:
    """Lists watched on disk every few milliseconds."""

    keys: Path
    clock: FakeClock
    journal: FakeJournal
    lists: Lists

    @classmethod
    def over(cls, folder: Path) -> "Watch":
        keys = folder / "keys"
        open_keyring(keys, FirstStart(community=HOME, now=NOON))
        return cls.anew(keys)

    @classmethod
    def anew(cls, keys: Path) -> "Watch":
        clock, journal = FakeClock(), FakeJournal()
        lists = Lists(load_keyring(keys), clock, journal)
        return cls(keys, clock, journal, lists)

    @asynccontextmanager
    async def watching(self, **seen: int) -> AsyncIterator[None]:
        task = asyncio.create_task(self.lists.watch(seen, poll_s=0.002))
        try:
            yield
        finally:
            task.cancel()

    def revoke(self) -> None:
        open_signer(self.keys).revoke([LOST], NOON)

    def said(self) -> list[tuple[object, ...]]:
        rows = [draft.payload for draft in self.journal.drafts]
        return [
            (row["list"], row["event"], row["seq"], row.get("slug")) for row in rows
        ]

    async def until_said(self, *row: object) -> None:
        async def all_said() -> list[tuple[object, ...]]:
            return self.said()

        await until(all_said, lambda rows: row in rows)


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch.over(tmp_path)


async def test_what_is_in_force_at_start_is_journalled_once(watch: Watch) -> None:
    async with watch.watching():
        await watch.until_said("trust", "list-in-force", 1, None)
    again = Watch.anew(watch.keys)
    async with again.watching(trust=1):
        await asyncio.to_thread(again.revoke)
        await again.until_said("revocations", "list-in-force", 1, None)

    assert [draft.kind for draft in watch.journal.drafts] == [Kind.POLICY]
    assert len(again.said()) == 1
    assert again.lists.light().condition is Condition.OK


async def test_a_rotated_key_is_believed_while_the_kiosk_runs(watch: Watch) -> None:
    async with watch.watching(trust=1):
        rotate(open_signer(watch.keys), Rotation(purpose="resident", now=NOON))
        await watch.until_said("trust", "list-in-force", 2, None)

    assert watch.lists.facts()["trust_list"] == "#2 · 3 · 0 h"


@pytest.mark.parametrize("name", ["trust-list.cose", "revocations.cose"])
async def test_an_older_list_is_refused_and_a_newer_one_mends_it(
    watch: Watch, name: str
) -> None:
    path, kind = watch.keys / name, name.partition("-")[0].partition(".")[0]
    versions = []
    for _ in range(4):
        watch.revoke()
        rotate(open_signer(watch.keys), Rotation(purpose="resident", now=NOON))
        versions.append(path.read_bytes())
    path.write_bytes(versions[1])
    watch = Watch.anew(watch.keys)
    in_force = watch.lists.facts()[f"{kind}_list"]
    async with watch.watching(trust=3, revocations=2):
        replace_file(path, versions[0])
        seq = 3 if kind == "trust" else 2
        await watch.until_said(kind, "list-refused", seq, "list-older")
        assert watch.lists.light().slug == "list-older"
        assert watch.lists.facts()[f"{kind}_list"] == in_force
        replace_file(path, versions[3])
        await watch.until_said(kind, "list-in-force", seq + 2, None)
        assert watch.lists.light().slug is None


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"?")])
async def test_a_lost_or_damaged_list_changes_nothing_but_the_light(
    watch: Watch, harm: Callable[[Path], object]
) -> None:
    watch.revoke()
    watch = Watch.anew(watch.keys)
    before = watch.lists.facts()
    async with watch.watching(trust=1, revocations=1):
        harm(watch.keys / "trust-list.cose")
        harm(watch.keys / "revocations.cose")

        async def slugs() -> set[object]:
            return {row[0] for row in watch.said() if row[1] == "list-refused"}

        await until(slugs, lambda found: found == {"trust", "revocations"})

    assert watch.lists.facts() == before
    assert watch.lists.light().condition is Condition.WARNING


async def test_a_list_put_back_while_the_kiosk_was_down_is_seen(watch: Watch) -> None:
    async with watch.watching(trust=4, revocations=2):
        await watch.until_said("revocations", "list-refused", 0, "list-older")

    assert ("trust", "list-refused", 1, "list-older") in watch.said()
    assert watch.lists.light().slug == "list-older"


async def test_a_list_out_of_date_is_amber_unless_the_clock_is_unsure(
    watch: Watch,
) -> None:
    watch.revoke()
    watch = Watch.anew(watch.keys)
    assert watch.lists.facts()["revocations_list"] == "#1 · 1 · 0 h"

    watch.clock.turn(32 * DAY.total_seconds())

    assert watch.lists.light().slug == "list-stale"
    assert watch.lists.facts()["revocations_list"] == "#1 · 1 · 32 d"
    watch.clock.sureness = "unsure"
    assert watch.lists.light().slug is None


async def test_a_running_kiosk_takes_revocations_over_and_keeps_them(
    site: Site,
) -> None:
    settings = site.furnish(
        f'{site.picture(site.good_pass(1))}\nthermometer = {{ driver = "none" }}'
    )

    async with serving(settings) as screen:
        await screen.until_panel(state="gathering")
        signer, now = open_signer(site.store / "keys"), site.keys().trust.issued
        await asyncio.to_thread(signer.revoke, [replace(LOST, until=now + DAY)], now)

        async def taken() -> str:
            facts = (await screen.web.get("/api/status")).json()["facts"]
            return str(facts["revocations_list"])

        await until(taken, lambda fact: fact.startswith("#1"))

    async with serving(settings) as screen:
        await screen.until_panel(state="gathering")
        await screen.touch("temperature", celsius="36.5")
        await screen.until_panel(state="stopped", tone="refuse")
    assert lists_seen(site.store) == {"trust": 1, "revocations": 1}
    assert lists_seen(site.folder / "gone") == {}
