"""A lane that decides and records, timed.

It decides under the largest shipped policy and appends, 20 times a second, which is
sixty times a busy gate.
"""

import asyncio
import os
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bench.crossings import crossing
from bench.rules import FACTS
from kiosk.clock import SystemClock
from kiosk.core.facts import Facts
from kiosk.core.record import Draft, Kind
from kiosk.rules.decision import decide
from kiosk.rules.policy import Policy
from kiosk.store.journal import SqliteJournal

_EVERY_S: Final = 0.05
_NEVER: Final = threading.Event()
_STOLEN: Final = 8  # the column "steal" of /proc/stat, see proc(5)


async def lane(
    journal: SqliteJournal,
    policy: Policy,
    clock: SystemClock,
    seconds: float,
    beside: asyncio.Task[None] | None = None,
) -> list[float]:
    """Milliseconds from the moment a code was due until its row is on the disk.

    A passage during which the hypervisor gave our core to somebody else does not count:
    it does so most when several cores work, which is what is compared here.

    Args:
        journal: Gets the rows.
        policy: Decides.
        clock: Wall time.
        seconds: For how long.
        beside: Ends the lane's work earlier, when it is done.
    """
    facts = Facts.model_validate(FACTS)
    taken = []
    own = os.sched_getaffinity(0)
    due, taken_away = time.perf_counter(), stolen(own)
    end = due + seconds
    while due < end and not (beside and beside.done()):
        due += _EVERY_S
        # From a thread, as a camera hands a code over: a loop counts milliseconds.
        await asyncio.to_thread(_NEVER.wait, max(0.0, due - time.perf_counter()))
        decide(facts, policy)
        payload = crossing("kiosk-1", 0)
        await journal.append(Draft(kind=Kind.PASSAGE, at=clock.now(), payload=payload))
        done, before, taken_away = time.perf_counter(), taken_away, stolen(own)
        if taken_away == before:
            taken.append((done - due) * 1000)
        due = max(due, time.perf_counter() - _EVERY_S)
    return taken


def stolen(cores: Iterable[int]) -> float:
    """Seconds that the hypervisor took so far of these cores, in steps of a tick."""
    names = {f"cpu{core}" for core in cores}
    lines = map(str.split, Path("/proc/stat").read_text(encoding="ascii").splitlines())
    ticks = sum(int(line[_STOLEN]) for line in lines if line[0] in names)
    return ticks / os.sysconf("SC_CLK_TCK")
