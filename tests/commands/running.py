"""A running kiosk as commands meet it: a journal in use, and its hatch."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.store.hatch import NAME, Hatch
from kiosk.store.journal import SqliteJournal
from kiosk.store.keyring import load_keyring
from tests.fakes import FakeClock


@contextmanager
def running(store: Path) -> Iterator[None]:
    """A kiosk at ``store`` for the length of the block, on a thread of its own."""
    ready, loop = threading.Event(), asyncio.new_event_loop()
    stop = asyncio.Event()
    thread = threading.Thread(
        target=loop.run_until_complete, args=(_run(store, ready, stop),)
    )
    thread.start()
    assert ready.wait(10)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


async def _run(store: Path, ready: threading.Event, stop: asyncio.Event) -> None:
    keys, clock = load_keyring(store / "keys").seals, FakeClock()
    async with SqliteJournal(store, keys=keys, clock=clock) as journal:
        hatch = Hatch(store, clock=clock, journal=journal)
        task = asyncio.create_task(hatch.serve())
        while not (store / NAME).exists():  # noqa: ASYNC110 - another's file
            await asyncio.sleep(0)
        ready.set()
        await stop.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
