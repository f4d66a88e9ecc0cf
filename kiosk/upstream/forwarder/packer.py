"""Where batches are packed: in a thread; a backlog in a process of its own.

Threads of a Python process take turns, and packing is nothing but computing: beside a
thread that does it without end, a lane took twice as long (docs/measurements.md). A few
rows now and then nobody notices; a year of them is packed by a process that gets the
processor only when nobody else wants it, and ends with the backlog, or with the kiosk.
While one batch travels, that process packs the next.
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
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from threading import Thread
from typing import Final, TypeVar

from kiosk.upstream.forwarder.parcel import Parcel, Sender, Source, Wanted, pack

BACKLOG: Final = 2000
"""So many rows waiting are a backlog."""
_LEAST: Final = 19  # the weakest claim to the processor that there is
_FRESH: Final = timedelta(minutes=1)
"""A batch says when it is sent; one that lay for longer is packed anew."""
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ahead:
    """A batch that is packed before anybody asks for it."""

    wanted: Wanted
    at: datetime
    parcel: asyncio.Future[Parcel | None]

    def fits(self, wanted: Wanted, now: datetime) -> bool:
        return wanted == self.wanted and timedelta() <= now - self.at <= _FRESH


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
        self._ahead: _Ahead | None = None
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
        if waiting < self._backlog:
            self._end_process()
            self._broken = False
        if waiting >= self._backlog and not self._broken:
            try:
                return await self._in_process(wanted, now)
            except BrokenExecutor:  # killed, e.g. for want of memory
                self._end_process()
                self._broken = True  # for this backlog; what killed one kills the next
        return await self.apart(self._work(wanted, now))

    async def apart(self, work: Callable[[], _T]) -> _T:
        """Run what may wait for the card, in the thread."""
        return await _run(self._thread, work)

    def close(self) -> None:
        """Let go of thread and process; waits for neither."""
        self._end_process()
        self._thread.shutdown(wait=False)

    async def _in_process(self, wanted: Wanted, now: datetime) -> Parcel | None:
        if self._process is None:
            self._process = ProcessPoolExecutor(
                1, multiprocessing.get_context("spawn"), initializer=_stand_back
            )
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead.fits(wanted, now):
            parcel = await ahead.parcel
        else:
            _drop(ahead)
            parcel = await _run(self._process, self._work(wanted, now))
        if parcel is not None:
            following = replace(wanted, after=parcel.last)
            begun = _run(self._process, self._work(following, now))
            self._ahead = _Ahead(wanted=following, at=now, parcel=begun)
        return parcel

    def _work(self, wanted: Wanted, now: datetime) -> Callable[[], Parcel | None]:
        return partial(pack, self._source, self._sender, wanted, now)

    def _end_process(self) -> None:
        _drop(self._ahead)
        self._ahead = None
        if self._process is not None:
            self._process.shutdown(wait=False, cancel_futures=True)
            self._process = None


def _run(executor: Executor, work: Callable[[], _T]) -> asyncio.Future[_T]:
    return asyncio.get_running_loop().run_in_executor(executor, work)


def _drop(ahead: _Ahead | None) -> None:
    if ahead is not None and not ahead.parcel.cancel():
        ahead.parcel.exception()  # or asyncio would tell that nobody looked at it


def _stand_back() -> None:
    """In the process: leave the processor, and the terminal, to the kiosk."""
    with suppress(OSError):  # a sandbox that forbids it; apart is still apart
        os.nice(_LEAST)
        # Whoever wakes up takes the processor from it at once, which niceness alone
        # does not grant (docs/measurements.md).
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_kiosk, daemon=True).start()


def _end_with_kiosk() -> None:
    """End when the pipe to the kiosk does: killed, it has no time to say goodbye.

    The queue that work comes by never ends: this process holds both its ends.
    """
    kiosk = multiprocessing.parent_process()
    if kiosk is not None:
        kiosk.join()
    os._exit(1)
