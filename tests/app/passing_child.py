"""A lane that serves people as fast as it can and says what it does; to be killed.

One process stays alive and forks a fresh kiosk for every line on its standard input,
so that fifty kills need one start of Python, and rules compiled once. A kiosk writes
``pid N``, then one line for every view with a verdict that reaches the screen and for
every opening of the gate.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from itertools import cycle
from pathlib import Path

from kiosk.app.house import open_house
from kiosk.app.lanes import Post, build_post
from kiosk.clock import SystemClock
from kiosk.config.tables import Settings, StoreSettings
from kiosk.core.record import Kind
from kiosk.core.verdict import Need
from kiosk.core.view import LaneState, LaneView
from kiosk.lane.board import Board
from kiosk.store.policies import open_policy
from kiosk.store.reading import JournalReader
from tests.app.rig import Site
from tests.fakes import scan, temperature

_DECIDED = {LaneState.PASSING, LaneState.STOPPED}
_CELSIUS = (36.5, 36.6, 38.4, 36.7)  # one in four has a fever


def say(**what: object) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


class TellingBoard(Board):
    """A screen that says which verdicts were on it."""

    def show(self, view: LaneView) -> None:
        super().show(view)
        if view.state in _DECIDED:
            say(shown=view.passage, seq=view.seq, verdict=view.verdict)


class TellingGate:
    """A gate that looks for the record in the file before it says that it opened."""

    def __init__(self, store: Path) -> None:
        self._journal = JournalReader(store)
        self.board = Board(LaneView(lane="1"))

    async def open_for(self, seconds: float) -> None:  # noqa: ARG002 - a Gate
        asked = self.board.view.passage
        for last in self._journal.last(1, kind=Kind.PASSAGE):
            record = json.loads(last.payload)
            found = {"record": record["passage"], "verdict": record["verdict"]}
            say(opened=asked, seq=last.seq, **found)
            return
        say(opened=asked, seq=None, record=None, verdict=None)


async def pump(post: Post, codes: Sequence[str]) -> None:
    """One person after another, each as soon as the lane is free."""
    lane, desk, clock = post.lane, post.desk, SystemClock()
    people = zip(cycle(codes), cycle(_CELSIUS), strict=False)
    episode = 0
    views: AsyncIterator[LaneView] = desk.views()
    async for view in views:
        if view.state in _DECIDED:
            desk.next_person(view.passage)
        elif view.state is LaneState.WAITING:
            text, celsius = next(people)
            episode, now = episode + 1, clock.monotonic()
            lane.offer(scan(text, now))
            lane.offer(temperature(celsius, now, episode))
        elif view.needs == (Need.MASK,):
            desk.tick_mask(view.passage, worn=True)


async def live(settings: Settings, codes: Sequence[str]) -> None:
    """Be the kiosk: the service without its web and devices."""
    async with AsyncExitStack() as stack:
        house = await open_house(settings, SystemClock(trusted=True), stack)
        gate = TellingGate(house.directory)
        post = build_post(house, settings.lane[0], gate, demonstration=False)
        post.lane.stand.board = gate.board = TellingBoard(post.lane.board.view)
        say(pid=os.getpid())
        await asyncio.gather(post.lane.run(), pump(post, codes))


def main() -> None:
    site = Site(folder=Path(sys.argv[1]), port=0)
    codes = [site.good_pass(number) for number in range(40)]
    settings = Settings(store=StoreSettings(directory=site.store))
    open_policy(settings.policy.name)  # every kiosk finds its rules compiled
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(live(settings, codes))
        _, status = os.waitpid(child, 0)
        say(dead=child, signal=-os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
