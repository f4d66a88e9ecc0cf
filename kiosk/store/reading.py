"""Questions to the journal, each on a read-only connection of its own.

Safe from any thread and process, while the service writes and when it is down. Never
called on the writer thread.
"""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kiosk.core.chain import Anchor
from kiosk.core.record import Entry, Kind
from kiosk.store import rows
from kiosk.store.checking import Survey, survey_whole
from kiosk.store.database import open_for_reading
from kiosk.store.erasing import last_before
from kiosk.store.errors import ChainBroken, StoreDamaged
from kiosk.store.files import StoreFiles
from kiosk.store.schema import refuse_newer

_COLUMNS: Final = "seq, at, kind, payload, prev, hash"


class JournalReader:
    """Reads the journal of one store folder.

    Every method may raise a StoreError: ``StoreMissing`` without a journal,
    ``StoreDamaged``, ``StoreNewer`` or ``StoreIO`` when it cannot be read.

    Args:
        directory: The store folder.
    """

    def __init__(self, directory: Path) -> None:
        self._path = StoreFiles(directory).database

    def last(self, count: int, *, kind: Kind | None = None) -> list[Entry]:
        """The last ``count`` entries, of one kind or of all, newest last."""
        where, values = ("WHERE kind = ?", [str(kind)]) if kind else ("", [])
        found = self._ask(
            f"SELECT {_COLUMNS} FROM journal {where} ORDER BY seq DESC LIMIT ?",  # noqa: S608 - no input in it
            [*values, count],
        )
        return [_entry(row) for row in reversed(found)]

    def entry(self, seq: int) -> Entry | None:
        """The entry with this number, or None."""
        found = self._ask(f"SELECT {_COLUMNS} FROM journal WHERE seq = ?", [seq])  # noqa: S608 - no input in it
        return _entry(found[0]) if found else None

    def head(self) -> Anchor:
        """The last row, or ``START`` in an empty journal."""
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            return rows.head(db)[0]

    def last_before(self, moment: datetime) -> int:
        """The newest row from before ``moment``, or 0; reads every row's time."""
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            return last_before(db, moment)

    def survey(self) -> Survey:
        """Check the whole chain of the file; seconds per million rows."""
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            return survey_whole(db)

    def verify(self) -> Survey:
        """Check the whole chain, and refuse a broken one.

        Raises:
            ChainBroken: At its first wrong row.
        """
        survey = self.survey()
        if survey.flaw:
            raise ChainBroken(f"broken at row {survey.at} ({survey.flaw})")
        return survey

    def _ask(self, sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            return db.execute(sql, values).fetchall()


def _entry(row: tuple[Any, ...]) -> Entry:
    seq, at, kind, payload, prev, own = row
    try:
        known = Kind(kind)
    except ValueError as exc:
        raise StoreDamaged(f"row {seq} is of an unknown kind") from exc
    return Entry(seq=seq, at=at, kind=known, payload=payload, prev=prev, hash=own)
