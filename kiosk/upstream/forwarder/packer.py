"""Where batches are packed: in a thread; a backlog in a process of its own.

Threads of a Python process take turns, and packing is nothing but computing: beside a
thread that does it without end, a lane took twice as long (docs/measurements.md). A few
rows now and then nobody notices; a year of them is packed by a process that gets the
processor only when nobody else wants it, and ends with the backlog.
"""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Final, TypeVar

from kiosk.upstream.forwarder.parcel import Parcel, Sender, Source, Wanted, pack

BACKLOG: Final = 2000
"""So many rows waiting are a backlog."""
_LEAST: Final = 19  # the weakest claim to the processor that there is
_T = TypeVar("_T")


class Packer:
    """Packs batches, one at a time.

    Args:
        source: The journal; also read in the other process.
        sender: Who sends.
        backlog: So many rows waiting are a backlog.
    """

    def __init__(self, source: Source, sender: Sender, backlog: int = BACKLOG) -> None:
        self._source, self._sender, self._backlog = source, sender, backlog
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="forwarder")
        self._process: ProcessPoolExecutor | None = None
        self._broken = False

    async def pack(self, wanted: Wanted, now: datetime, waiting: int) -> Parcel | None:
        """Pack what is wanted; None while there is nothing.

        Args:
            wanted: Which rows.
            now: Wall time, aware.
            waiting: How many rows wait in all.

        Raises:
            StoreError: The journal cannot be read.
        """
        work = partial(pack, self._source, self._sender, wanted, now)
        if waiting < self._backlog:
            self._end_process()
            self._broken = False
        if waiting < self._backlog or self._broken:
            return await self.apart(work)
        if self._process is None:
            self._process = ProcessPoolExecutor(
                1, multiprocessing.get_context("spawn"), initializer=_stand_back
            )
        try:
            return await _run(self._process, work)
        except BrokenExecutor:  # killed, e.g. for want of memory
            self._end_process()
            self._broken = True  # for this backlog; what killed one kills the next
            return await self.apart(work)

    async def apart(self, work: Callable[[], _T]) -> _T:
        """Run what may wait for the card, in the thread."""
        return await _run(self._thread, work)

    def close(self) -> None:
        """Let go of thread and process; waits for neither."""
        self._end_process()
        self._thread.shutdown(wait=False)

    def _end_process(self) -> None:
        if self._process is not None:
            self._process.shutdown(wait=False, cancel_futures=True)
            self._process = None


async def _run(executor: Executor, work: Callable[[], _T]) -> _T:
    return await asyncio.get_running_loop().run_in_executor(executor, work)


def _stand_back() -> None:
    """In the process: leave the processor, and the terminal, to the kiosk."""
    with suppress(OSError):  # a sandbox that forbids it; apart is still apart
        os.nice(_LEAST)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
