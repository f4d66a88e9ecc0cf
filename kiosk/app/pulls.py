"""Pulls of the log under way: each writes into a folder that lives as long as it does.

A pull is fetched, cancelled or forgotten after a while; its folder goes with it. What a
power cut left behind goes at the next start.
"""

import asyncio
import logging
import secrets
import shutil
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from kiosk.core.errors import StoreError
from kiosk.core.pull import PullState, PullView

_LOG = logging.getLogger(__name__)
KEPT_S: Final = 600.0
"""How long a finished pull waits to be fetched."""


class Stopped(Exception):
    """Nobody waits for the pull any more."""


class Pull:
    """One pull; its writing thread reports, its readers look.

    Args:
        folder: Its own, once it is its turn.

    Attributes:
        view: How far it is.
        over: Set once nobody waits for it any more.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.view = folder, PullView()
        self._stopped, self.over = threading.Event(), asyncio.Event()

    def expect(self, total: int) -> None:
        """Say how many rows will be written."""
        self.view = replace(self.view, total=total)

    def wrote(self, rows: int) -> None:
        """Say that more rows were written.

        Raises:
            Stopped: Nobody waits for them.
        """
        if self._stopped.is_set():
            raise Stopped
        self.view = replace(self.view, written=self.view.written + rows)

    def end(self) -> None:
        """Nobody waits for it any more; what was written goes."""
        self._stopped.set()
        self.over.set()

    async def serve(self, write: "Write") -> None:
        """Write it, and say what became of that."""
        try:
            await asyncio.to_thread(self.folder.mkdir, 0o700, parents=True)
            await write(self)
        except (StoreError, OSError, Stopped) as error:
            _LOG.warning("pull-failed error=%s", type(error).__name__)
            shutil.rmtree(self.folder, ignore_errors=True)
            self.view = replace(self.view, state=PullState.FAILED)
        else:
            self.view = replace(self.view, state=PullState.READY)


Write = Callable[[Pull], Awaitable[None]]


class Pulls:
    """Every pull of this kiosk; belongs to the event loop.

    Args:
        folder: Where they write; whatever lies there is from before and goes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[tuple[str, str], Pull] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()  # one at a time: the gate needs the card too
        shutil.rmtree(folder, ignore_errors=True)

    def begin(self, by: str, write: Write) -> str:
        """Start one; its name is not to be guessed, and only ``by`` can ask for it."""
        name = secrets.token_urlsafe(12)
        pull = self._known[by, name] = Pull(self._folder / name)
        task = asyncio.create_task(self._keep((by, name), pull, write), name="pull")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return name

    def get(self, by: str, name: str) -> Pull | None:
        """The pull of this name that ``by`` began, while it lives."""
        return self._known.get((by, name))

    async def _keep(self, key: tuple[str, str], pull: Pull, write: Write) -> None:
        try:
            async with self._turn:
                await pull.serve(write)
            with suppress(TimeoutError):
                async with asyncio.timeout(KEPT_S):
                    await pull.over.wait()
        finally:
            pull.end()  # also its thread, when the kiosk stops
            del self._known[key]
            shutil.rmtree(pull.folder, ignore_errors=True)
