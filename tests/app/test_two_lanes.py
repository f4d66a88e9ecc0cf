"""Two lanes, one household, the same instant: real lanes over a real journal."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kiosk.core.errors import Outdated
from kiosk.core.evidence import CodeKind, CodeReading, MaskTick
from kiosk.core.household import Quota
from kiosk.core.record import Draft, Entry, Kind
from kiosk.core.sections import ControlLevel, Direction
from kiosk.core.view import LaneState
from kiosk.lane.lane import Lane
from kiosk.lane.parts import Acknowledge, Item, Parts, Setting, TakeBack, Timing, Touch
from kiosk.lane.record import Place
from kiosk.ports import ClockState, Journal
from kiosk.rules.decision import decide
from kiosk.store.journal import SqliteJournal
from kiosk.store.reading import JournalReader
from kiosk.store.standing import RecordedStanding
from tests.fakes import (
    HOME,
    FakeClock,
    FakeGate,
    FakeHealthService,
    claims,
    scan,
    temperature,
)
from tests.lane.test_households import ONE_EXIT
from tests.store.scenes import journal

SEEDS = 40
MEMBERS = 4


def recognise(text: str, _now: datetime, _clock: ClockState) -> CodeReading:
    """``1`` to ``4``: the passes of one household's members."""
    claimed = replace(claims(f"{int(text):012x}"), member=int(text))
    return CodeReading(kind=CodeKind.PASS, claims=claimed)


@dataclass
class Watched:
    """The journal, and how often it refused what was out of date.

    The first two records wait for one another, so that both lanes have decided before
    either is written.
    """

    journal: SqliteJournal
    outdated: int = 0
    decided: list[asyncio.Event] = field(
        default_factory=lambda: [asyncio.Event(), asyncio.Event()]
    )

    async def append(self, draft: Draft) -> Entry:
        for step in self.decided:
            if not step.is_set():
                step.set()
                break
        await self.decided[-1].wait()
        try:
            return await self.journal.append(draft)
        except Outdated:
            self.outdated += 1
            raise


@dataclass
class Post:
    """One lane, and whoever comes to it."""

    lane: Lane
    gate: FakeGate
    clock: FakeClock
    moment: Random
    episode: int = 0
    not_passed: float = 0.3  # how often whoever was let through does not go

    async def serve(self, member: int) -> None:
        """Let a member show the pass, be measured and looked at; then the next."""
        self.clock.turn(0.01)
        self.episode += 1
        steps: list[Callable[[], Item]] = [
            lambda: scan(str(member), self.clock.at),
            lambda: temperature(36.5, self.clock.at, self.episode),
            lambda: Touch(
                passage=self.lane.board.view.passage,
                evidence=MaskTick(worn=True, at=self.clock.at),
            ),
        ]
        for step in steps:
            for _ in range(self.moment.randrange(4)):
                await asyncio.sleep(0)
            await self.lane.take(step())
        view = self.lane.board.view
        assert view.state in {LaneState.PASSING, LaneState.STOPPED}
        if view.undoable and self.moment.random() < self.not_passed:
            await self.lane.take(TakeBack(passage=view.undoable))
        await self.lane.take(Acknowledge(passage=self.lane.board.view.passage))


@asynccontextmanager
async def gate_with_lanes(
    store: Path, pen: Journal, seed: int, count: int = 2
) -> AsyncIterator[list[Post]]:
    clock = FakeClock()
    records = RecordedStanding(store, clock=clock, quota=Quota)
    ids = iter(range(10_000))
    with closing(records):
        posts = []
        for number in range(count):
            moment = Random(f"{seed} {number}")  # noqa: S311 - a seed, not a secret
            gate = FakeGate()
            parts = Parts(
                clock=clock,
                journal=pen,
                gate=gate,
                judge=lambda facts: decide(facts, ONE_EXIT),
                recognise=recognise,
                name_of=lambda _: None,
                standing_of=records.standing_of,
                health=FakeHealthService(),
                new_id=lambda: f"p{next(ids)}",
                boot_id="boot",
            )
            place = Place(
                kiosk="kiosk-1",
                checkpoint="gate-1",
                lane=str(number),
                grid="",
                direction=Direction.OUT,
            )
            setting = Setting(
                place=place,
                home=HOME,
                level=ControlLevel.ROUTINE,
                timing=Timing(debounce_s=0),
            )
            posts.append(Post(Lane(parts, setting), gate, clock, moment))
        yield posts


def passages(store: Path) -> list[dict[str, Any]]:
    entries = JournalReader(store).last(10_000, kind=Kind.PASSAGE)
    return [{"seq": entry.seq, **json.loads(entry.payload)} for entry in entries]


def most_out(rows: list[dict[str, Any]]) -> int:
    """How many exits stood at once, by the rows alone."""
    standing: set[int] = set()
    most = 0
    for row in rows:
        if row["outcome"] == "not-passed":
            standing.discard(row["undoes"])
        elif row["verdict"] == "allow":
            standing.add(row["seq"])
        most = max(most, len(standing))
    return most


async def _play(store: Path, pen: SqliteJournal, seed: int) -> None:
    async with gate_with_lanes(store, pen, seed) as (one, other):
        order = list(range(1, MEMBERS + 1)) * 2
        Random(seed).shuffle(order)  # noqa: S311 - a seed, not a secret

        async def serve(post: Post, members: list[int]) -> None:
            for member in members:
                await post.serve(member)

        await asyncio.gather(serve(one, order[::2]), serve(other, order[1::2]))
        openings = len(one.gate.openings) + len(other.gate.openings)
    rows = passages(store)
    assert most_out(rows) == 1
    assert openings == sum(row["verdict"] == "allow" for row in rows)


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_however_two_lanes_race_one_exit_of_a_household_stands(
    tmp_path: Path, seed: int
) -> None:
    async with journal(tmp_path) as pen:
        await _play(tmp_path, pen, seed)


async def test_at_the_very_same_instant_one_passes_and_the_other_is_told_why(
    tmp_path: Path,
) -> None:
    async with journal(tmp_path) as pen:
        watched = Watched(pen)
        async with gate_with_lanes(tmp_path, watched, 0) as (one, other):
            await _in_step(one, other)
        assert watched.outdated == 1

    verdicts = sorted(str(row["verdict"]) for row in passages(tmp_path))
    reasons = [row["reasons"] for row in passages(tmp_path) if row["reasons"]]
    assert verdicts == ["allow", "refuse"]
    assert reasons == [["household-used"]]
    assert len(one.gate.openings) + len(other.gate.openings) == 1


async def _in_step(one: Post, other: Post) -> None:
    for post in (one, other):
        post.moment, post.not_passed = Random(0), 0.0  # noqa: S311
    await asyncio.gather(one.serve(1), other.serve(2))
