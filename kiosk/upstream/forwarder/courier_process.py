"""The process that sends a backlog: packs, sends, reads the answer, one at a time.

While one batch travels it packs the next.
"""

import asyncio
import multiprocessing
import os
import selectors
import signal
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Final

from kiosk.core.errors import KioskError
from kiosk.upstream.forwarder.delivery import Delivered, Route, deliver
from kiosk.upstream.forwarder.line import Line
from kiosk.upstream.forwarder.parcel import Parcel, Sender, Source, Wanted, pack

_LEAST: Final = 19  # the weakest claim to the processor that there is
_FIRST_TO_GO: Final = "1000"  # the most there is; proc_pid_oom_score_adj(5)
_Ready = list[tuple[selectors.SelectorKey, int]]
_FRESH: Final = timedelta(minutes=1)
"""A batch says when it is sent; one that lay for longer is packed anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ahead:
    """A batch that is packed before anybody asks for it."""

    wanted: Wanted
    at: datetime
    parcel: Future[Parcel | None]

    def fits(self, wanted: Wanted, now: datetime) -> bool:
        return wanted == self.wanted and timedelta() <= now - self.at <= _FRESH


class Packing:
    """Packs what is wanted, and then what will be wanted next.

    Args:
        source: The journal.
        sender: Who sends.
        thread: Where it is packed.
    """

    def __init__(
        self, source: Source, sender: Sender, thread: ThreadPoolExecutor
    ) -> None:
        self._source, self._sender, self._thread = source, sender, thread
        self._ahead: _Ahead | None = None

    def pack(self, wanted: Wanted, now: datetime) -> Parcel | None:
        """Return a batch, or None: there is nothing; begin with the one after it.

        Args:
            wanted: Which rows.
            now: Wall time, aware.

        Raises:
            StoreError: The journal cannot be read.
        """
        ahead, self._ahead = self._ahead, None
        fits = ahead is not None and ahead.fits(wanted, now)
        begun = ahead.parcel if ahead and fits else self._begin(wanted, now)
        parcel = begun.result()
        if parcel is not None:
            following = replace(wanted, after=parcel.load.last)
            begun = self._begin(following, now)
            self._ahead = _Ahead(wanted=following, at=now, parcel=begun)
        return parcel

    def _begin(self, wanted: Wanted, now: datetime) -> Future[Parcel | None]:
        return self._thread.submit(pack, self._source, self._sender, wanted, now)


def serve(pipe: Connection, route: Route) -> None:
    """Send what the pipe asks for until it ends.

    Each request is what is wanted and the wall time; each answer what became of the
    batch, None where there was nothing to send, or the error.

    Args:
        pipe: To the kiosk.
        route: From where to where.
    """
    _stand_back()
    with (
        suppress(EOFError, BrokenPipeError),  # the kiosk is done with us
        asyncio.Runner(loop_factory=_yielding_loop) as runner,
        ThreadPoolExecutor(1) as thread,
    ):
        packing = Packing(route.source, route.sender, thread)
        line = Line(route.address)
        while True:
            wanted, now = pipe.recv()
            pipe.send(runner.run(_carried(packing, line, route, wanted, now)))


async def _carried(
    packing: Packing, line: Line, route: Route, wanted: Wanted, now: datetime
) -> Delivered | KioskError | None:
    try:
        parcel = packing.pack(wanted, now)
        if parcel is None:
            return None
        return await deliver(parcel, line, route)
    except KioskError as error:
        return error


class _Yielding(selectors.EpollSelector):
    def select(self, timeout: float | None = None) -> _Ready:
        os.sched_yield()
        return super().select(timeout)


def _yielding_loop() -> asyncio.AbstractEventLoop:
    """A loop that lets the kiosk go first at each turn.

    A thread of the kiosk that was only just served is not served again while somebody
    else has not had a share: from Linux 6.6 on even one that gives way to everybody
    then keeps the processor for a whole slice, 3 ms and more. Unless it yields.
    """
    return asyncio.SelectorEventLoop(_Yielding())


def _stand_back() -> None:
    """Leave the processor, the memory and the terminal to the kiosk."""
    with suppress(OSError):
        # Whoever runs out of memory ends this process, and not the lanes.
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO, encoding="ascii")
    with suppress(OSError):  # a sandbox that forbids it; apart is still apart
        os.nice(_LEAST)
        # Whoever wakes up takes the processor from it at once, which niceness alone
        # does not grant (docs/measurements.md).
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_kiosk, daemon=True).start()


def _end_with_kiosk() -> None:
    """End when the kiosk does, also while a batch travels."""
    kiosk = multiprocessing.parent_process()
    if kiosk is not None:
        kiosk.join()
    os._exit(1)
