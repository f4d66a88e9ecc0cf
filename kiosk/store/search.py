"""Searching passages: newest first by number, a page at a time, or all as a stream."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from kiosk.core.log_query import LoggedPassage, LogQuery
from kiosk.store.database import open_for_reading
from kiosk.store.files import StoreFiles
from kiosk.store.rows import stamp
from kiosk.store.schema import refuse_newer

_SELECT: Final = (
    "SELECT seq, at, passage, lane, direction, outcome, verdict, reason, class, celsius"
    " FROM passage"
)
_AT_ONCE: Final = 1000


class LogReader:
    """Reads the passages of one store folder; every method may raise a StoreError.

    Args:
        directory: The store folder.
    """

    def __init__(self, directory: Path) -> None:
        self._path = StoreFiles(directory).database

    def page(
        self, query: LogQuery, *, before: int | None = None, most: int = 50
    ) -> list[LoggedPassage]:
        """The newest passages, or those before row ``before``, newest first."""
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            sql, values = statement(query, before)
            rows = db.execute(f"{sql} DESC LIMIT ?", [*values, most]).fetchall()
        return [_logged(row) for row in rows]

    def count(self, query: LogQuery) -> int:
        """How many passages there are; looks at each of them."""
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            return _count(db, query)

    def all(self, query: LogQuery) -> Iterator[LoggedPassage]:
        """Every passage, oldest first, of one moment of the journal.

        Holds little at once; the connection is open until the end.
        """
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            sql, values = statement(query, None)
            cursor = db.execute(sql, values)
            while rows := cursor.fetchmany(_AT_ONCE):
                yield from map(_logged, rows)


def statement(query: LogQuery, before: int | None) -> tuple[str, list[Any]]:
    """The SQL of a query up to its order, and its values.

    The time is a range of the index on ``at`` when nothing else is asked; else the
    other conditions choose the index and the time is only compared.
    """
    where, values = [], list[Any]()
    at = "+at" if query.only else "at"
    if query.since:
        where.append(f"{at} >= ?")
        values.append(stamp(query.since))
    if query.until:
        where.append(f"{at} < ?")
        values.append(stamp(query.until))
    for name, wanted in query.only.items():
        where.append(f'"{name}" = ?')
        values.append(wanted)
    if before is not None:
        where.append("seq < ?")
        values.append(before)
    clause = f" WHERE {' AND '.join(where)}" if where else ""
    return f"{_SELECT}{clause} ORDER BY seq", values


def _count(db: Database, query: LogQuery) -> int:
    sql, values = statement(query, None)
    found = db.execute(f"SELECT count(*) FROM ({sql})", values)  # noqa: S608 - no input in it
    return int(found.fetchone()[0])


def _logged(row: tuple[Any, ...]) -> LoggedPassage:
    seq, at, *texts, celsius = row
    names = ("passage", "lane", "direction", "outcome", "verdict", "reason")
    said = dict(zip((*names, "pass_class"), texts, strict=True))
    return LoggedPassage(
        seq=seq,
        at=at,
        celsius=celsius,
        **{name: text or "" for name, text in said.items()},
    )
