"""The writer thread: takes sheets from a queue and commits them in groups."""

import threading
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, Full, Queue
from typing import Final

from kiosk.core.errors import StoreError
from kiosk.core.keeping import Lasts
from kiosk.core.record import Entry
from kiosk.store.erasing import Step
from kiosk.store.errors import StoreClosed, StoreOverloaded
from kiosk.store.ledger import Ledger
from kiosk.store.rows import Sheet

MOST_PER_COMMIT: Final = 64
_MOST_WAITING: Final = 1024
_RETRY_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class _Record:
    sheet: Sheet
    answer: Future[Entry]


@dataclass(frozen=True, slots=True)
class _Erasure:
    """A step of erasing; done after the records that wait, so that people go first."""

    lasts: Lasts
    after: int
    answer: Future[Step]


class Writer:
    """One thread that owns a ledger; whoever submits waits on a future.

    A group is what queued up while the last commit was syncing, so a slow card costs
    time but little throughput. While the ledger is failed the thread tries to recover
    every few seconds, so that the light turns green without a visitor.

    Args:
        ledger: Opened, used and closed on the thread only.
        most_waiting: Records that may queue before more are refused.
        retry_seconds: Pause between attempts to recover.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        most_waiting: int = _MOST_WAITING,
        retry_seconds: float = _RETRY_SECONDS,
    ) -> None:
        self._ledger, self._retry_seconds = ledger, retry_seconds
        self._queue: Queue[_Record | _Erasure | None] = Queue(most_waiting)
        self._door = threading.Lock()
        self._closing = False
        self._opened: Future[None] = Future()
        # A daemon: a process that forgot to close must still be able to end.
        self._thread = threading.Thread(
            target=self._run, name="journal-writer", daemon=True
        )

    def start(self) -> Future[None]:
        """Start the thread; the future is done when the ledger is open, or failed."""
        self._opened.set_running_or_notify_cancel()
        self._thread.start()
        return self._opened

    def submit(self, sheet: Sheet) -> Future[Entry]:
        """Queue a sheet; the future is done when it is durable, or failed.

        Raises:
            StoreOverloaded: Too many wait already.
            StoreClosed: The writer is closing.
        """
        record = _Record(sheet, Future())
        self._enqueue(record)
        return record.answer

    def erase(self, lasts: Lasts, after: int) -> Future[Step]:
        """Queue a step of erasing; as ``Ledger.erase`` and ``submit``."""
        step = _Erasure(lasts, after, Future())
        self._enqueue(step)
        return step.answer

    def close(self) -> None:
        """Write what is queued, close the ledger, end the thread; blocks."""
        with self._door:
            is_first, self._closing = not self._closing, True
        if is_first:
            self._queue.put(None)
        if self._thread.ident is not None:
            self._thread.join()

    def _enqueue(self, record: _Record | _Erasure) -> None:
        with self._door:
            if self._closing:
                raise StoreClosed("it was closed")
            try:
                self._queue.put_nowait(record)
            except Full as exc:
                problem = f"{self._queue.maxsize} records wait to be written"
                raise StoreOverloaded(problem) from exc

    def _run(self) -> None:
        try:
            self._open()
            while self._serve(self._next_group()):
                pass
        finally:
            self._ledger.close()
            self._refuse_rest()

    def _refuse_rest(self) -> None:
        """Answer whoever queued behind a bug that ended the thread."""
        with self._door:
            self._closing = True
        with suppress(Empty):
            while True:
                record = self._queue.get_nowait()
                if record and record.answer.set_running_or_notify_cancel():
                    record.answer.set_exception(StoreClosed("the writer ended"))

    def _open(self) -> None:
        try:
            self._ledger.open()
        except Exception as exc:  # noqa: BLE001 - a bug must reach those who wait
            self._opened.set_exception(exc)
        else:
            self._opened.set_result(None)

    def _next_group(self) -> list[_Record | _Erasure | None]:
        """Wait for an item, then take what else is there; None ends the work."""
        group = []
        patience = self._retry_seconds if self._ledger.fault else None
        with suppress(Empty):
            group.append(self._queue.get(timeout=patience))
            while group[-1] is not None and len(group) < MOST_PER_COMMIT:
                group.append(self._queue.get_nowait())
        return group

    def _serve(self, group: list[_Record | _Erasure | None]) -> bool:
        """Do what the group asks; False when it was the last."""
        if not group:
            with suppress(StoreError):  # The ledger keeps it as its fault.
                self._ledger.recover()
        due = [
            item
            for item in group
            if item is not None and item.answer.set_running_or_notify_cancel()
        ]
        if wanted := [item for item in due if isinstance(item, _Record)]:
            self._write(wanted)
        for item in due:
            if isinstance(item, _Erasure):
                self._erase(item)
        return not (group and group[-1] is None)

    def _write(self, records: list[_Record]) -> None:
        try:
            written = self._ledger.append([record.sheet for record in records])
        except Exception as exc:  # noqa: BLE001 - a bug must reach those who wait
            for record in records:
                record.answer.set_exception(exc)
        else:
            for record, found in zip(records, written, strict=True):
                if isinstance(found, Entry):
                    record.answer.set_result(found)
                else:
                    record.answer.set_exception(found)

    def _erase(self, step: _Erasure) -> None:
        try:
            erased = self._ledger.erase(step.lasts, step.after)
        except Exception as exc:  # noqa: BLE001 - a bug must reach those who wait
            step.answer.set_exception(exc)
        else:
            step.answer.set_result(erased)
