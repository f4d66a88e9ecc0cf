"""Writing into the journal from the command line, the kiosk running or stopped."""

import os
import pwd
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from kiosk.commands.beside import journal_of
from kiosk.core.errors import ConfigError
from kiosk.ports import Clock, HeadedJournal
from kiosk.store.errors import StoreLocked
from kiosk.store.hatch import JournalByHatch, StoreUnanswered

_NOBODY: Final = 2**32 - 1  # linux/audit.h: AUDIT_UID_UNSET


def by() -> str:
    """Who did it, as journal rows name whoever types a command.

    Whoever became another user, by ``sudo``, is named as they logged in.
    """
    number = _logged_in()
    if number is None:
        number = os.getuid()
    try:
        return f"command line, {pwd.getpwuid(number).pw_name}"
    except KeyError:  # a container's user need have no name
        return f"command line, {number}"


def _logged_in() -> int | None:
    """The user that this session began as, by the kernel; None where it has none."""
    try:
        number = int(Path("/proc/self/loginuid").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return None if number == _NOBODY else number


@asynccontextmanager
async def writing(
    store: Path, clock: Clock, page: str = ""
) -> AsyncIterator[HeadedJournal]:
    """The journal, open for the length of the block; a running kiosk writes for us.

    Args:
        store: The store folder.
        clock: Wall time, while no kiosk runs.
        page: Where to do the same on the kiosk's screen, if there is such a page.

    Raises:
        ConfigError: The kiosk is running and takes no rows, or a key is missing.
        StoreError: The journal cannot be opened.
    """
    journal = journal_of(store, clock)
    try:
        await journal.start()
    except StoreLocked:
        yield _hatch(store, page)
        return
    try:
        yield journal
    finally:
        await journal.close()


def _hatch(store: Path, page: str) -> JournalByHatch:
    try:
        return JournalByHatch(store)
    except StoreUnanswered as error:
        instead = f"use the page {page} on the kiosk's own screen, or " if page else ""
        raise ConfigError(
            "the journal is in use and no kiosk takes rows for it: "
            f"{instead}stop the kiosk and try again"
        ) from error
