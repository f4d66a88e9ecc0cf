"""Half-filled forms, kept while the service runs and swept once they are old."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from kiosk.ports import Clock
from kiosk.store.drafts import DraftFiles

KEEP_S: Final = 900.0
"""How long a form may lie half-filled; a passage is closed long before."""
_SWEEP_S: Final = 60.0


@asynccontextmanager
async def opened_drafts(directory: Path, clock: Clock) -> AsyncIterator[DraftFiles]:
    """Keep drafts in the store folder ``directory``."""
    drafts = DraftFiles(directory, clock=clock, keep_s=KEEP_S)
    async with asyncio.TaskGroup() as group:
        sweeping = group.create_task(_sweep(drafts))
        yield drafts
        sweeping.cancel()


async def _sweep(drafts: DraftFiles) -> None:
    while True:
        await asyncio.to_thread(drafts.sweep)
        await asyncio.sleep(_SWEEP_S)
