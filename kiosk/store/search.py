"""Searching passages: newest first a page at a time, or pulled whole as a stream."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from kiosk.core.incident import Incident
from kiosk.core.log_query import LoggedOverride, LoggedPassage, LogQuery
from kiosk.store import rows
from kiosk.store.database import open_for_reading
from kiosk.store.files import StoreFiles
from kiosk.store.incidents import incidents
from kiosk.store.schema import refuse_newer

_SELECT: Final = (
    "SELECT seq, at, ifnull(passage, ''), ifnull(lane, ''), ifnull(direction, ''),"
    " ifnull(outcome, ''), ifnull(verdict, ''), ifnull(reason, ''), ifnull(class, ''),"
    " celsius FROM passage"
)
_OVERRIDES: Final = """
SELECT passage.seq, passage.at, passage, lane, verdict, reason, payload
FROM passage JOIN journal USING (seq)
WHERE outcome = 'overridden' AND {condition} ORDER BY seq"""

_SAME_PERSON: Final = (
    "seq IN (SELECT seq FROM people WHERE token ="
    " (SELECT token FROM people WHERE seq = ?))"
)
_SAME_PLATE: Final = (
    "seq IN (SELECT seq FROM plate WHERE token IN (SELECT value FROM json_each(?)))"
)
_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """All that a query finds, of one moment of the journal.

    Attributes:
        head: The journal's head then, in its short form.
        count: How many passages there are.
        passages: Oldest first, read once; so are the next two.
        incidents: What these passages opened.
        overrides: Leaders' words among them.
    """

    head: str
    count: int
    passages: Iterator[LoggedPassage]
    incidents: Iterator[Incident]
    overrides: Iterator[LoggedOverride]


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
            found = db.execute(f"{sql} DESC LIMIT ?", [*values, most]).fetchall()
        return [_logged(*row) for row in found]

    @contextmanager
    def pull(self, query: LogQuery) -> Iterator[Pull]:
        """Everything, for the length of a ``with`` block; holds little at once."""
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            db.execute("BEGIN")  # one state of the file for every table
            condition, values = _condition(query)
            yield Pull(
                head=rows.head(db)[0].short(),
                count=_count(db, query),
                passages=_passages(db, query),
                incidents=incidents(
                    db,
                    "WHERE EXISTS (SELECT 1 FROM passage"  # noqa: S608 - no input in it
                    f" WHERE passage.seq = incident.seq AND {condition}) ORDER BY seq",
                    values,
                ),
                overrides=_overrides(db, query),
            )


def statement(query: LogQuery, before: int | None) -> tuple[str, list[Any]]:
    """The SQL of a query up to its order, and its values."""
    condition, values = _condition(query)
    if before is not None:
        condition, values = f"{condition} AND seq < ?", [*values, before]
    return f"{_SELECT} WHERE {condition} ORDER BY seq", values


def _condition(query: LogQuery) -> tuple[str, list[Any]]:
    """What passages must be like.

    A person or a plate chooses the few rows, and all else is only compared; without
    them a word chooses its index and the time is only compared; else the time does.
    """
    where, values = ["TRUE"], list[Any]()
    few = query.same_as is not None or query.plates is not None
    if query.same_as is not None:
        where.append(_SAME_PERSON)
        values.append(query.same_as)
    if query.plates is not None:
        where.append(_SAME_PLATE)
        values.append(json.dumps(query.plates))
    at = "+passage.at" if query.only or few else "passage.at"
    for sign, moment in ((">=", query.since), ("<", query.until)):
        if moment:
            where.append(f"{at} {sign} ?")
            values.append(rows.stamp(moment))
    for name, wanted in query.only.items():
        where.append(f'{"+" if few else ""}passage."{name}" = ?')
        values.append(wanted)
    return " AND ".join(where), values


def _count(db: Database, query: LogQuery) -> int:
    sql, values = statement(query, None)
    found = db.execute(f"SELECT count(*) FROM ({sql})", values)  # noqa: S608 - no input in it
    return int(found.fetchone()[0])


def _passages(db: Database, query: LogQuery) -> Iterator[LoggedPassage]:
    sql, values = statement(query, None)
    cursor = db.execute(sql, values)
    while found := cursor.fetchmany(_AT_ONCE):
        for row in found:
            yield _logged(*row)


def _overrides(db: Database, query: LogQuery) -> Iterator[LoggedOverride]:
    condition, values = _condition(query)
    cursor = db.execute(_OVERRIDES.format(condition=condition), values)
    for seq, at, passage, lane, verdict, reason, payload in cursor:
        said = json.loads(payload)
        stopped = said.get("overrides")
        yield LoggedOverride(
            seq=seq,
            at=at,
            passage=passage or "",
            lane=lane or "",
            verdict=verdict or "",
            reason=reason or "",
            stopped=stopped if type(stopped) is int else None,
            because=str(said.get("override") or ""),
            by=str(said.get("by") or ""),
        )


def _logged(  # noqa: PLR0913, PLR0917 - a column an argument
    seq: int,
    at: str,
    passage: str,
    lane: str,
    direction: str,
    outcome: str,
    verdict: str,
    reason: str,
    pass_class: str,
    celsius: float | None,
) -> LoggedPassage:
    return LoggedPassage(
        seq=seq,
        at=at,
        passage=passage,
        lane=lane,
        direction=direction,
        outcome=outcome,
        verdict=verdict,
        reason=reason,
        pass_class=pass_class,
        celsius=celsius,
    )
