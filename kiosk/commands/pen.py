"""Writing into the journal from the command line, while no kiosk runs on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from kiosk.commands.beside import journal_of
from kiosk.core.errors import ConfigError
from kiosk.ports import Clock
from kiosk.store.errors import StoreLocked
from kiosk.store.journal import SqliteJournal

BY = "command line"
"""Who did it, as journal rows name whoever types a command."""


@asynccontextmanager
async def writing(store: Path, clock: Clock, page: str) -> AsyncIterator[SqliteJournal]:
    """The journal, open for the length of the block.

    Args:
        store: The store folder.
        clock: Wall time.
        page: Where to do the same while the kiosk runs.

    Raises:
        ConfigError: The kiosk is running, or a key is missing.
        StoreError: The journal cannot be opened.
    """
    journal = journal_of(store, clock)
    try:
        await journal.start()
    except StoreLocked as error:
        problem = f"the kiosk is running: use the page {page} on its own screen"
        raise ConfigError(problem) from error
    try:
        yield journal
    finally:
        await journal.close()
