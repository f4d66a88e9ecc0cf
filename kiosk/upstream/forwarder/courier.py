"""Who carries batches up: the kiosk itself; a backlog a process of its own.

Threads of a Python process take turns, and packing, sending and reading answers is
nothing but computing: beside a thread and an event loop that do it without end, a lane
took twice as long (docs/measurements.md). A few rows now and then nobody notices; a
year of them goes up by a process that gets the processor only when nobody else wants
it, and ends with the backlog, or with the kiosk.
"""

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Final, TypeVar

from kiosk.core.errors import KioskError
from kiosk.upstream.forwarder.courier_process import serve
from kiosk.upstream.forwarder.delivery import Delivered, Route, deliver
from kiosk.upstream.forwarder.line import Line
from kiosk.upstream.forwarder.parcel import Wanted, pack

BACKLOG: Final = 2000
"""So many rows waiting are a backlog."""
PATIENCE_S: Final = 300.0
"""What takes longer than this for a batch hangs: the line gives up far sooner."""
_T = TypeVar("_T")


class Courier:
    """Carries batches, one at a time.

    Args:
        route: From where to where; also read in the other process.
        line: This process's connections to the hub.
        backlog: So many rows waiting are a backlog.
    """

    def __init__(self, route: Route, line: Line, backlog: int = BACKLOG) -> None:
        self._route, self._line, self._backlog = route, line, backlog
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="forwarder")
        self._process: _Process | None = None
        self._broken = False

    async def carry(
        self, wanted: Wanted, now: datetime, waiting: int
    ) -> Delivered | None:
        """Pack and send what is wanted; None while there is nothing.

        Args:
            wanted: Which rows.
            now: Wall time, aware.
            waiting: How many rows wait in all.

        Raises:
            UpstreamError: There was no answer to believe; a refusal is one.
            StoreError: The journal cannot be read.
        """
        if waiting < self._backlog:
            self._end_process()
            self._broken = False
        elif not self._broken:
            try:
                return await self._in_process(wanted, now)
            except _Gone:  # killed, e.g. for want of memory, or it hangs
                self._broken = True  # for this backlog; what killed one kills the next
        return await self._here(wanted, now)

    async def apart(self, work: Callable[[], _T]) -> _T:
        """Run what may wait for the card, in the thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        """Let go of thread and process; waits for neither."""
        self._end_process()
        self._thread.shutdown(wait=False)

    async def _here(self, wanted: Wanted, now: datetime) -> Delivered | None:
        route = self._route
        parcel = await self.apart(
            partial(pack, route.source, route.sender, wanted, now)
        )
        if parcel is None:
            return None
        return await deliver(parcel, self._line, route)

    async def _in_process(self, wanted: Wanted, now: datetime) -> Delivered | None:
        try:
            if self._process is None:
                self._process = _Process(self._route)
            answer = await self.apart(partial(self._process.ask, wanted, now))
        except BaseException:  # cancelled, too: its answer must not be the next one's
            self._end_process()
            raise
        if isinstance(answer, KioskError):
            raise answer
        return answer

    def _end_process(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._thread.submit(self._process.bury)
            self._process = None


class _Gone(Exception):
    """The process is no more."""


class _Process:
    """The process, asked from a thread of this one.

    Args:
        route: From where to where.

    Raises:
        _Gone: The system has no room for it.
    """

    def __init__(self, route: Route) -> None:
        context = multiprocessing.get_context("spawn")
        try:
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(
                target=serve, args=(theirs, route), daemon=True
            )
            self._process.start()
        except OSError:
            raise _Gone from None
        theirs.close()  # when the process ends, the pipe does

    def ask(self, wanted: Wanted, now: datetime) -> Delivered | KioskError | None:
        """Have a batch packed and sent; blocks until there is an answer.

        Raises:
            _Gone: There will be none.
        """
        try:
            self._pipe.send((wanted, now))
            if not self._pipe.poll(PATIENCE_S):
                raise _Gone
            answer: Delivered | KioskError | None = self._pipe.recv()
        except (EOFError, OSError):
            raise _Gone from None
        return answer

    def kill(self) -> None:
        """End it now, wherever it is: what the hub took meanwhile it takes once."""
        self._process.kill()

    def bury(self) -> None:
        """Let go of what is left of it; blocks until it has ended."""
        self._process.join()
        self._pipe.close()
