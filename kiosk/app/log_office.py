"""The log office: passages searched and pulled, every pull a journal row."""

import asyncio
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, get_args

from kiosk.app.handing_out import Errand, handed_row
from kiosk.app.pulls import Pull, Pulls
from kiosk.core.china import china_day
from kiosk.core.errors import FormError
from kiosk.core.log_query import LoggedPassage, LogQuery, log_query
from kiosk.core.pull import PullState, PullView
from kiosk.core.registration.plate import plate_kind, tidy_plate
from kiosk.core.shift import Rota, Turn
from kiosk.core.why import checked_purpose
from kiosk.office.bundle import MANIFEST, manifest_text
from kiosk.office.export import Format, export, manifest
from kiosk.office.pulled import incident_table, override_table, passage_table
from kiosk.ports import Clock, Journal
from kiosk.store.plates import plate_tokens
from kiosk.store.sealing import SealKeys
from kiosk.store.search import LogReader

_FOLDER: Final = "exports"
_FILE: Final = "log.zip"
_PLATES_KEPT: Final = timedelta(days=366)
"""Longer than anybody may keep what is personal."""

_TURNS_SHOWN: Final = 12


class JournalLogOffice:
    """Implements ``ports.LogOffice``.

    Args:
        store: The store folder; pulls are written beside the journal.
        clock: Wall time.
        journal: Gets an ``audit`` row for each pull before its file is handed out.
        keys: For the tokens of plates.
        rota: When shifts change, as it is now.
    """

    def __init__(
        self,
        store: Path,
        *,
        clock: Clock,
        journal: Journal,
        keys: SealKeys,
        rota: Callable[[], Rota],
    ) -> None:
        self._reader, self._clock, self._journal = LogReader(store), clock, journal
        self._keys, self._rota = keys, rota
        self._pulls = Pulls(store / _FOLDER)

    def turns(self) -> list[Turn]:
        """The last shifts; see ``ports.LogOffice``."""
        now, rota = self._clock.now(), self._rota()
        length = timedelta(hours=rota.hours)
        return [rota.at(now - back * length) for back in range(_TURNS_SHOWN)]

    def page(
        self, fields: Mapping[str, str], before: int | None
    ) -> list[LoggedPassage]:
        """The newest passages; see ``ports.LogOffice``."""
        return self._reader.page(self._query(fields), before=before)

    def begin(self, fields: Mapping[str, str], form: str, by: str, why: str) -> str:
        """Begin to write a ZIP; see ``ports.LogOffice``."""
        query = self._query(fields)
        if form not in get_args(Format):
            raise FormError("form", "missing", ", ".join(get_args(Format)))
        errand = Errand(
            event="log-exported",
            form=form,
            asked=query.told(),
            by=by,
            why=checked_purpose(why),
        )
        plate = fields.get("plate", "").strip()
        work = partial(self._work, query=query, errand=errand, plate=plate)
        return self._pulls.begin(by, work)

    def view(self, name: str, by: str) -> PullView | None:
        """How far a pull is; see ``ports.LogOffice``."""
        pull = self._pulls.get(by, name)
        return pull.view if pull else None

    def file(self, name: str, by: str) -> str | None:
        """What a pull wrote; see ``ports.LogOffice``."""
        pull = self._pulls.get(by, name)
        if pull is None or pull.view.state is not PullState.READY:
            return None
        return str(pull.folder / _FILE)

    def end(self, name: str, by: str) -> None:
        """Let a pull go; see ``ports.LogOffice``."""
        if pull := self._pulls.get(by, name):
            pull.end()

    def _query(self, fields: Mapping[str, str]) -> LogQuery:
        asked = dict(fields)
        typed = asked.pop("plate", "").strip()
        query = log_query(asked, self._rota())
        return replace(query, plates=self._tokens(typed, query)) if typed else query

    def _tokens(self, typed: str, query: LogQuery) -> tuple[str, ...]:
        plate, now = tidy_plate(typed), self._clock.now()
        if plate_kind(plate) is None:
            raise FormError("plate", "not-a-plate", "a whole plate")
        first, last = now - _PLATES_KEPT, query.until or now
        return plate_tokens(
            self._keys,
            plate,
            first=china_day(max(query.since or first, first)),
            last=china_day(min(last, now)),
        )

    async def _work(
        self, pull: Pull, *, query: LogQuery, errand: Errand, plate: str
    ) -> None:
        now = self._clock.now()
        told = await asyncio.to_thread(self._write, pull, query, errand, now)
        # The plate, too, may name somebody.
        await self._journal.append(handed_row(errand, told, now, plate=plate))

    def _write(
        self, pull: Pull, query: LogQuery, errand: Errand, at: datetime
    ) -> dict[str, Any]:
        with self._reader.pull(query) as found:
            pull.expect(found.count)
            tables = (
                passage_table(found.passages),
                incident_table(found.incidents),
                override_table(found.overrides),
            )
            form: Any = errand.form  # one of Format by now
            files = export(tables, pull.folder, form, pull.wrote)
        told = manifest(files, asked=errand.asked, head=found.head, by=errand.by, at=at)
        with zipfile.ZipFile(pull.folder / _FILE, "x", zipfile.ZIP_DEFLATED) as bundle:
            for one in files:
                bundle.write(one.file, one.file.name, _packing(one.file))
                one.file.unlink()
            bundle.writestr(MANIFEST, manifest_text(told))
        return told


def _packing(file: Path) -> int:
    """A workbook is packed already."""
    return zipfile.ZIP_STORED if file.suffix == ".xlsx" else zipfile.ZIP_DEFLATED
