"""The daily reports 日报 as they were frozen: rows of the journal, read and never kept.

Reports are few and complete in themselves, so no projection of them is needed: an
index finds their rows.
"""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from kiosk.core.chain import Anchor
from kiosk.core.report import EVENT, Report, read_report
from kiosk.store.database import open_for_reading
from kiosk.store.errors import StoreDamaged
from kiosk.store.files import StoreFiles
from kiosk.store.schema import refuse_newer

# The kind is written out, for only so the index of these rows is used.
_REPORTS: Final = f"""
SELECT seq, at, payload, hash FROM journal
WHERE kind = 'report' AND json_extract(payload, '$.event') = '{EVENT}'"""  # noqa: S608 - no input in it

_BEGUN: Final = "SELECT at FROM journal ORDER BY seq LIMIT 1"


class ReportBook:
    """Reads reports, each question on a read-only connection of its own.

    Every method may raise a StoreError.

    Args:
        directory: The store folder.
    """

    def __init__(self, directory: Path) -> None:
        self._path = StoreFiles(directory).database

    def newest(self) -> Report | None:
        """The last report or correction, or None."""
        return self._one("ORDER BY seq DESC LIMIT 1", [])

    def newest_original(self) -> Report | None:
        """The last report that corrects no other one, or None."""
        original = "AND json_extract(payload, '$.corrects') IS NULL"
        return self._one(f"{original} ORDER BY seq DESC LIMIT 1", [])

    def numbered(self, number: int) -> Report | None:
        """The report with this number, or None."""
        return self._one("AND json_extract(payload, '$.number') = ? LIMIT 1", [number])

    def between(self, first: date, last: date) -> tuple[Report, ...]:
        """The reports of these days and the corrections of them, by row."""
        days = [first.isoformat(), last.isoformat()]
        return self._ask(
            "AND json_extract(payload, '$.day') BETWEEN ? AND ? ORDER BY seq", days
        )

    def begun(self) -> datetime | None:
        """Time of the journal's first row, or None."""
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            row = db.execute(_BEGUN).fetchone()
        return datetime.fromisoformat(row[0]) if row else None

    def _one(self, more: str, values: list[Any]) -> Report | None:
        found = self._ask(more, values)
        return found[0] if found else None

    def _ask(self, more: str, values: list[Any]) -> tuple[Report, ...]:
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            rows = db.execute(f"{_REPORTS} {more}", values).fetchall()
        return tuple(_report(*row) for row in rows)


def _report(seq: int, at: str, payload: str, own: str) -> Report:
    moment = datetime.fromisoformat(at)
    try:
        return read_report(seq, moment, json.loads(payload), Anchor(seq, own).short())
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise StoreDamaged(f"the report in row {seq} is unreadable") from exc
