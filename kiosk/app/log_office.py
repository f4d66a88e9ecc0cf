"""The log office: passages searched and exported, every export a journal row."""

import asyncio
import json
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from kiosk.core.errors import FormError, StoreError
from kiosk.core.log_query import LoggedPassage, LogQuery
from kiosk.core.record import Draft, Kind
from kiosk.office.export import Format, export, manifest
from kiosk.ports import Clock
from kiosk.store.journal import SqliteJournal
from kiosk.store.search import LogReader

_WHY = (2, 80)


class JournalLogOffice:
    """Implements ``ports.LogOffice``.

    Args:
        store: The store folder.
        clock: Wall time.
        journal: Gets an ``audit`` row for each export before its file is handed out.
    """

    def __init__(self, store: Path, *, clock: Clock, journal: SqliteJournal) -> None:
        self._reader, self._clock, self._journal = LogReader(store), clock, journal
        self._turn = asyncio.Lock()  # one at a time: the gate needs the card too

    def page(self, query: LogQuery, before: int | None) -> list[LoggedPassage]:
        """The newest passages; see ``ports.LogOffice``."""
        return self._reader.page(query, before=before)

    async def export(self, query: LogQuery, form: str, by: str, why: str) -> str:
        """Write a ZIP and journal it; see ``ports.LogOffice``."""
        if form not in get_args(Format):
            raise FormError("form", "missing", ", ".join(get_args(Format)))
        why, (least, most) = why.strip(), _WHY
        if not least <= len(why) <= most:
            raise FormError("why", "missing", f"{least} to {most} characters")
        async with self._turn:
            folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="export-"))
            try:
                told = await asyncio.to_thread(self._write, folder, query, form, by)
                await self._note(told, form, why)
            except (StoreError, OSError) as error:
                await asyncio.to_thread(discard, folder / "log.zip")
                raise FormError("export", "not-recorded", str(error)) from error
        return str(folder / "log.zip")

    def _write(
        self, folder: Path, query: LogQuery, form: Any, by: str
    ) -> Mapping[str, Any]:
        table = folder / f"log.{form}"
        head = self._journal.head.short()
        written = export(self._reader.all(query), table, form)
        told = manifest(
            written, asked=query.told(), head=head, by=by, at=self._clock.now()
        )
        text = json.dumps(told, ensure_ascii=False, indent=2)
        with zipfile.ZipFile(folder / "log.zip", "x", zipfile.ZIP_DEFLATED) as bundle:
            bundle.write(table, table.name)
            bundle.writestr("manifest.json", text)
        table.unlink()
        return told

    async def _note(self, told: Mapping[str, Any], form: str, why: str) -> None:
        payload = {"event": "log-exported", "form": form, "why": why, **told}
        draft = Draft(kind=Kind.AUDIT, at=self._clock.now(), payload=payload)
        await self._journal.append(draft)


def discard(file: Path) -> None:
    """Delete an export and its folder."""
    for left in file.parent.iterdir():
        left.unlink()
    file.parent.rmdir()
