"""Searching passages of every checkpoint: newest first, a page at a time, or all."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

from psycopg import sql

from kiosk.core.errors import FormError
from kiosk.core.log_query import LoggedPassage, moment_in
from kiosk.hub.database import Database, told_plainly
from kiosk.office.pulled import Table

FULL: Final = 50
"""Rows of a page."""
ONLY: Final = ("kiosk", "verdict", "reason", "class", "direction", "outcome")
"""What passages can be filtered by, beside their time."""
_LONGEST: Final = 128
_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which passages.

    Attributes:
        since: From this wall time on, aware, or None.
        until: Before this wall time, aware, or None.
        only: Wanted values by name in ``ONLY``.
    """

    since: datetime | None
    until: datetime | None
    only: dict[str, str]

    def told(self) -> dict[str, str]:
        """As manifests and deeds carry it."""
        times = {"since": self.since, "until": self.until}
        spans = {name: at.isoformat() for name, at in times.items() if at}
        return spans | self.only


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(LoggedPassage):
    """A passage of some checkpoint; ``seq`` is its number there.

    Attributes:
        kiosk: Which kiosk.
    """

    kiosk: str


def query_of(since: str, until: str, only: dict[str, str]) -> Query:
    """Check what was asked for; empty texts do not count.

    Args:
        since: ISO 8601 with an offset.
        until: Likewise.
        only: By name in ``ONLY``.

    Raises:
        FormError: Names the first field that is wrong.
    """
    wanted = {name: text.strip() for name, text in only.items() if text.strip()}
    for name, text in wanted.items():
        if len(text) > _LONGEST or not text.isprintable():
            raise FormError(name, "invalid", f"up to {_LONGEST} characters")
    return Query(
        since=moment_in("since", since), until=moment_in("until", until), only=wanted
    )


class Search:
    """Reads passages; every method may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, query: Query, skip: int = 0) -> list[Found]:
        """The newest passages that fit, ``FULL`` at most, after skipping some."""
        statement, values = _statement(query)
        order = sql.SQL(" ORDER BY moment DESC, kiosk, seq DESC LIMIT %s OFFSET %s")
        with self._database.transaction() as connection:
            rows = connection.execute(statement + order, [*values, FULL, skip])
            return [_found(row) for row in rows]

    def names(self) -> dict[str, str]:
        """What checkpoints are called, by id."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                "SELECT id, name FROM kiosk WHERE NOT relay ORDER BY id"
            )
            return dict(rows.fetchall())

    def table(self, query: Query) -> Table:
        """All of them as a table for an export, oldest first, few in memory at once."""
        heads = "卡口 序号 时间 过卡编号 通道 方向 结果 结论 原因 证类 体温℃"
        keys = ("kiosk", *(field.name for field in fields(LoggedPassage)))
        return Table(
            name="log",
            title="过卡",
            heads=tuple(heads.split()),
            keys=keys,
            rows=map(attrgetter(*keys), self._all(query)),
        )

    def _all(self, query: Query) -> Iterator[Found]:
        statement, values = _statement(query)
        order = sql.SQL(" ORDER BY moment, kiosk, seq")
        with (
            self._database.transaction() as connection,
            connection.cursor(name="export") as cursor,
            told_plainly(),
        ):
            cursor.itersize = _AT_ONCE
            cursor.execute(statement + order, values)
            yield from map(_found, cursor)


_SELECT: Final = sql.SQL(
    "SELECT kiosk, seq, at, passage, lane, direction, outcome, verdict, reason, class,"
    " celsius FROM record WHERE kind = 'passage'"
)


def _statement(query: Query) -> tuple[sql.Composed, list[Any]]:
    parts, values = [sql.Composed([_SELECT])], list[Any]()
    for sign, at in ((">=", query.since), ("<", query.until)):
        if at is not None:
            parts.append(sql.SQL(" AND moment {} %s").format(sql.SQL(sign)))
            values.append(at)
    for name, wanted in query.only.items():
        parts.append(sql.SQL(" AND {} = %s").format(sql.Identifier(name)))
        values.append(wanted)
    return sql.Composed(parts), values


def _found(row: tuple[Any, ...]) -> Found:
    kiosk, seq, at, *texts, celsius = row
    names = ("passage", "lane", "direction", "outcome", "verdict", "reason")
    said = dict(zip((*names, "pass_class"), texts, strict=True))
    return Found(
        kiosk=kiosk,
        seq=seq,
        at=at,
        celsius=None if celsius is None else round(celsius, 2),
        **{name: text or "" for name, text in said.items()},
    )
