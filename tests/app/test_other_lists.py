"""Revocation lists of other communities, taken over by a kiosk that runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.app.lists import Lists
from kiosk.codes import kp1
from kiosk.codes.revocation import Revocation
from kiosk.core.evidence import PassClaims
from kiosk.core.view import Condition
from kiosk.store.arrivals import KeysNeedRoot, put_in_force, recognise_list
from kiosk.store.communities import Given, add_communities
from kiosk.store.keyfolder import replace_file
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import Keyring, load_keyring, open_keyring
from kiosk.store.listmaking import open_signer
from kiosk.store.lists import load_pass_trust, load_root, other_list
from tests.app.rig import until
from tests.fakes import HOME, NOON, FakeClock, FakeJournal

OTHER = "620102001002"
DAY = timedelta(days=1)
PASS_ID = bytes(5) + b"\1"


@dataclass
class Pair:
    """A kiosk's keys and another community's, which it recognises."""

    ours: Path
    theirs: Path

    @classmethod
    def at(cls, folder: Path) -> "Pair":
        pair = cls(folder / "ours", folder / "theirs")
        for keys, community in ((pair.ours, HOME), (pair.theirs, OTHER)):
            open_keyring(keys, FirstStart(community=community, now=NOON))
        trust, root = load_pass_trust(pair.theirs), load_root(pair.theirs)
        given = Given(source="theirs.json", trust=trust, public=root)
        add_communities(open_signer(pair.ours), given, [], NOON)
        return pair

    def revoke(self) -> bytes:
        """Have them withdraw their pass once more; returns their list."""
        entry = Revocation(kid=b"\0\1", pass_id=PASS_ID, until=NOON + 9 * DAY)
        open_signer(self.theirs).revoke([entry], NOON)
        return (self.theirs / "revocations.cose").read_bytes()

    def take(self, signed: bytes) -> None:
        put_in_force(self.ours, recognise_list(self.ours, signed, "theirs.cose"))

    @property
    def file(self) -> Path:
        (root,) = load_pass_trust(self.ours).roots
        return other_list(self.ours, root)


def a_pass(keys: Keyring) -> str:
    issuer = keys.issuer("resident")
    claims = PassClaims(
        pass_id=PASS_ID.hex(),
        pass_class="resident",
        community=issuer.trusted.community,
        household=None,
        member=0,
        not_before=NOON - DAY,
        expires=NOON + 9 * DAY,
    )
    return kp1.issue(claims, kid=issuer.trusted.kid, seed=issuer.seed)


@dataclass
class Gate:
    pair: Pair
    lists: Lists
    journal: FakeJournal
    clock: FakeClock

    @classmethod
    def over(cls, pair: Pair) -> "Gate":
        clock, journal = FakeClock(), FakeJournal()
        return cls(pair, Lists(load_keyring(pair.ours), clock, journal), journal, clock)

    @asynccontextmanager
    async def watching(self, **seen: int) -> AsyncIterator[None]:
        task = asyncio.create_task(self.lists.watch(seen, poll_s=0.002))
        try:
            yield
        finally:
            task.cancel()

    def errors(self) -> tuple[str | None, str | None]:
        """What is wrong with their pass, and with ours of the same id."""
        both = (load_keyring(keys) for keys in (self.pair.theirs, self.pair.ours))
        theirs, ours = (
            self.lists.recognise(a_pass(keys), NOON, "synced").error for keys in both
        )
        return theirs, ours

    async def until_said(self, event: str, seq: int) -> None:
        async def rows() -> list[tuple[object, object, object]]:
            said = [draft.payload for draft in self.journal.drafts]
            return [(row["list"], row["event"], row["seq"]) for row in said]

        row = (self.pair.file.stem, event, seq)
        await until(rows, lambda found: row in found)


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return Pair.at(tmp_path)


async def test_a_pass_they_revoke_is_refused_at_the_running_gate(pair: Pair) -> None:
    gate = Gate.over(pair)
    async with gate.watching(trust=2):
        assert gate.errors() == (None, None)
        pair.take(pair.revoke())
        await gate.until_said("list-in-force", 1)

    assert gate.errors() == ("pass-revoked", None)
    assert gate.lists.facts()[f"revocations_list {OTHER}"] == "#1 · 1 · 0 h"
    assert Gate.over(pair).errors() == ("pass-revoked", None)


async def test_their_older_list_put_back_is_refused_and_shown(pair: Pair) -> None:
    first = pair.revoke()
    pair.take(pair.revoke())
    gate = Gate.over(pair)
    async with gate.watching(trust=2):
        replace_file(pair.file, first)
        await gate.until_said("list-refused", 2)
    light = gate.lists.light()

    assert (light.condition, light.slug) == (Condition.WARNING, "list-older")
    assert gate.errors() == ("pass-revoked", None)

    seen = {pair.file.stem: 2}  # as the journal remembers it
    later = Gate.over(pair)
    async with later.watching(trust=2, **seen):
        await later.until_said("list-refused", 1)


async def test_their_list_out_of_date_is_amber(pair: Pair) -> None:
    pair.take(pair.revoke())
    gate = Gate.over(pair)
    assert gate.lists.light().condition is Condition.OK

    gate.clock.turn(32 * DAY.total_seconds())

    assert gate.lists.light().slug == "list-stale"


async def test_one_root_may_sign_for_several_communities(pair: Pair) -> None:
    signer = open_signer(pair.ours)
    before = load_pass_trust(pair.ours)
    (root,) = before.roots
    third = replace(root, community="620102001003")
    signer.put_trust(replace(before, seq=3, roots=(root, third)))
    pair.take(pair.revoke())

    gate = Gate.over(pair)

    assert f"revocations_list {OTHER} 620102001003" in gate.lists.facts()
    assert gate.errors() == ("pass-revoked", None)


async def test_a_list_whose_root_was_dropped_counts_no_more(pair: Pair) -> None:
    pair.take(pair.revoke())
    gate = Gate.over(pair)
    signer, before = open_signer(pair.ours), load_pass_trust(pair.ours)
    async with gate.watching(trust=2, **{pair.file.stem: 1}):
        signer.put_trust(replace(before, seq=3, roots=()))

        async def facts() -> dict[str, str]:
            return gate.lists.facts()

        await until(facts, lambda told: f"revocations_list {OTHER}" not in told)

    assert gate.errors() == (None, None)


def test_their_trust_list_is_never_put_in_force_by_itself(pair: Pair) -> None:
    with pytest.raises(KeysNeedRoot, match="kiosk trust import"):
        pair.take((pair.theirs / "trust-list.cose").read_bytes())

    assert not pair.file.exists()
    assert load_pass_trust(pair.ours).seq == 2
