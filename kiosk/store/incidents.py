"""Incidents as a projection: opened by passages, moved on by incident rows.

Written in the transaction of its journal row and rebuilt from the journal at any
time; like the passage projection it never keeps a row from being recorded.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from kiosk.core.incident import OPENS, Incident, Result, Tick
from kiosk.core.verdict import Verdict
from kiosk.store.database import open_for_reading
from kiosk.store.files import StoreFiles
from kiosk.store.schema import refuse_newer

_COLUMNS: Final = (
    "passage, seq, at, lane, verdict, reasons, actions, closed_at, result, closed_by"
)


def open_from_passage(
    db: Database, seq: int, at: str, payload: Mapping[str, Any]
) -> None:
    """Open an incident if the passage was held or turned back."""
    passage, verdict = payload.get("passage"), payload.get("verdict")
    if not isinstance(passage, str):
        return
    if payload.get("outcome") == "overridden":
        _close(db, passage, at, Result.OVERRIDDEN, payload.get("by"))
        return
    if isinstance(verdict, str) and verdict in set(OPENS):
        db.execute(
            "INSERT OR IGNORE INTO incident (passage, seq, at, lane, verdict, reasons,"
            " actions) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                passage,
                seq,
                at,
                str(payload.get("lane") or ""),
                verdict,
                _words(payload.get("reasons")),
                _words(payload.get("actions")),
            ),
        )


def project_event(db: Database, seq: int, at: str, payload: Mapping[str, Any]) -> None:
    """Move an incident on: a step was done, or it was closed."""
    passage, by = payload.get("incident"), payload.get("by")
    if not isinstance(passage, str):
        return
    if payload.get("event") == "conflict":
        opened = {"passage": passage, "verdict": str(Verdict.REFUSE)}
        open_from_passage(db, seq, at, {**payload, **opened})
    if payload.get("event") == "step" and isinstance(payload.get("step"), str):
        db.execute(
            "INSERT INTO incident_step VALUES (?, ?, ?, ?, ?)",
            (seq, passage, at, payload["step"], by if isinstance(by, str) else ""),
        )
    if payload.get("event") == "closed":
        _close(db, passage, at, payload.get("result"), by)


class IncidentReader:
    """Reads incidents, each question on a read-only connection of its own.

    Args:
        directory: The store folder.
    """

    def __init__(self, directory: Path) -> None:
        self._path = StoreFiles(directory).database

    def open_ones(self) -> list[Incident]:
        """Every open incident, oldest first.

        Raises:
            StoreError: The journal cannot be read.
        """
        return self._ask("WHERE closed_at IS NULL ORDER BY seq", [])

    def open_count(self) -> int:
        """How many are open; cheap.

        Raises:
            StoreError: The journal cannot be read.
        """
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            sql = "SELECT count(*) FROM incident WHERE closed_at IS NULL"
            return int(db.execute(sql).fetchone()[0])

    def last(self, count: int) -> list[Incident]:
        """The newest incidents, open or not, newest first.

        Raises:
            StoreError: The journal cannot be read.
        """
        return self._ask("ORDER BY seq DESC LIMIT ?", [count])

    def one(self, passage: str) -> Incident | None:
        """The incident of this passage, or None.

        Raises:
            StoreError: The journal cannot be read.
        """
        found = self._ask("WHERE passage = ?", [passage])
        return found[0] if found else None

    def _ask(self, where: str, values: list[Any]) -> list[Incident]:
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            return list(incidents(db, where, values))


def incidents(db: Database, where: str, values: list[Any]) -> Iterator[Incident]:
    """Incidents one by one, with what was done about them.

    Args:
        db: A reading connection.
        where: The end of the SQL: which ones, in what order; no input in it.
        values: Of its parameters.
    """
    sql = f"SELECT {_COLUMNS} FROM incident {where}"  # noqa: S608 - no input in it
    for row in db.execute(sql, values):
        yield _incident(row, _ticks(db, row[0]))


def _close(db: Database, passage: str, at: str, result: object, by: object) -> None:
    db.execute(
        "UPDATE incident SET closed_at = ?, result = ?, closed_by = ?"
        " WHERE passage = ? AND closed_at IS NULL",
        (
            at,
            result if isinstance(result, str) and result in set(Result) else None,
            by if isinstance(by, str) else "",
            passage,
        ),
    )


def _words(value: object) -> str:
    known = value if isinstance(value, (list, tuple)) else ()
    return json.dumps([word for word in known if isinstance(word, str)])


def _ticks(db: Database, passage: str) -> Iterable[Tick]:
    sql = "SELECT step, at, by FROM incident_step WHERE passage = ? ORDER BY seq"
    for step, at, by in db.execute(sql, [passage]).fetchall():
        yield Tick(step=step, at=datetime.fromisoformat(at), by=by)


def _incident(row: tuple[Any, ...], ticks: Iterable[Tick]) -> Incident:
    passage, seq, at, lane, verdict, reasons, actions, closed_at, result, by = row
    return Incident(
        passage=passage,
        seq=seq,
        at=datetime.fromisoformat(at),
        lane=lane,
        verdict=Verdict(verdict),
        reasons=tuple(json.loads(reasons)),
        actions=tuple(json.loads(actions)),
        ticks=tuple(ticks),
        closed_at=datetime.fromisoformat(closed_at) if closed_at else None,
        result=Result(result) if result else None,
        closed_by=by,
    )
